# `make run` and `make test` do all the set-up on a fresh machine.

VENV := .venv
BIN := $(VENV)/bin
# The first Python here that runs and has wheels for every dependency (3.11 or 3.12).
PYTHON ?= $(shell for python in python3 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' \
	2>/dev/null && echo $$python && break; done)
# Installed first and alone, so that nothing else chooses another build.
TORCH ?= torch==2.13.0

.PHONY: run test check bench clean

run: $(VENV)/.run
	$(BIN)/klangbild serve

# What needs no host runs on all cores; hosts have the machine for themselves.
test: $(VENV)/.dev
	$(BIN)/pytest -n logical --maxprocesses 8 --dist loadfile -m "not real" && pure=0 || pure=$$?; \
	$(BIN)/pytest -m real && exit $$pure

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist *.egg-info

$(VENV)/.venv:
	@test -n "$(PYTHON)" || { echo "Klangbild needs Python 3.11 or 3.12: install one" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet $(TORCH)
	touch $@

$(VENV)/.run: $(VENV)/.venv pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.venv pyproject.toml
	$(BIN)/pip install --quiet --editable ".[train,dev]"
	touch $@ $(VENV)/.run
