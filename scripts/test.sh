#!/usr/bin/env bash
# Everything that has to hold, in stages of the Makefile; a stage that fails does not hide the next one.
# At the end: the tests of all stages, as their runners counted them.
set -uo pipefail
# shellcheck source=scripts/env.sh
source "$(dirname "$0")/env.sh"
cd "$BELFRY_ROOT" || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed_stages=()
stage() {
	printf '\n── %s ──\n' "$1"
	make --no-print-directory "$1" 2>&1 | tee -a "$log"
	if [ "${PIPESTATUS[0]}" != 0 ]; then
		failed_stages+=("$1")
		return 1
	fi
}

stage format
stage lint
stage unit
if stage build; then
	stage stories
else
	failed_stages+=("stories (not run)")
fi

# nextest: "Summary [1s] 2 tests run: 1 passed, 1 failed", cargo test: "test result: ok. 1 passed; 0 failed", Playwright: "  1 passed (2s)".
count() {
	sed $'s/\e\\[[0-9;]*m//g' "$log" |
		awk -v word="$1" '/^ *Summary \[/ || /^test result: / || /^ +[0-9]+ (passed|failed|flaky)/ {
			for (i = 1; i < NF; i++) if ($(i + 1) ~ "^" word && $i ~ /^[0-9]+$/) sum += $i
		} END { print sum + 0 }'
}
passed=$(count passed)
failed=$(count failed)
printf '\n%s passed, %s failed\n' "$passed" "$failed"
if [ ${#failed_stages[@]} != 0 ]; then
	# A stage can fail without a failing test: then this, not the count, is the last word.
	printf 'failed: %s\n' "${failed_stages[*]}"
	exit 1
fi
