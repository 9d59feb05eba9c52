# The only entry point. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help build install-check run test e2e demo crash bench bench-pixels conformance lint format check clean

BENCH ?= ../shared/bench
# make build STATIC=1: Swift's library inside, for machines without Swift.
static = $(if $(STATIC),--static-swift-stdlib)

help: ## this list
	@grep -E '^[a-z0-9-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

build: ## release build, leaves .build/release/veil (STATIC=1: needs no Swift where it runs)
	@scripts/setup $(if $(STATIC),static,build)
	swift build -c release --product veil $(static)

install-check: STATIC = 1
install-check: build ## install it into an empty Debian 12 as docs/operations.md says, and send an instance through
	scripts/check-install

run: build ## build and start the node with the embedded default: clean files go to ./archive (CONFIG=routes.yml for yours)
	@scripts/run $(CONFIG)

test: ## all tests; installs the peers they test with
	@scripts/setup test
	swift test

e2e: build ## only the tests that drive the real command with real peers
	@scripts/setup test
	VEIL=$(CURDIR)/.build/release/veil swift test --filter EndToEndTests

demo: build ## an archive, the node, a generated study; attributes before and after
	@scripts/setup test
	@scripts/demo

crash: build ## kill the node at random and at every fault point, interfere, and fill its disk (ARGS=… goes to the campaign)
	@scripts/setup test
	scripts/crash-campaign $(ARGS)

bench: build ## throughput beside its peers (needs ../shared/bench; ARGS=… goes to scripts/bench)
	@scripts/setup bench
	scripts/bench --bench $(BENCH) $(ARGS)

bench-pixels: build ## text in pixels: what is hidden, beside what others do, what it costs (SETS=… adds sets, ARGS=… options)
	@scripts/setup pixels
	scripts/bench-pixels $(if $(SETS),--sets $(SETS)) $(ARGS)

conformance: build ## docs/conformance.md and docs/quarantine-reasons.md anew, out of the code's tables
	.build/release/veil conformance > docs/conformance.md
	.build/release/veil quarantine reasons --markdown > docs/quarantine-reasons.md

lint: ## what can be said without building
	@scripts/setup lint
	@scripts/lint

format: ## the sources as .swift-format and .clang-format say
	@scripts/setup lint
	swift format -i -r Sources Tests training/Sources Package.swift
	git ls-files 'Sources/*.cpp' 'Sources/*.hpp' | xargs clang-format -i

check: lint build test ## what has to pass before a commit

clean: ## everything that was built or generated
	rm -rf .build .venv crash-report bench-work
