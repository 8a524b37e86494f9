# shellcheck shell=bash
# shellcheck disable=SC2034  # its readers are the scripts that source it
# Sourced, never run: which tools of which version, and where they are. Installs nothing (tools.sh does), so that sourcing it is cheap.

BELFRY_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export BELFRY_ROOT

# Everything that is slow to make is kept outside the checkout, so that a fresh clone starts warm.
export BELFRY_CACHE="${BELFRY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/belfry}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$BELFRY_CACHE/target}"
belfry_tools=$BELFRY_CACHE/tools

cargo_leptos_version=0.3.11
# The oldest Rust that builds that cargo-leptos; the program itself would be content with Cargo.toml's.
rust_version=1.96
# The command line tool and the library inside the program must be of the same version to the last digit.
wasm_bindgen_version=$(awk -F'"' '/^name = "wasm-bindgen"$/ { getline; print $2; exit }' "$BELFRY_ROOT/Cargo.lock")
wasm_target=wasm32-unknown-unknown
cargo_leptos_dir=$belfry_tools/cargo-leptos-$cargo_leptos_version
wasm_bindgen_dir=$belfry_tools/wasm-bindgen-$wasm_bindgen_version
python_dir=$belfry_tools/python-$(cksum <"$BELFRY_ROOT/end2end/sdk/requirements.txt" | cut -d' ' -f1)
debian_rust_dir=$belfry_tools/debian-rust
debian_wasm_lib=/usr/lib/rustlib/$wasm_target/lib

has_wasm_std() { # has_wasm_std LIBDIR
	compgen -G "$1/libstd-*.rlib" >/dev/null
}

# Where rustup cannot fetch the browser's target, Debian's own toolchain builds everything (see tools.sh), and comes before rustup's.
if [ -d "$debian_rust_dir" ] && has_wasm_std "$debian_wasm_lib"; then
	PATH=$debian_rust_dir:$PATH
fi
PATH=$BELFRY_ROOT/style/node_modules/.bin:$cargo_leptos_dir/bin:$wasm_bindgen_dir/bin:$PATH

# Debian keeps initdb and pg_ctl out of PATH, by version: the last one is the newest.
if ! command -v pg_ctl >/dev/null; then
	for belfry_dir in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin; do
		if [ -x "$belfry_dir/pg_ctl" ]; then PATH=$belfry_dir:$PATH; fi
	done
fi
export PATH

export BELFRY_PYTHON=$python_dir/bin/python

# Cargo tells two checkouts that share a build folder apart only by the age of their files, so it would take the other one's program
# for this one's when that was built later. Files that were just touched are newer than any build.
belfry_owner=$CARGO_TARGET_DIR/.belfry-checkout
if [ "$(cat "$belfry_owner" 2>/dev/null || true)" != "$BELFRY_ROOT" ]; then
	mkdir -p "$CARGO_TARGET_DIR"
	find "$BELFRY_ROOT/src" "$BELFRY_ROOT/benches" -name '*.rs' -exec touch {} +
	printf '%s\n' "$BELFRY_ROOT" >"$belfry_owner"
fi
