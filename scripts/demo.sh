#!/usr/bin/env bash
# From a fresh Debian 12 to two simulated cores exchanging RPMsg messages.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh

install_packages $PACKAGES_BUILD
mkdir -p build
configure_and_build build/demo -DRPMSG_SIM_TESTS=OFF
echo "== rpmsg-sim run ping_pong"
exec build/demo/rpmsg-sim run ping_pong
