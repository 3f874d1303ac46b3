# SPDX-License-Identifier: GPL-3.0-or-later
# The front door. Each target installs what it needs from Debian's packages (as root or with
# sudo; it says what and why), then calls one script.
.DEFAULT_GOAL := program
.PHONY: program plugins demo test bench lint format clean help

program: ## build the program: build/bin/causeway
	@scripts/install-packages build
	@scripts/build

plugins: ## pack the two Moodle plugins: build/plugins/*.zip
	@scripts/install-packages build
	@scripts/plugins
	@ls -l build/plugins

demo: ## a sample school, a stand-in Moodle, the service with its console (DEMO=--first-start: nothing is set up yet; --day: it lives on; --rollover: its year is over; --moodle-first: the other way round; --stop)
	@scripts/install-packages demo
	@scripts/build
	@scripts/demo $(DEMO)

test: ## every test, plain and under the sanitizers; ends with "N passed, N failed, N skipped"
	@scripts/install-packages test
	@scripts/test

bench: ## measure; prints a table and writes build/bench.json
	@scripts/install-packages bench
	@scripts/bench

lint: ## format, layers, file length, clang-tidy
	@scripts/install-packages lint
	@scripts/lint

format: ## let clang-format lay out every source file
	@scripts/install-packages lint
	@scripts/format

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18
