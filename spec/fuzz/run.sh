#!/bin/sh
# usage: run.sh BUILD SECONDS [TARGET]
# Builds the fuzz targets below BUILD/fuzz and runs each for SECONDS; a line for
# each, and exit 1 if one has a finding. FUZZ_CORPUS keeps the inputs elsewhere.
set -eu
cd "$(dirname "$0")/../.."
build=$1 seconds=$2 only=${3:-}
place=$build/fuzz
corpus=${FUZZ_CORPUS:-$place/corpus}
cc=${FUZZ_CC:-clang}
instrument=address,undefined
flags="-std=c11 -O1 -g -D_GNU_SOURCE -Iinclude -Isrc -Ispec/fuzz \
	-fno-omit-frame-pointer -fno-sanitize-recover=undefined"
deps=$(sed -n 's/^DEPS *:= *//p' Makefile)
# shellcheck disable=SC2086
libs="$(pkg-config --libs $deps) -lcmark-gfm-extensions -lcmark-gfm \
	-Wl,-Bstatic -llua5.4-cjson -llua5.4 -Wl,-Bdynamic -lm -ldl"
export ASAN_OPTIONS=quarantine_size_mb=16:detect_stack_use_after_return=0

# Everything but the programs' own mains, by the project's Makefile.
objects=$(find src/base src/doc src/git src/lua src/worker -name '*.c' ! -path src/worker/main.c ! -path src/worker/posix.c |
	sed "s|\(.*\)c\$|$place/\1o|")
# shellcheck disable=SC2086
make --no-print-directory -s BUILD="$place" CC="$cc" CFLAGS="-O1 -g" \
	SANFLAGS="-fsanitize=fuzzer-no-link,$instrument -fno-sanitize-recover=undefined -fno-omit-frame-pointer" \
	$objects "$place/bundle.o" "$place/identity.o" >&2
rm -f "$place/tickmark.a"
# shellcheck disable=SC2086
ar rc "$place/tickmark.a" $objects "$place/bundle.o" "$place/identity.o"

targets=$only
if [ -z "$only" ]; then
	# shellcheck disable=SC2012
	targets=$(ls spec/fuzz/*.c spec/fuzz/oracle/*.lua | sed 's|.*/||; s|\..*||' | grep -vx lua)
fi
mkdir -p "$place/bin" "$place/log"
for target in $targets; do
	source="spec/fuzz/$target.c" about=
	[ -f "$source" ] || source=spec/fuzz/lua.c about=-DORACLE=$target
	# shellcheck disable=SC2086,SC2046
	$cc $flags -fsanitize=fuzzer,$instrument $about $(pkg-config --cflags $deps) \
		-o "$place/bin/$target" "$source" "$place/tickmark.a" $libs
done
# shellcheck disable=SC2086
lua5.4 spec/fuzz/seeds.lua "$place" $targets

status=0
for target in $targets; do
	mkdir -p "$corpus/$target" "$place/found/$target"
	log=$place/log/$target findings=0 leaks=1
	# What Lua has not collected yet isn't lost.
	[ -f "spec/fuzz/$target.c" ] || leaks=0
	"$place/bin/$target" -max_total_time="$seconds" -timeout="${FUZZ_TIMEOUT:-5}" \
		-rss_limit_mb=1024 -max_len=8192 -use_value_profile=1 -detect_leaks=$leaks \
		-dict=spec/fuzz/words.dict -print_final_stats=1 \
		-artifact_prefix="$place/found/$target/" \
		"$corpus/$target" "$place/seeds/$target" 2>"$log" >&2 || findings=1 status=1
	printf '%-12s %10s executions %6s edges %6s features  %s\n' "$target" \
		"$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
		"$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1)" \
		"$(sed -n 's/.* ft: \([0-9]*\).*/\1/p' "$log" | tail -n 1)" \
		"$([ $findings -eq 0 ] && echo 'no finding' || echo "a FINDING: $log")"
done
exit $status
