# Python 3.11 and make are all that must be there. Every target makes what it needs first; nothing is made twice.
PYTHON ?= $(shell for name in python3.11 python3 python; do $$name -c '' 2>/dev/null && { command -v $$name; exit; }; done)
BIN := .venv/bin
MAKEFLAGS += --no-print-directory

.PHONY: help setup setup-dev assets run test check demo bench prove fuzz samples fmt
.PHONY: check-format check-lint check-types check-floors check-migrations check-messages check-deploy

help: ## what can be called
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## .venv with the zholdama command, page assets, compiled messages
	@test -n "$(PYTHON)" || { echo "setup: Python 3.11 is needed and not found: install it, or make PYTHON=/path/of/it" >&2; exit 1; }
	@$(PYTHON) tools/environment.py runtime

setup-dev: # the same with what tests and checks need
	@test -n "$(PYTHON)" || { echo "setup: Python 3.11 is needed and not found: install it, or make PYTHON=/path/of/it" >&2; exit 1; }
	@$(PYTHON) tools/environment.py dev

assets: setup ## stylesheets, scripts and fonts of the pages

run: setup ## start the product; Ctrl-C stops it
	@exec $(BIN)/zholdama run $(ARGS)

test: setup-dev ## every test, on real PostgreSQL and in real Chromium
	@CHROMIUM=$$($(BIN)/python tools/chromium.py) && export CHROMIUM && exec $(BIN)/pytest -n 2 $(ARGS)

check: check-format check-lint check-types check-floors check-migrations check-messages check-deploy ## what a reviewer need not look for

check-format: setup-dev
	$(BIN)/ruff format --check src tests tools
check-lint: setup-dev
	$(BIN)/ruff check src tests tools
check-types: setup-dev
	$(BIN)/mypy
check-floors: setup-dev
	$(BIN)/lint-imports
check-migrations: setup-dev
	$(BIN)/python tools/manage.py makemigrations --check --dry-run
check-messages: setup-dev
	$(BIN)/python tools/messages.py check
check-deploy: setup-dev
	ZHOLDAMA_MODE=production ZHOLDAMA_HOSTS=example.kz $(BIN)/python tools/manage.py check --deploy --fail-level WARNING

demo: setup ## one service day through both channels
	@$(BIN)/zholdama demo $(ARGS)

bench: setup ## the product's figures beside named floors
	@$(BIN)/zholdama bench $(ARGS)

prove: setup-dev ## the tests with their full numbers: every mutation, case and rule (an hour or more)
	@CHROMIUM=$$($(BIN)/python tools/chromium.py) && export CHROMIUM && ZHOLDAMA_PROVE=1 exec $(BIN)/pytest -n 2 $(ARGS)

fuzz: setup-dev ## look for what the readers of signatures cannot bear: make fuzz FUZZ_SECONDS=300
	@$(BIN)/python tools/fuzz.py --seconds $(or $(FUZZ_SECONDS),300) $(ARGS)

samples: setup-dev ## verify published signed samples: make samples DIR=folder
	@$(BIN)/python tools/samples.py $(DIR)

fmt: setup-dev ## bring the code into its form
	@$(BIN)/ruff check --fix src tests tools
	@$(BIN)/ruff format src tests tools
