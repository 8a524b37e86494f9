#!/usr/bin/env bash
# Runs the release build in place of this shell:   serve.sh [ARGUMENTS OF belfry]
# `make run` and the browser stories both come through here, so what is tested is what is run.
set -euo pipefail
# shellcheck source=scripts/env.sh
source "$(dirname "$0")/env.sh"
exec "$CARGO_TARGET_DIR/release/belfry" "$@"
