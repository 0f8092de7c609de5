#!/usr/bin/env bash
# From a fresh Debian 12 to two simulated cores that exchange RPMsg messages.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh

install_packages "${PACKAGES_BUILD[@]}"
build build/demo all -DCMAKE_BUILD_TYPE=Release -DRPMSG_SIM_TESTS=OFF
step "build/demo/rpmsg-sim run ping_pong"
build/demo/rpmsg-sim run ping_pong
step "done"
