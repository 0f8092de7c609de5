#!/usr/bin/env bash
# Runs scenarios on one platform: each passes, and gives one digest again and with every access waiting its turn.
#   platforms.sh PROGRAM PLATFORM
set -euo pipefail
program=$(realpath "$1")
platform=$2

# digest SCENARIO OPTIONS...
digest() {
  local output
  output=$("$program" run "$1" --set "platform=$platform" "${@:2}") || { echo "$output" >&2; return 1; }
  awk '$1 == "digest" { print $2 }' <<<"$output"
}

failed=0
# same SCENARIO OPTIONS...
same() {
  local first
  first=$(digest "$@")
  for way in "" --zero-horizon; do
    # shellcheck disable=SC2086 # an empty word must vanish
    if [ -n "$first" ] && [ "$first" = "$(digest "$@" $way)" ]; then
      echo "same       $1 on $platform ${way:-again}"
    else
      echo "DIFFERENT  $1 on $platform ${way:-again}"
      failed=1
    fi
  done
}

"$program" show "$platform" >/dev/null
same ping_pong --set cores.a.parameters.messages=200
same latency --set cores.a.parameters.messages=200
same both_busy --set 'cores.a.parameters.duration=20 ms' --set 'expect=[messages.lost == 0, round_trip.count >= 18]'
exit $failed
