#!/usr/bin/env bash
# Runs a shipped scenario in every way that must not change what happens, and compares digests.
#   same_digest.sh PROGRAM SCENARIO [OTHER_PROGRAM...]
# An OTHER_PROGRAM is another build, such as a Debug build, whose digest must be the same too.
set -euo pipefail
program=$(realpath "$1")
scenario=$2
others=()
for other in "${@:3}"; do others+=("$(realpath "$other")"); done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# What is too long for the slow ways runs shorter in them; expectations of the whole are then off.
shorter=()
case $scenario in
  both_busy) shorter=(--set 'cores.a.parameters.duration=20 ms' --set 'expect=[]') ;;
esac

# digest OPTIONS...: runs the scenario, which must pass, and prints its digest.
digest() {
  local output
  output=$("$program" run "$scenario" "$@") || { echo "$output" >&2; return 1; }
  awk '$1 == "digest" { print $2 }' <<<"$output"
}

failed=0
# expect_same WAY WANTED MEASURED
expect_same() {
  if [ -n "$2" ] && [ "$2" = "$3" ]; then
    echo "same       $1"
  else
    echo "DIFFERENT  $1: ${3:-no digest} instead of ${2:-no digest}"
    failed=1
  fi
}

echo "$scenario as shipped, twice at the same time"
digest >"$folder/first" &
first=$!
digest >"$folder/second"
wait "$first"
expect_same "at the same time" "$(cat "$folder/first")" "$(cat "$folder/second")"

echo "$scenario${shorter[*]:+ ${shorter[*]}}"
wanted=$(digest "${shorter[@]}")
same_with() {  # same_with WAY OPTIONS...
  expect_same "$1" "$wanted" "$(digest "${shorter[@]}" "${@:2}" || true)"
}
same_with "again"
same_with "every access waits its turn" --zero-horizon
same_with "audit of unannounced accesses" --audit
same_with "with a JSON result" --json "$folder/a.json"
cd /
same_with "from another folder" --json "$folder/b.json"
if setarch -R true 2>/dev/null; then
  printf '#!/bin/sh\nexec setarch -R "%s" "$@"\n' "$program" >"$folder/fixed"
  chmod +x "$folder/fixed"
  program=$folder/fixed same_with "without address randomisation"
else
  echo "skipped    without address randomisation: setarch -R is not permitted here"
fi
# Everything in a result but the wall time, as one word.
gist() { grep -v '"wall_s"' "$1" | sha256sum | cut -d ' ' -f 1; }
expect_same "JSON but for wall_s" "$(gist "$folder/a.json")" "$(gist "$folder/b.json")"
expect_same "digest in JSON" "$wanted" "$(sed -n 's/^  "digest": "\(.*\)",$/\1/p' "$folder/a.json")"
"$program" run "$scenario" "${shorter[@]}" --quiet --json "$folder/quiet.json"
expect_same "quiet" "$(gist "$folder/a.json")" "$(gist "$folder/quiet.json")"
for other in "${others[@]}"; do
  program=$other same_with "$other"
done
exit $failed
