# make demo    the seed corpus, searched on http://127.0.0.1:8080/
# make test    every test, in three browsers too; PROPTEST_CASES=20000 with
#              `cargo test --locked oracle` tries so many random corpora for each
#              property instead of the usual few hundred
# make bench   stages of the engine, the page, and the same beside other engines;
#              over documents made up, or DOCS= (.jsonl[.gz]), with judged QUERIES=
#              and QRELS= (.tsv); TIMES=10 measures ten times as many as well
# make runtime what the browser gets, from Rust and www/
# make audit   licences, known holes and origins of all that is built with
# make fuzz    bytes made up for every reader of bytes from outside, for a minute;
#              SECONDS=7200 for longer, TARGETS= for some of tests/fuzz/corpus only
#
# What a fresh machine lacks beside Rust (rustup), Node and apt, the targets
# install as they need it; a second run finds it there.

SHELL := /bin/sh
PORT ?= 8080

WASM_PACK_VERSION := 0.15.1
GECKODRIVER_VERSION := 0.37.1
CARGO_DENY_VERSION := 0.20.2
# Tools that are built from source are kept here, for every checkout.
TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/timkiem
export PATH := $(TOOLS)/bin:$(CURDIR)/www/node_modules/.bin:$(PATH)

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get

RUNTIME := www/pkg/timkiem.js
SIDE_BY_SIDE := tests/bench/side-by-side
ENGINE_SOURCES := $(shell find src -name '*.rs' -not -path 'src/cli/*' -not -path 'src/ingest/*')
WWW_SOURCES := $(shell find www -type f -not -path '*/node_modules/*' -not -path 'www/pkg/*' -not -path 'www/gallery/*')
# No path of this machine belongs in what visitors load. What is called from
# one place is left to wasm-opt, which inlines with an eye on bytes.
BROWSER_FLAGS := -Cllvm-args=--inline-threshold=10 --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=cargo --remap-path-prefix=$(CURDIR)=timkiem

SECONDS ?= 60
TARGETS ?= $(notdir $(wildcard tests/fuzz/corpus/*))
# What libFuzzer is told of where a program has been.
FUZZ_FLAGS := --cfg fuzzing -Cpasses=sancov-module \
  $(patsubst %,-Cllvm-args=-sanitizer-coverage-%,level=4 inline-8bit-counters pc-table trace-compares) \
  -Ccodegen-units=4

.PHONY: demo test bench fuzz runtime check audit tools-runtime tools-test tools-audit clean

demo: $(RUNTIME)
	@echo "· building the command line (minutes the first time)"
	@cargo build --release --locked
	@echo "· building the index of the five articles in seeds/"
	@target/release/timkiem build seeds --out target/demo --page --lang vi
	@echo "· building the index of the gallery: every mode and state of the element, in gallery/"
	@cp -R www/gallery target/demo
	@target/release/timkiem build --config target/demo/gallery/timkiem.toml
	@target/release/timkiem serve target/demo --port $(PORT)

test: $(RUNTIME) tools-test check
	@echo "· testing"
# A long log is cut: a backtrace would stay in it, and what the test said would go.
	@RUST_BACKTRACE=0 cargo test --locked

check: $(RUNTIME)
	@echo "· checking format, lints and types"
	@cargo fmt --check
	@cargo fmt --check --manifest-path tests/fuzz/Cargo.toml
	@cargo clippy --locked --all-targets -- -D warnings
	@cargo clippy --locked --lib --target wasm32-unknown-unknown -- -D warnings
	@npm --prefix www run --silent check

# The lists of known holes are asked for on the network; the rest is not.
audit: tools-audit
	@echo "· checking licences, origins and bans of crates"
	@cargo deny --locked check licenses sources bans
	@echo "· checking crates for known holes"
	@cargo deny --locked check advisories
	@echo "· checking what npm brings for known holes"
	@npm audit --prefix www && npm audit --prefix $(SIDE_BY_SIDE) --package-lock-only

bench: $(RUNTIME) tools-test $(SIDE_BY_SIDE)/node_modules/.package-lock.json
	@echo "· measuring the stages of the engine (minutes the first time)"
	@DOCS="$(DOCS)" cargo bench --locked --bench engine
	@echo "· measuring the page"
	@cargo bench --locked --bench page
	@echo "· measuring engines side by side (minutes)"
	@cargo build --release --locked
	@node $(SIDE_BY_SIDE)/run.mjs --timkiem target/release/timkiem --seeds seeds \
	  $(if $(DOCS),--docs "$(DOCS)") $(if $(QUERIES),--queries "$(QUERIES)") \
	  $(if $(QRELS),--qrels "$(QRELS)") $(if $(TIMES),--times "$(TIMES)")

# What leads somewhere new is kept in target/fuzz, what breaks a promise in tests/fuzz/corpus.
# Seconds are rounded up: none at all would be without end to libFuzzer.
fuzz: $(RUNTIME)
	@command -v c++ >/dev/null || { echo "· installing a compiler for libFuzzer"; $(APT) update -q && $(APT) install -q -y build-essential; }
	@echo "· building the fuzzer (minutes the first time)"
	@host=$$(rustc -vV | sed -n 's/^host: //p'); \
	RUSTFLAGS="$(FUZZ_FLAGS)" cargo build --release --locked --manifest-path tests/fuzz/Cargo.toml \
	  --target-dir target/fuzz --target $$host && \
	scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	seconds=$$(( ($(SECONDS) + $(words $(TARGETS)) - 1) / $(words $(TARGETS)) )) && \
	for target in $(TARGETS); do \
	  kept=tests/fuzz/corpus/$$target; new=target/fuzz/corpus/$$target; mkdir -p $$new; \
	  echo "· fuzzing $$target for $$seconds s"; \
	  TARGET=$$target TMPDIR=$$scratch RAYON_NUM_THREADS=1 target/fuzz/$$host/release/fuzz $$new $$kept \
	    -artifact_prefix=$$kept/ -max_total_time=$$seconds -timeout=10 -rss_limit_mb=2048 -verbosity=1 \
	    >$$scratch/said 2>&1 || { failed="$$failed $$target"; tail -n 40 $$scratch/said; }; \
	done; \
	[ -z "$$failed" ] || { \
	  echo "found in$$failed: an input is in tests/fuzz/corpus; cargo test --locked fuzz reads it again"; exit 1; }

$(SIDE_BY_SIDE)/node_modules/.package-lock.json: $(SIDE_BY_SIDE)/package-lock.json
	@echo "· installing the engines to measure beside"
	@npm install --prefix $(SIDE_BY_SIDE) --no-save --ignore-scripts --no-audit --no-fund
	@touch $@

runtime: $(RUNTIME)

$(RUNTIME): $(ENGINE_SOURCES) $(WWW_SOURCES) Cargo.toml Cargo.lock www/node_modules/.package-lock.json | tools-runtime
	@echo "· building the engine for the browser"
	@RUSTFLAGS="$(BROWSER_FLAGS)" wasm-pack build --profile browser --target web --no-pack --out-dir target/web
	@echo "· bundling the element"
	@npm --prefix www run --silent build

www/node_modules/.package-lock.json: www/package-lock.json
	@echo "· installing what builds and checks the scripts: wasm-opt, esbuild, tsc"
	@npm ci --prefix www --ignore-scripts --no-audit --no-fund
	@touch $@

tools-runtime:
	@command -v cc >/dev/null || { echo "· installing a linker"; $(APT) update -q && $(APT) install -q -y build-essential; }
	@rustup target list --installed | grep -qx wasm32-unknown-unknown || { \
	  echo "· installing the target wasm32-unknown-unknown"; rustup target add wasm32-unknown-unknown; }
	@[ "$$(wasm-pack --version 2>/dev/null)" = "wasm-pack $(WASM_PACK_VERSION)" ] || { \
	  echo "· building wasm-pack $(WASM_PACK_VERSION) (some minutes, once)"; \
	  cargo install --locked --root "$(TOOLS)" wasm-pack --version $(WASM_PACK_VERSION); }

tools-test:
	@for tool in chromium chromedriver firefox-esr WebKitWebDriver xvfb-run; do \
	  command -v $$tool >/dev/null || missing=1; \
	done; \
	[ -z "$$missing" ] || { \
	  echo "· installing Chromium, Firefox, WebKit and their drivers"; \
	  $(APT) update -q && $(APT) install -q -y --no-install-recommends \
	    chromium chromium-driver firefox-esr webkit2gtk-driver xvfb xauth; }
	@geckodriver --version 2>/dev/null | grep -q '^geckodriver $(GECKODRIVER_VERSION)' || { \
	  echo "· building geckodriver $(GECKODRIVER_VERSION) (some minutes, once)"; \
	  cargo install --locked --root "$(TOOLS)" geckodriver --version $(GECKODRIVER_VERSION); }

tools-audit:
	@[ "$$(cargo-deny --version 2>/dev/null)" = "cargo-deny $(CARGO_DENY_VERSION)" ] || { \
	  echo "· building cargo-deny $(CARGO_DENY_VERSION) (some minutes, once)"; \
	  cargo install --locked --root "$(TOOLS)" cargo-deny --version $(CARGO_DENY_VERSION); }

clean:
	cargo clean
	rm -rf www/pkg www/node_modules
