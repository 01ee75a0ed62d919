# make run      the tracker on this machine: http://127.0.0.1:8000, or PORT=8001 make run; installs what it runs on
# make install  .venv with everything in it, what tests and checks need as well (tests/requirements.txt)
# make test     the tests: SQLite, and what uses the database on PostgreSQL too, where there is one (TEST_DATABASE_URL, or
#               a server on localhost); ARGS="-k webhook" goes on to pytest
# make test-system  whole processes that are killed, attacked and restarted: tests/system, apart since it takes its time
# make lint     ruff, mypy, the contracts of imports, the architecture test
# make bench    the benchmarks, as ratios
# make soak     everything at once for an hour on PostgreSQL (TEST_DATABASE_URL); ARGS="--minutes 5"
# make truth    how often the figures are right, on every labelled set; ARGS=--quick, ARGS=--write: see tests/truth
# make clients  two generators make clients of the OpenAPI document, which are used (needs the network, Node 20 and npm)

VENV ?= .venv
PY := $(VENV)/bin/python

.PHONY: run install test test-system lint bench soak truth clients

run:
	@VENV=$(VENV) sh .ci/install
	@$(PY) -m tracker.launch

install:
	@VENV=$(VENV) sh .ci/install --checks

test: install
	@VENV=$(VENV) sh .ci/test $(ARGS)

test-system: install
	@VENV=$(VENV) sh .ci/test --system $(ARGS)

lint: install
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy manage.py tracker incidents sources
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(PY) -m pytest -q tests/test_architecture.py

bench: install
	@for bench in tests/bench/*.py; do echo "== $$bench"; PYTHONPATH=. $(PY) "$$bench" || exit 1; done

soak: install
	@$(PY) -m tests.soak $(ARGS)

truth: install
	@$(PY) -m tests.truth $(ARGS)

clients: install
	@$(PY) -m tests.clients
