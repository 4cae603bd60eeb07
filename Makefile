# Everything one does with Root & Remedy from a checkout. `make help` lists it.
# A machine needs python3 (3.11 or newer), python3-venv and make; the rest goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
ENVIRONMENT := $(PYTHON) tools/environment.py
SOURCES := elearn tests tools $(wildcard bench)

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev python test check format bench lock vendor clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup  ## the demo, at http://127.0.0.1:5000 (PORT=8000 and HOST=... change it)
	@$(BIN)/elearn demo

setup: python  ## .venv with the `elearn` command in it
	@$(ENVIRONMENT) base

setup-dev: python  ## the same, with what tests and checks need
	@$(ENVIRONMENT) dev

python:
	@command -v $(PYTHON) >/dev/null || { echo "Root & Remedy needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; exit 1; }

clean:  ## remove what make made (never instance/)
	rm -rf .venv .venv.lock build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
