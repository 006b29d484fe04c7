# Everything a person needs, on a machine that has Python 3.11+, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
NUMBER_OF_TEST_WORKERS ?= 2

.PHONY: demo test check format lint types contract docs bench lock clean

demo: $(VENV)/.core
	$(BIN)/cathartes demo --out demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(NUMBER_OF_TEST_WORKERS) --dist loadfile

check: lint types contract docs test

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python docs/check_house.py

types: $(VENV)/.dev
	$(BIN)/mypy

contract: $(VENV)/.dev
	$(BIN)/lint-imports

docs: $(VENV)/.dev
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv
	for group in core dev bench; do \
	  $(VENV)-lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-annotate --quiet \
	    requirements/$$group.in -o requirements/$$group.lock || exit 1; done

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "cathartes needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(BIN)/python requirements/core.lock pyproject.toml
	$(PIP) --require-hashes -r requirements/core.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.lock
	$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.lock
	$(PIP) --require-hashes -r requirements/bench.lock
	$(PIP) --no-deps -r requirements/peers.txt
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-lock demo docs/_build .mypy_cache .ruff_cache .pytest_cache
