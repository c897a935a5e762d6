# Hejie from a fresh machine. `make demo` shows it, `make test` proves it; both do all their set-up themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# Options of `make demo`: ORDERS=DIR reads real order files; ARGS=--exit prints the summary and does not serve.
ORDERS ?=
ARGS ?=
# Options of `make test`: ARGS goes to every run of pytest, for example ARGS="-x -k offer".

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check lint format screenshots bench lock catalogue system clean

help:
	@echo "make demo [ORDERS=DIR] [ARGS=--exit]   a sample market on 127.0.0.1:8000, with a sign-in for each role"
	@echo "make test                              all tests on SQLite and PostgreSQL, in a browser and under kill -9"
	@echo "make check                             lint, import directions and the tests that need no database"
	@echo "make lint | make format                ruff and import-linter; the second rewrites the files"
	@echo "make screenshots                       every page, wide and narrow, in three languages"
	@echo "make bench                             every benchmark beside its peer or limit"
	@echo "make lock                              pin the dependencies of requirements/*.in anew"
	@echo "make clean                             remove what these commands made, but not var/"

# The demo never touches real data: its home is its own, and a database named in the environment is not its.
demo: $(VENV)/.base catalogue
	@env -u HEJIE_DATABASE_URL HEJIE_HOME=var/demo $(BIN)/python -m hejie.demo $(if $(ORDERS),--orders "$(ORDERS)") $(ARGS)

# The system's packages come while Python's are installed: neither needs the other.
test:
	@$(MAKE) --no-print-directory --jobs=2 $(VENV)/.test system
	@$(MAKE) --no-print-directory catalogue
	@$(BIN)/python tests/run.py $(ARGS)

check: $(VENV)/.test catalogue
	@$(BIN)/python tests/run.py --only lint --only imports --only pure $(ARGS)

lint: $(VENV)/.test
	@$(BIN)/python tests/run.py --only lint --only imports

format: $(VENV)/.test
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

screenshots: $(VENV)/.test system catalogue
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

bench: $(VENV)/.test system catalogue
	@$(BIN)/hejie bench all $(ARGS)

catalogue: $(VENV)/.base
	@$(BIN)/python -m hejie.web.catalogue compile

system:
	@tools/system-packages

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hejie needs Python 3.11 or newer; name one with PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

# Installed again only when a lock file or the package's own description has changed.
$(VENV)/.base: requirements/build.txt requirements/base.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements/build.txt
	$(PIP) --require-hashes -r requirements/base.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.base requirements/test.txt
	$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --no-emit-options

lock: | $(BIN)/python
	$(PIP) pip-tools
	$(COMPILE) --allow-unsafe --output-file=requirements/build.txt requirements/build.in
	$(COMPILE) --output-file=requirements/base.txt requirements/base.in
	$(COMPILE) --output-file=requirements/test.txt requirements/test.in

clean:
	rm -rf $(VENV) .tests .pytest_cache .ruff_cache .import_linter_cache .hypothesis .bench screenshots
	find src -name '*.mo' -delete
