#!/bin/sh
# usage: score.sh BUILD FILES SEED...
# Audits synthetic ISMS repositories, with all defects and with none, and scores
# the results. Skips, and says so, where ../shared is not beside the project.
set -eu
build=$1 files=$2
shift 2
shared=../shared/isms
if [ ! -f $shared/gen_isms.py ]; then
	echo "score: skipped: $shared is absent"
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# audit REPO AS_OF RESULT: any exit status but wrong use is an answer
audit() {
	"$build/tickmark" audit --repo "$1" --rev main --as-of "$2" --quiet \
		--config examples/isms --format json --output "$3" || [ $? -le 2 ]
}

for seed in "$@"; do
	for defects in all none; do
		name=$work/$seed-$defects
		python3 $shared/gen_isms.py --out "$name" --files "$files" \
			--seed "$seed" --defects $defects >/dev/null
		as_of=$(python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["as_of"])' "$name.truth.json")
		audit "$name" "$as_of" "$name.json"
		printf 'seed %s, %s files, defects %s: ' "$seed" "$files" $defects
		python3 $shared/score.py "$name.json" "$name.truth.json" || status=1
		rm -rf "$name"
	done
done
exit $status
