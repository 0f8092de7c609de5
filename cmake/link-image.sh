#!/bin/sh
# Runs a link command and drops the linker's remark that code lies in no PT_LOAD segment: that is intended, see
# firmware/sdk/linker/.
messages=$("$@" 2>&1)
status=$?
printf '%s' "$messages" | grep -v "allocated section \`.text' not in segment" >&2
exit $status
