# make study   installs what is needed and runs the sample study      make test    the tests
# make check   style, types, architecture                             make bench   speed and memory
# make fuzz    every reader of transcripts, a minute each (SECONDS=60)
# make screenshots   the pictures of the review page in docs/handleiding.md
PYTHON ?= python3
SECONDS ?= 60
VENV := .venv
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
endif
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: study test check bench fuzz docs screenshots clean

study: $(VENV)/.installed
	$(BIN)/factorwijzer train
	$(BIN)/factorwijzer run

test: $(VENV)/.dev-installed
	$(BIN)/python -m pytest -q

check: $(VENV)/.dev-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --verbose
	$(BIN)/factorwijzer check

bench: $(VENV)/.dev-installed
	$(BIN)/python tests/bench.py

fuzz: $(VENV)/.dev-installed
	$(PIP) -e '.[dev,fuzz]'
	$(BIN)/python tests/fuzz_readers.py $(SECONDS)

docs: $(VENV)/.dev-installed
	$(BIN)/python -m pytest -q tests/docs

screenshots: $(VENV)/.dev-installed
	$(BIN)/python tests/screenshots.py

clean:
	rm -rf reports/out out model build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# A stamp per set of packages: installed again only when pyproject.toml or constraints.txt changes.
$(VENV)/bin/python $(VENV)/Scripts/python.exe:
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 14) else "Factorwijzer needs Python 3.11, 3.12 or 3.13; name one with: make study PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	touch $@

$(VENV)/.dev-installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev]'
	touch $@ $(VENV)/.installed
