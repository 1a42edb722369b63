# Everything is set up inside this folder, in .venv, from hashed locks; `make help` lists what there is.

PYTHON ?= python3
UV_VERSION := 0.13.9
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin

# Nothing is written outside the checkout, and no other Python is fetched. Textual starts four times
# as fast when its modules are compiled at once.
export UV_CACHE_DIR := $(CURDIR)/$(VENV)/cache/uv
export PIP_CACHE_DIR := $(CURDIR)/$(VENV)/cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never

# The Debian packages whose programs the integration tests drive, each with its program.
INTEGRATION_PACKAGES := dbus-bin dbus-daemon dovecot-imapd fish gnome-keyring notmuch openssh-client openssh-server strace tmux zsh

# The Debian packages of the programs that the benchmarks compare with, and how much is measured.
BENCH_PACKAGES := aerc alot dovecot-imapd isync maildir-utils neomutt notmuch
SIZE ?= 10k
ROUNDS ?= 3

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

##@ Use it
.PHONY: demo
demo: $(VENV)/runtime.done ## open the TUI on a synthetic workspace
	XDG_STATE_HOME=$(CURDIR)/$(VENV)/state XDG_CONFIG_HOME=$(CURDIR)/$(VENV)/config \
	    $(BIN)/mailatlas demo --root $(VENV)/demo

##@ Check it
.PHONY: test
test: $(VENV)/dev.done ## run every test; PYTEST_ARGS=--cov adds the coverage floor
	$(BIN)/python -m pytest $(PYTEST_ARGS)

.PHONY: lint
lint: $(VENV)/dev.done ## style and likely bugs
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

.PHONY: types
types: $(VENV)/dev.done ## mypy, strict, over packages and tests
	$(BIN)/python -m mypy

.PHONY: imports
imports: $(VENV)/dev.done ## who may import whom
	$(BIN)/lint-imports --no-logo

.PHONY: check
check: lint types imports ## all of the above
	$(BIN)/python -m pytest --cov $(PYTEST_ARGS)

.PHONY: drill
drill: $(VENV)/dev.done ## kill ingests, sends and receives at random moments, and look for what was lost
	MAILATLAS_DRILL_KILLS=500 $(BIN)/python -m pytest -m drill $(PYTEST_ARGS)

.PHONY: screenshots
screenshots: $(VENV)/dev.done ## draw the pictures in screenshots/ anew, from the demo
	$(BIN)/python -m tests.tui.screenshots

.PHONY: bench
bench: $(VENV)/dev.done ## measure it beside other programs; SIZE, PARTS, ROUNDS and FRESH as in docs/benchmarks.md
	@bash .ci/integration-deps $(BENCH_PACKAGES) || echo 'What is not installed is left out.'
	$(BIN)/python -m tests.benchmarks --size $(SIZE) --rounds $(ROUNDS) \
	    $(if $(PARTS),--parts $(PARTS)) $(if $(FRESH),--fresh)

.PHONY: integration-deps
integration-deps: ## install the programs that the integration tests drive (root, Debian)
	@bash .ci/integration-deps $(INTEGRATION_PACKAGES)

##@ Keep it
.PHONY: lock
lock: $(VENV)/uv.done ## resolve the dependencies again and write both locks
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --constraint requirements.lock --group dev \
	    --output-file requirements-dev.lock pyproject.toml

.PHONY: docs
docs: $(VENV)/dev.done ## write the references in docs/ anew, from the code
	$(BIN)/python -m tests.references

.PHONY: clean
clean: ## remove the environment and what the tools left behind
	rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	rm -f .coverage snapshot_report.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## this list
	@awk -F ':.*## ' \
	    '/^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' \
	    $(firstword $(MAKEFILE_LIST))

# One lock serves every platform and Python, and it names hashes but no host.
LOCK_OPTIONS := --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
    --custom-compile-command 'make lock'

# uv reads the lock in a second; pip reads the same lock where uv cannot be had or cannot reach an index.
define install
{ test -x $(BIN)/uv && $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement $(1); } \
    || $(BIN)/python -m pip install --quiet --require-hashes --requirement $(1)
endef

$(VENV)/uv.done:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION) || echo 'No uv here; pip does its work, slower.'
	touch $@

$(VENV)/runtime.done: requirements.lock pyproject.toml $(VENV)/uv.done
	$(call install,requirements.lock)
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/dev.done: requirements-dev.lock $(VENV)/runtime.done
	$(call install,requirements-dev.lock)
	touch $@
