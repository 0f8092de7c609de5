#!/usr/bin/env bash
# Runs a shipped scenario with the M core's firmware as it is flashed: it must pass, give the same messages as with the
# native image, and be the same run when repeated and without running ahead.
#   arm_images.sh PROGRAM SCENARIO FOLDER_OF_ARM_IMAGES
set -euo pipefail
program=$1 scenario=$2 folder=$(realpath "$3")

report=$("$program" run "$scenario" --set 'limit=1 ms' --set 'expect=[]' 2>/dev/null || true)
name=$(sed -n 's/^images .*m4: \([a-z0-9_]*\).*/\1/p' <<<"$report")
[ -n "$name" ] || { echo "no image of the M core found in the report"; exit 1; }

options=(--set "cores.m.image=$folder/$name.elf")
shorter=()
[ "$scenario" != both_busy ] || shorter=(--set 'cores.a.parameters.duration=20 ms' --set 'expect=[]')

# run OPTIONS...: the report of a run, which must pass.
run() {
  "$program" run "$scenario" "$@" || { echo "failed: $scenario $*" >&2; exit 1; }
}
part() {
  grep "^$1 " <<<"$2"
}

native=$(run)
arm=$(run "${options[@]}")
[ "$(part messages "$native")" = "$(part messages "$arm")" ] || { echo "other messages: $(part messages "$arm")"; exit 1; }
first=$(run "${options[@]}" "${shorter[@]}")
again=$(run "${options[@]}" "${shorter[@]}")
waiting=$(run "${options[@]}" "${shorter[@]}" --zero-horizon)
for other in "$again" "$waiting"; do
  [ "$(part digest "$first")" = "$(part digest "$other")" ] || { echo "different digests"; exit 1; }
done
[ "$(part digest "$first")" != "$(part digest "$native")" ] || { echo "the native image has run"; exit 1; }
echo "$scenario with $name.elf: $(part digest "$arm")"
