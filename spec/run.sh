#!/bin/sh
# usage: LUA=... BUSTED=... run.sh JOBS PATH...
# Each file of specifications in a process of its own, JOBS at a time; a line for
# each, and all that busted says where something failed or was left out. Those
# that stand above all folders take longest and come first, then the worker's,
# which take long under a sanitizer, or one would be left alone at the end.
set -u
jobs=$1
shift
find "$@" -name '*_spec.lua' -printf '%d %p\n' | LC_ALL=C sort -k1n -k2r | cut -d' ' -f2 |
	xargs -P "$jobs" -I FILE sh -c '
		said=$(eval "$LUA $BUSTED FILE" 2>&1)
		status=$?
		line=$(printf "%s\n" "$said" | grep -E "^[0-9]+ success.* / 0 pending")
		[ $status -eq 0 ] && [ -n "$line" ] && said=$line
		printf "%s: %s\n" FILE "$said"
		exit $status'
