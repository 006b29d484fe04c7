# Everything a person needs, on a machine that has Python 3.11+, make and git.
#
#   make demo     simulate a small campaign, work through it, say what was found of the truth
#   make test     the whole test suite
#   make check    all that CI runs: format, lint, types, import contract, docs, tests
#   make docs     the documentation, into docs/_build/html
#   make bench    speed and skill beside the peers
#   make pictures the result pictures of README and docs, drawn anew from the demo
#   make lock     renew the pinned, hashed lock files from pyproject.toml

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Twice quiet: pip's errors still show, its remarks on the machine's own settings do not.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet
NUMBER_OF_TEST_WORKERS ?= 2
# The suite itself runs in parallel: one BLAS thread for each worker.
TEST_THREADS := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

.PHONY: help demo test check format lint types contract docs pictures bench lock clean

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/.core
	@$(BIN)/cathartes demo --out demo

test: $(VENV)/.dev
	$(TEST_THREADS) $(BIN)/python -m pytest -n $(NUMBER_OF_TEST_WORKERS) --dist loadfile

check: lint types contract docs test

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python tools/check_house.py

types: $(VENV)/.dev
	$(BIN)/mypy

contract: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

docs: $(VENV)/.dev
	$(TEST_THREADS) $(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html

pictures: $(VENV)/.core
	$(BIN)/python tools/draw_readme_pictures.py

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

COMPILE := $(VENV)-lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet

lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip --disable-pip-version-check install --quiet --quiet uv
	$(COMPILE) --group build -o requirements/core.lock
	$(COMPILE) --group dev --all-extras -c requirements/core.lock -o requirements/dev.lock
	$(COMPILE) --group bench --all-extras -c requirements/dev.lock -o requirements/bench.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "cathartes needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python's venv is incomplete (Debian, Ubuntu: install python3-venv)"; exit 1; }

$(VENV)/.core: $(BIN)/python requirements/core.lock pyproject.toml
	@echo "Installing cathartes into $(VENV) (once, one to five minutes) ..."
	@$(PIP) --require-hashes -r requirements/core.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.lock
	@echo "Installing the tools for tests, checks and docs (once) ..."
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.lock requirements/peers.txt
	@echo "Installing the peers (once) ..."
	@$(PIP) --require-hashes -r requirements/bench.lock
	@$(PIP) --no-deps -r requirements/peers.txt
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-lock demo docs/_build docs/api/generated .mypy_cache .ruff_cache .pytest_cache
