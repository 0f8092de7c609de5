#!/usr/bin/env bash
# Installs what is needed, builds everything and runs all tests. Takes under ten minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh

install_packages $PACKAGES_BUILD $PACKAGES_TEST
mkdir -p build
configure_and_build build/test
echo "== firmware with the part's compilers"
scripts/cross-compile.sh
echo "== tests"
ctest --test-dir build/test --output-on-failure -j "$(nproc)"
