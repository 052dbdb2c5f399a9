# Two commands: `make run` and `make test`. Both make the environment and install what is missing first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test test-all lint bench screenshots clean

run: $(VENV)/app.stamp  ## the app on http://localhost:8501
	$(BIN)/streamlit run server.py --server.address=127.0.0.1 --server.port=$(PORT)

test: $(VENV)/dev.stamp  ## all tests, in two processes; those in a browser need Chromium
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-all: $(VENV)/dev.stamp  ## these and the proofs that take minutes
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "slow or not slow"

lint: $(VENV)/dev.stamp  ## style, floors, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(VENV)/dev.stamp  ## ratios measured in one run
	$(BIN)/python -m bench

screenshots: $(VENV)/dev.stamp  ## docs/images, from the running app
	$(BIN)/python -m docs.screenshots

clean:
	rm -rf $(VENV)

$(VENV)/app.stamp: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q -r requirements-dev.txt
	touch $@
