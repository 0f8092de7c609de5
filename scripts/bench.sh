#!/usr/bin/env bash
# Measures the figures of docs/performance.md; takes about a minute after the build. Wall times mean something only on a
# machine that does nothing else.
#   scripts/bench.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh
rounds=${1:-3}
folder=build/test
sim=$folder/rpmsg-sim
bench=$folder/tests/bench
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
result=$(mktemp)
trap 'rm -f "$result"' EXIT

median() { sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
# wall_of SCENARIO [OPTION...]: seconds of wall time that the simulation took.
wall_of() {
  "$sim" run "$@" --quiet --json "$result"
  sed -n 's/^  "wall_s": \(.*\),$/\1/p' "$result"
}
messages() { echo --set "cores.a.parameters.messages=$1"; }

build $folder all -DCMAKE_BUILD_TYPE=Release
step "$rounds rounds on $(nproc) x $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)"
ceilings=() speeds=() busies=()
for ((round = 1; round <= rounds; round++)); do
  ceilings+=("$("$bench/ceiling")")
  # Word splitting is wanted.
  # shellcheck disable=SC2046
  speeds+=("$(awk "BEGIN { printf \"%.0f\", 1000000 / $(wall_of latency $(messages 1000000)) }")")
  busies+=("$(wall_of both_busy)")
  echo "round $round: ceiling ${ceilings[-1]}/s, latency ${speeds[-1]}/s, both_busy ${busies[-1]} s per simulated second"
done
starts=()
for ((i = 0; i < 11; i++)); do
  begin=${EPOCHREALTIME/./}
  # shellcheck disable=SC2046
  "$sim" run ping_pong --quiet $(messages 1) --set 'expect=[]'
  starts+=($(((${EPOCHREALTIME/./} - begin))))
done
# shellcheck disable=SC2046
few=$("$bench/peak_memory" "$sim" run latency --quiet $(messages 10000))
# shellcheck disable=SC2046
many=$("$bench/peak_memory" "$sim" run latency --quiet $(messages 1000000))

ceiling=$(printf '%s\n' "${ceilings[@]}" | median)
speed=$(printf '%s\n' "${speeds[@]}" | median)
echo
echo "medians"
echo "  ceiling, round trips per second                 $ceiling"
echo "  latency, 1,000,000 messages, per second         $speed"
awk "BEGIN { printf \"  latency / ceiling                               %.4f\\n\", $speed / $ceiling }"
echo "  both_busy, wall seconds per simulated second    $(printf '%s\n' "${busies[@]}" | median)"
echo "  one message from start to exit, ms              $(printf '%s\n' "${starts[@]}" | median | sed 's/...$/.&/')"
echo "  memory, 10,000 and 1,000,000 messages, KiB      $few and $many: $((many - few)) more"
