PYTHON ?= python3.11
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: app install dev test test-slow stress browser lint prior bench clean

app: install .venv/.warm ## install everything and open the app
	$(BIN)/sextant app

.venv/bin/python:
	$(PYTHON) -m venv .venv || python3 -m venv .venv

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/pip install -q -c constraints.txt torch==2.13.0
	$(BIN)/pip install -q -c constraints.txt -e .
	touch $@

# Fits the meta-models and measures this machine once, so that the first visit need not wait. The app does without.
.venv/.warm: .venv/.installed
	-$(BIN)/sextant warm-up
	touch $@

.venv/.dev: .venv/.installed
	$(BIN)/pip install -q -c constraints.txt -e ".[dev]"
	touch $@

install: .venv/.installed
dev: .venv/.dev

test: dev ## the tests that CI runs
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test-slow: dev ## long checks as well
	$(BIN)/pytest -m "slow or not slow"

stress: dev ## 200 kills at random moments, of runs and of the store; KILLS=n for another number of runs
	SEXTANT_KILLS=$(or $(KILLS),200) $(BIN)/pytest -m stress -p no:xdist tests/experiments/test_stress.py
	$(BIN)/pytest -m "slow or not slow" -p no:xdist tests/store/test_killed.py

lint: dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

prior: install ## make prior TABLES=folder: rebuild the shipped experience, resumable
	$(BIN)/python -m experiments.prior --tables "$(TABLES)" --out store/prior $(ARGS)
