#!/usr/bin/env bash
# Compares the Cortex-M interpreter with Unicorn in many cases; some minutes.
#   scripts/differential.sh [cases] [seed]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh
build build/release unicorn_bench -DCMAKE_BUILD_TYPE=Release
build/release/tests/differential/unicorn_bench "${1:-10000000}" "${2:-$RANDOM}"
