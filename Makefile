# Everything one does with Root & Remedy from a checkout. `make help` lists it.
# A machine needs python3 (3.11 or newer), python3-venv and make; the rest goes into .venv.

PYTHON ?= python3
WORKERS ?= 2
MEASURED := $(if $(COVER),--cov --cov-report=term)
BIN := .venv/bin
ENVIRONMENT := $(PYTHON) tools/environment.py

.DEFAULT_GOAL := help
# Hundreds of servers and commands are started by tests and figures: compiled once, not each time, whatever a machine prefers.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run setup setup-server setup-dev python test prove check audit format bench lock vendor clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: setup  ## the demo, at http://127.0.0.1:5000 (PORT=8000 chooses another port)
	@$(BIN)/elearn demo

setup: python  ## .venv with the `elearn` command in it
	@$(ENVIRONMENT) base

setup-server: python  ## the same, with what PostgreSQL and Redis need
	@$(ENVIRONMENT) server

setup-dev: python  ## the same, and what tests and checks need
	@$(ENVIRONMENT) dev

test: setup-dev  ## every test, in a real browser too (NO_BROWSER=1 leaves those out; TEST="-k seal" chooses; COVER=1 says which branches none takes; WORKERS=2)
ifeq ($(NO_BROWSER),1)
	@echo "NO_BROWSER=1: the journeys through the real pages are left out."
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not journey and not proof" $(MEASURED) $(TEST)
else
	@CHROMIUM="$$($(BIN)/python tools/browser.py)" && export CHROMIUM && $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not proof" $(MEASURED) $(TEST)
endif

prove: setup-dev  ## what takes minutes: servers killed, loaded and attacked (DEEP=1 an hour of it; TEST="-k log" chooses)
	@$(BIN)/python -m pytest -n $(WORKERS) -m proof --dist loadgroup --durations=0 --durations-min=1 $(TEST)

check: setup-dev  ## lint, format, types, templates, and what bandit takes for a danger
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive elearn

audit: setup-dev  ## do advisories name any release that is pinned here? (tools/advisories.toml has the exceptions)
	@$(BIN)/python tools/advisories.py

format: setup-dev  ## let ruff lay the code out
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: setup-dev  ## measure, and write bench/results/latest.json
	@$(BIN)/python -m bench

lock: python  ## maintainers: resolve requirements/*.txt anew (UPGRADE=1 takes newer releases)
	@$(PYTHON) tools/lock.py $(if $(UPGRADE),--upgrade)

vendor: python  ## maintainers: fetch what tools/vendor.toml names into static/vendor and tests/vendor (needs npm)
	@$(PYTHON) tools/vendor.py

python:
	@command -v $(PYTHON) >/dev/null || { echo "Root & Remedy needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; exit 1; }

clean:  ## remove what make made (never instance/)
	rm -rf .venv .venv.lock build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
