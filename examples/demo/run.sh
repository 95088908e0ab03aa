#!/bin/sh
# Makes the example organisation and audits it: examples/demo/run.sh [BUILD]
# Findings (exit status 1) are what the demo has to show; any other status is
# passed on as a failure.
set -eu

build=${1:-build}
here=$(dirname "$0")
demo=$build/demo
repo=$demo/isms
tickmark=$build/tickmark

audit() {
	status=0
	"$tickmark" audit --repo "$repo" --rev main --as-of 2026-06-30 "$@" || status=$?
	[ "$status" -eq 1 ] && return 0
	echo "demo: the audit ended with status $status; it has findings to show, so 1 was expected" >&2
	[ "$status" -ne 0 ] || status=2
	exit "$status"
}

mkdir -p "$demo"
rm -rf "$repo"
lua5.4 "$here/make.lua" "$repo"
# Recording needs somebody who records.
git -C "$repo" config user.name >/dev/null || git -C "$repo" config user.name "A Reader"
git -C "$repo" config user.email >/dev/null || git -C "$repo" config user.email reader@fernhill.example
audit
audit --quiet --format markdown --output "$demo/report.md"
audit --quiet --format json --output "$demo/result.json"

cat <<EOF

The audited repository   $repo
The report as Markdown   $demo/report.md
The result as JSON       $demo/result.json

Try next:
  record the findings, one commit each, and read them with git
    $tickmark audit --repo $repo --rev main --as-of 2026-06-30 --record >/dev/null
    git -C $repo log audit/internal
  look at its policies and records as the pre-commit hook does, and at who approved one
    $tickmark check --repo $repo
    $tickmark approvals policies/backup.md --repo $repo
  perform the same audit again and compare it byte by byte
    $tickmark reperform $demo/result.json --repo $repo
EOF
