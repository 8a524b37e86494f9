# `make run` and `make test` are all that is needed; they install the tools that are missing (scripts/tools.sh).
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
ENV := source scripts/env.sh &&
DATA ?= data
NEXTEST := cargo nextest run --features ssr
WASM := --lib --features hydrate --target wasm32-unknown-unknown

.PHONY: help run watch test bench screenshots lighthouse format lint unit build stories tools tools-test clean

help:
	@echo "make run          build, then serve on SQLite in ./$(DATA)"
	@echo "make watch        the same while you edit: builds and serves anew"
	@echo "make test         everything: format, lint, unit, build, stories (each is also a target)"
	@echo "make bench        measure"
	@echo "make screenshots  pictures of the screens, in end2end/screenshots"
	@echo "make lighthouse   what Lighthouse says of them"

run: build
	@mkdir -p $(DATA)
	@BELFRY_DATA="$${BELFRY_DATA:-$(DATA)}" exec scripts/serve.sh $(ARGS)

watch: tools
	@mkdir -p $(DATA)
	@$(ENV) BELFRY_DATA="$${BELFRY_DATA:-$(DATA)}" cargo leptos watch

test: tools-test
	@scripts/test.sh

bench: tools-test
	@$(ENV) BELFRY_PG_FSYNC=1 scripts/with-postgres.sh cargo bench --features ssr --bench bench -- $(ARGS)

GALLERY := $(CURDIR)/end2end/screenshots/gallery
screenshots: build tools-test
	@mkdir -p $(GALLERY)
	@$(ENV) BELFRY_GALLERY=$(GALLERY) cargo test --quiet --features ssr --lib ui::tests::gallery_as_files
	@$(ENV) cd end2end && BELFRY_GALLERY=$(GALLERY) npx playwright test --project=screenshots $(ARGS)

lighthouse: build tools-test
	@$(ENV) cd end2end && npx playwright test --project=lighthouse $(ARGS)

# ── the stages of `make test` ──

format: tools
	@$(ENV) cargo fmt --check

lint: tools
	@$(ENV) cargo clippy --features ssr --all-targets -- -D warnings
	@$(ENV) cargo clippy $(WASM) -- -D warnings

# On SQLite and on a PostgreSQL of its own.
unit: tools-test
	@$(ENV) if cargo nextest --version >/dev/null 2>&1; then set -- $(NEXTEST) $(ARGS); else set -- $(subst nextest run,test,$(NEXTEST)) $(ARGS); fi; \
	  scripts/with-postgres.sh "$$@"

# Cargo forgets the profile's `strip` for a package that has settings of its own, as ours has.
build: tools
	@$(ENV) RUST_BACKTRACE=0 cargo leptos build --release --precompress && strip "$$CARGO_TARGET_DIR/release/belfry"

# In a real browser and with the real client SDKs, against the release build.
stories: build tools-test
	@$(ENV) cd end2end && npx tsc --noEmit && npx playwright test --project=stories $(ARGS)

tools:
	@scripts/tools.sh build

tools-test:
	@scripts/tools.sh test

clean:
	@$(ENV) cargo clean
	@rm -rf target end2end/test-results end2end/screenshots
