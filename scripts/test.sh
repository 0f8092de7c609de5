#!/usr/bin/env bash
# Installs what is needed, builds everything and runs all tests. Takes about twelve minutes on two cores.
#   scripts/test.sh          all of it
#   scripts/test.sh quick    one build and its tests
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh

# run_tests FOLDER [CTEST_OPTION...]
run_tests() {
  local folder=$1
  shift
  step "tests in $folder${*:+ with $*}"
  ctest --test-dir "$folder" --output-on-failure --no-tests=error --progress -j "$(nproc)" "$@"
}

# The second compiler builds what is checked at run time; its warnings are errors too. Line numbers are enough for a
# sanitizer's report, and build faster than all debug information.
checked=(-DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-g1 -DCMAKE_CXX_COMPILER=clang++)

install_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_TEST[@]}"
build build/test all -DCMAKE_BUILD_TYPE=Release
run_tests build/test
[ "${1:-}" != quick ] || exit 0

step "firmware with the compilers of the part's cores"
scripts/cross-compile.sh

# AddressSanitizer owns addresses that simulated memory needs, so it sees the tests that run no image.
build build/address "unit_tests fuzzers" "${checked[@]}" -DRPMSG_SIM_SANITIZE=fuzzer-no-link,address
run_tests build/address -L '^unit_' -E '^BackingStore'
scripts/fuzz.sh 6 build/address

# Whole runs are checked for undefined behaviour and by the assertions of the standard library. Left out is what takes
# most of a minute then.
build build/undefined "rpmsg-sim integration conformance firmware/all tests/images/all" "${checked[@]}" \
  -DRPMSG_SIM_SANITIZE=undefined
run_tests build/undefined -L '^(integration|conformance)$' -E 'IndicesWrap'

step "the same digest from gcc's Release and clang's Debug build"
for file in scenarios/*.yaml; do
  tests/scenarios/same_digest.sh build/test/rpmsg-sim "$(basename "$file" .yaml)" build/undefined/rpmsg-sim
done
step "all passed"
