#!/usr/bin/env bash
# Makes sure that the build tools are there:   tools.sh build|test
#   build  what `make run` needs      test  also a browser, PostgreSQL, and the real client SDKs
# Quick when nothing is missing, and prints only what it installs. Versions and places are in env.sh.
set -euo pipefail
# shellcheck source=scripts/env.sh
source "$(dirname "$0")/env.sh"
stage=${1:-build}

# Two builds started at once must not install on top of each other. (-o: a daemon that an installation starts must not keep the lock.)
mkdir -p "$belfry_tools"
if [ -z "${BELFRY_TOOLS_LOCKED:-}" ] && command -v flock >/dev/null; then
	BELFRY_TOOLS_LOCKED=1 exec flock -o "$belfry_tools/lock" bash "$0" "$stage"
fi
cd "$BELFRY_ROOT"

say() { printf 'tools: %s\n' "$*" >&2; }
die() {
	say "$*"
	exit 1
}

# Runs something noisy: its output goes to a log that is shown only when it fails.
quietly() { # quietly NAME COMMAND…
	local log=$belfry_tools/log/$1.log
	shift
	mkdir -p "$belfry_tools/log"
	if ! "$@" >"$log" 2>&1 </dev/null; then
		tail -n 40 "$log" >&2
		return 1
	fi
}

apt_install() { # apt_install WHAT-FOR PACKAGE…
	local why=$1 as_root=()
	shift
	command -v apt-get >/dev/null || die "missing: $why. Install it with your system's package manager (Debian calls it: $*)."
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || die "missing: $why. Run as root: apt-get install $*"
		as_root=(sudo)
	fi
	say "installing Debian's $* ($why)"
	local get=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -qy -o DPkg::Lock::Timeout=300)
	# The package lists of a fresh machine may be old or empty; a try without them tells.
	quietly apt "${get[@]}" install --no-install-recommends "$@" 2>/dev/null ||
		{ quietly apt "${get[@]}" update && quietly apt "${get[@]}" install --no-install-recommends "$@"; } ||
		die "apt-get could not install: $*"
}

# ── Rust with the browser's target ─────────────────────────────────────────────────────────────────────────────────────────

build_debian_wasm_std() {
	# Debian ships the library's source but not its wasm build. One empty crate builds it; from then on it is part of the
	# toolchain, and neither a nightly flag nor this script is needed to compile for the browser.
	local crate
	crate=$(mktemp -d)
	mkdir -p "$crate/src"
	printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$crate/Cargo.toml"
	printf '#![no_std]\n' >"$crate/src/lib.rs"
	(
		cd "$crate"
		PATH=/usr/bin:$PATH RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$crate/target quietly wasm-std /usr/bin/cargo build \
			-Zbuild-std=std,panic_abort,panic_unwind --target "$wasm_target" --release
	) || die "could not build Rust's library for $wasm_target"
	rm -f "$crate/target/$wasm_target/release/deps"/libempty-*
	mkdir -p "$debian_wasm_lib"
	cp "$crate/target/$wasm_target/release/deps"/*.rlib "$debian_wasm_lib/"
	# rustc links wasm with a program of this name.
	local linker
	linker=$(compgen -G '/usr/bin/wasm-ld-*' | sort -V | tail -n 1)
	mkdir -p /usr/lib/rustlib/x86_64-unknown-linux-gnu/bin
	ln -sf "$linker" /usr/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld
	rm -rf "$crate"
}

new_enough() { # is there a rustc that can build cargo-leptos?
	local version
	version=$(rustc --version 2>/dev/null | cut -d' ' -f2)
	[ -n "$version" ] && printf '%s\n' "$rust_version" "$version" | sort -CV
}

want_rust() {
	if new_enough; then
		if has_wasm_std "$(rustc --print target-libdir --target "$wasm_target")"; then return; fi
		if command -v rustup >/dev/null; then
			say "adding Rust's $wasm_target"
			if quietly rustup rustup target add "$wasm_target" 2>/dev/null; then return; fi
		fi
	fi
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		die "missing: Rust $rust_version or newer with the target $wasm_target. With rustup: rustup update stable && rustup target add $wasm_target"
	fi
	local packages=(rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web lld-22)
	dpkg -s "${packages[@]}" >/dev/null 2>&1 || apt_install "Rust with $wasm_target" "${packages[@]}"
	if ! has_wasm_std "$debian_wasm_lib"; then
		say "building Rust's library for $wasm_target (about a minute, once)"
		build_debian_wasm_std
	fi
	# Only the Rust programs of /usr/bin come first, not everything that is in there.
	mkdir -p "$debian_rust_dir"
	local program
	for program in cargo rustc rustdoc rustfmt cargo-fmt cargo-clippy clippy-driver; do
		ln -sf "/usr/bin/$program" "$debian_rust_dir/$program"
	done
	PATH=$debian_rust_dir:$PATH
}

# ── Tools that cargo builds ──────────────────────────────────────────────────────────────────────────────────────────────────

want_crate() { # want_crate CRATE VERSION DIR MINUTES [OPTION FOR cargo install]…
	local crate=$1 version=$2 dir=$3 minutes=$4
	shift 4
	if quietly binstall cargo binstall -V 2>/dev/null; then
		say "fetching $crate $version"
		if quietly "$crate" cargo binstall --no-confirm --disable-telemetry --root "$dir" "$crate@$version" 2>/dev/null; then return; fi
	fi
	say "building $crate $version (about $minutes minutes, once)"
	# Unoptimised: an optimised build takes four times as long, which the tool never earns back.
	CARGO_TARGET_DIR=$belfry_tools/building quietly "$crate" cargo install "$crate" --version "$version" --root "$dir" \
		--debug --config profile.dev.debug=0 "$@" || die "could not build $crate"
	rm -rf "$belfry_tools/building"
}

version_is() { # version_is VERSION COMMAND…
	local version=$1
	shift
	[[ " $("$@" 2>/dev/null) " == *" $version "* ]]
}

# ── Packages from npm ──────────────────────────────────────────────────────────────────────────────────────────────────────

want_npm() { # want_npm FOLDER
	if cmp -s "$1/package-lock.json" "$1/node_modules/.belfry-lock"; then return; fi
	command -v npm >/dev/null || die "missing: Node.js 20 or newer with npm"
	say "installing the npm packages of $1"
	(cd "$1" && quietly "npm-$1" npm ci --ignore-scripts) || die "npm could not install the packages of $1"
	cp "$1/package-lock.json" "$1/node_modules/.belfry-lock"
}

# ── The two stages ─────────────────────────────────────────────────────────────────────────────────────────────────────────

want_build() {
	command -v cc >/dev/null || apt_install "a C compiler" gcc libc6-dev
	want_rust
	version_is "$cargo_leptos_version" cargo leptos -V ||
		want_crate cargo-leptos "$cargo_leptos_version" "$cargo_leptos_dir" 6 --locked --features no_downloads
	version_is "$wasm_bindgen_version" wasm-bindgen -V ||
		want_crate wasm-bindgen-cli "$wasm_bindgen_version" "$wasm_bindgen_dir" 4
	want_npm style
}

has_browser() {
	local name
	for name in chromium chromium-browser google-chrome google-chrome-stable; do
		if command -v "$name" >/dev/null; then return; fi
	done
	[ -d "/Applications/Google Chrome.app" ] || compgen -G "$HOME/.cache/ms-playwright/chromium-*" >/dev/null ||
		compgen -G "$HOME/Library/Caches/ms-playwright/chromium-*" >/dev/null
}

want_browser() {
	if has_browser; then return; fi
	if ! command -v apt-get >/dev/null; then
		say "fetching Playwright's browser"
		if (cd end2end && quietly browser npx playwright install chromium) 2>/dev/null; then return; fi
	fi
	apt_install "a browser" chromium fonts-liberation
}

want_test() {
	want_npm end2end
	want_browser
	command -v pg_ctl >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null || apt_install "PostgreSQL" postgresql
	if [ ! -e "$python_dir/complete" ]; then
		command -v python3 >/dev/null || apt_install "Python" python3 python3-venv
		say "installing the Python packages of end2end/sdk"
		rm -rf "$python_dir"
		quietly venv python3 -m venv "$python_dir" 2>/dev/null ||
			{ apt_install "Python's venv" python3-venv && quietly venv python3 -m venv --clear "$python_dir"; }
		quietly pip "$python_dir/bin/pip" install -q -r end2end/sdk/requirements.txt || die "pip could not install the packages of end2end/sdk"
		touch "$python_dir/complete"
	fi
}

case $stage in
build) want_build ;;
test) want_build && want_test ;;
*) die "usage: tools.sh build|test" ;;
esac
