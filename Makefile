# What one can do here. `make` alone prints this list.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# More for pytest: make test ARGS="tests/surveys -k anna"
ARGS ?=

BIN := .venv/bin
TOOL := $(BIN)/python -m
PYTEST := $(TOOL) pytest

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-development run test test-sqlite test-postgresql test-long test-spark test-spark-where-java-is quick lint format style types \
	floors templates migrations translations addresses fix check messages reference communes lock clean

help: ## list what one can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## make .venv, with the `village` command in it
	@$(PYTHON) -m tools.environment run

run: setup ## open the demo site on this machine (HOST=0.0.0.0 PORT=8000)
	@exec $(BIN)/village serve --demo --host $(HOST) --port $(PORT)

setup-development:
	@$(PYTHON) -m tools.environment development

test: test-postgresql test-sqlite ## run every test, on PostgreSQL and on SQLite, in a real browser (ARGS="-k anna")

# Everything that touches the database, on a throw-away server.
test-postgresql: setup-development
	@$(PYTHON) -m tools.chromium
	VILLAGE_TEST_DATABASE=postgresql $(PYTEST) -n 2 $(ARGS)

# Everything.
test-sqlite: setup-development
	@$(PYTHON) -m tools.chromium
	VILLAGE_TEST_DATABASE=sqlite $(PYTEST) -n 2 $(ARGS)

# Before an issue is called resolved: what CI asks at a fixed budget, asked at its full length.
test-long: setup-development ## run the long tests: attacks and histories in the tens of thousands
	VILLAGE_TEST_DATABASE=sqlite $(PYTEST) -n 2 -m long $(ARGS)

# What Spark says of the same expressions. It is the extra that weighs: 450 MB of packages, and Java.
test-spark: ## run the tests of the engine for several machines (installs Spark, and Java where it may)
	@$(PYTHON) -m tools.environment spark
	@$(BIN)/python -m tools.java
	VILLAGE_TEST_DATABASE=sqlite $(PYTEST) -m spark $(ARGS)

test-spark-where-java-is:
	@if command -v java >/dev/null; then $(MAKE) test-spark; else echo "No Java here: Spark's tests are left out (make test-spark installs it)."; fi

quick: setup-development ## run the tests of core and of the numbers: no database, no Django
	$(PYTEST) -p no:django tests/core tests/statistics tests/analytics tests/laboratory tests/territories \
		village/core village/statistics village/analytics village/laboratory village/territories $(ARGS)

lint: format style types floors templates migrations translations addresses ## find what a machine can find

format: setup-development
	$(BIN)/ruff format --check .

style: setup-development
	$(BIN)/ruff check .

types: setup-development
	VILLAGE_MODE=test $(BIN)/mypy

floors: setup-development
	$(BIN)/lint-imports --no-logo

templates: setup-development
	$(BIN)/djlint --lint --quiet village

migrations: setup-development
	VILLAGE_MODE=test $(TOOL) django makemigrations --check --dry-run --settings village.config.settings

translations: setup-development
	$(TOOL) tools.messages check

addresses: setup-development
	$(TOOL) tools.addresses

fix: setup-development ## put right what a machine can put right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: lint test-spark-where-java-is test ## do all that a change must pass: what CI runs

messages: setup-development ## gather the sentences on screen into locale/, to translate
	$(TOOL) tools.messages update

reference: setup-development ## write again the pages of docs/reference that are drawn from the code
	$(TOOL) tools.reference

communes: setup-development ## write again the official communes, from the package that carries them
	$(TOOL) tools.communes

lock: setup-development ## compile requirements/ again from pyproject.toml (ARGS=--upgrade for newer ones)
	@$(PYTHON) -m tools.locks $(ARGS)

clean: ## remove all that `make` made; the site's own database in var/ stays
	rm -rf .tools .venv node_modules static/vendor fonts test-results .*_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} + && find locale -name '*.mo' -delete
