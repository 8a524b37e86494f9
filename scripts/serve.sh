#!/usr/bin/env bash
# Runs the release build in place of this shell:   serve.sh [ARGUMENTS OF belfry]
# `make run` and the browser stories both come through here, so what is tested is what is run.
set -euo pipefail
# shellcheck source=scripts/env.sh
source "$(dirname "$0")/env.sh"

# Where cargo-leptos put the site, and that a release's file names carry their hashes; the same as in Cargo.toml.
export LEPTOS_OUTPUT_NAME=belfry
export LEPTOS_SITE_ROOT=$BELFRY_ROOT/target/site
export LEPTOS_SITE_PKG_DIR=pkg
export LEPTOS_HASH_FILES=true

exec "$CARGO_TARGET_DIR/release/belfry" "$@"
