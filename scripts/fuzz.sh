#!/usr/bin/env bash
# Fuzzes what reads scenarios, platforms and ELF files, under the address and undefined behaviour sanitizers.
#   scripts/fuzz.sh [seconds for each target [folder of a build that has the fuzzers]]
# New inputs are kept in the build's folder and are where the next run starts from. What crashes, hangs or leaks is
# left there as crash-*, timeout-* or leak-* and ends the script with an error.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh
seconds=${1:-600}
folder=${2:-build/fuzz}
sanitizers=fuzzer-no-link,address,undefined

if [ $# -lt 2 ]; then
  build "$folder" fuzzers -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" \
    -DCMAKE_CXX_COMPILER=clang++ -DRPMSG_SIM_SANITIZE=$sanitizers
fi
binaries=$folder/tests/fuzz
"$binaries/fuzz_elf_seeds" "$binaries/seeds/elf"

# fuzz TARGET DICTIONARY LONGEST SEEDS...
fuzz() {
  local target=$1 dictionary=$2 longest=$3
  shift 3
  local kept=$binaries/corpus/$target
  mkdir -p "$kept"
  step "fuzz $target for $seconds s"
  # The same seed and inputs take the same way, as far as the time goes.
  if ! "$binaries/fuzz_$target" -seed=1 -max_total_time="$seconds" -max_len="$longest" -timeout=10 -rss_limit_mb=1024 \
    -dict="tests/fuzz/$dictionary" -artifact_prefix="$binaries/$target-" -print_final_stats=1 -verbosity=1 \
    "$kept" "$@" >"$binaries/$target.log" 2>&1; then
    tail -40 "$binaries/$target.log" >&2
    return 1
  fi
  grep -E 'stat::(number_of_executed_units|average_exec_per_sec|new_units_added|peak_rss_mb)' "$binaries/$target.log"
}

fuzz scenario yaml.dict 4096 tests/fuzz/corpus/scenario tests/negative/input
fuzz platform yaml.dict 32768 tests/fuzz/corpus/platform
fuzz elf elf.dict 4096 "$binaries/seeds/elf"
