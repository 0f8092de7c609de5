#!/usr/bin/env bash
# Compiles the portable firmware with the compilers for the part's own cores.
#   scripts/cross-compile.sh [folder for the objects]
set -euo pipefail
exec "$(dirname "$0")/../firmware/scripts/check_compilers.sh" "$@"
