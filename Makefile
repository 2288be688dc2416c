# Everything a developer runs. `make` alone lists the targets; each does its own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := $(VENV)/.tools
STAMP := $(VENV)/.installed
PACKAGES := $(wildcard packages/*/pyproject.toml)
SOURCES := $(patsubst %/pyproject.toml,%/src,$(PACKAGES))
EXAMPLE := examples/print-works
SCRATCH := build/make
# Public applications that `make bench` measures on: a folder that holds OWNER/NAME for each of them.
CLONES ?= build/clones

# A compiled package is what people run: see the first line of every measurement.
unexport PYTHONDONTWRITEBYTECODE

SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

# --- set-up -----------------------------------------------------------------------------------------------

.PHONY: setup
setup: $(STAMP) ## make .venv with every command in .venv/bin (needs Python 3.11+ and nothing else)
	@$(BIN)/python -m compileall -q $(SOURCES)

$(TOOLS): requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Stockade needs Python 3.11 or newer; $(PYTHON) is older: make PYTHON=/path/to/python3.13" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	    { echo "$(PYTHON) has no venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "setting up $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@touch $@

$(STAMP): $(TOOLS) $(PACKAGES)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	    $(patsubst %/pyproject.toml,--editable %,$(PACKAGES))
	@touch $@

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
      --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

.PHONY: requirements
requirements: $(TOOLS) ## pin requirements/*.txt anew from the pyproject files (UPGRADE=1 takes newer versions)
	$(UV) $(if $(UPGRADE),--upgrade) --output-file requirements/runtime.txt $(PACKAGES)
	$(UV) $(if $(UPGRADE),--upgrade) --output-file requirements/dev.txt \
	    --constraint requirements/runtime.txt --group dev $(PACKAGES)

.PHONY: catalog
catalog: setup ## compile catalog/ and the schemas into the package
	$(BIN)/python -m stockade.catalog.compiler catalog --write
	$(BIN)/python -m stockade.reports.schemas catalog/schemas

# --- use --------------------------------------------------------------------------------------------------

.PHONY: demo
demo: setup ## scan the vulnerable example, then its hardened twin
	@printf '\n=== The print works as many would build it: %s/vulnerable ===\n\n' $(EXAMPLE)
	@$(BIN)/stockade scan $(EXAMPLE)/vulnerable --fail-on never
	@printf '\n=== The same application, hardened: %s/hardened ===\n\n' $(EXAMPLE)
	@$(BIN)/stockade scan $(EXAMPLE)/hardened --fail-on never

# --- checks -----------------------------------------------------------------------------------------------

.PHONY: test
test: lint unit ## lint, types, import contracts, tests; Python only, under 8 minutes on 2 cores

.PHONY: test-all
test-all: setup long node workflow wheel ## the rest: long properties, Node.js, the workflow, the wheel; installs what it needs

.PHONY: lint
lint: setup ## ruff, mypy, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: unit
unit: setup ## tests with coverage, without the long ones
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -m "not long"
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --skip-empty

.PHONY: long
long: setup ## every test, the long properties too
	$(BIN)/python -m pytest

.PHONY: node
node: ## the Node.js functions of the examples: syntax, then their tests
	@command -v node >/dev/null || $(MAKE) --no-print-directory install-node
	find examples -path '*/node_modules' -prune -o \( -name '*.js' -o -name '*.mjs' -o -name '*.cjs' \) -print0 \
	    | xargs -0 -n 1 node --check
	node --test examples/*/tests/*.test.mjs

.PHONY: install-node
install-node:
	@command -v apt-get >/dev/null || { echo "install Node.js 20 or newer" >&2; exit 1; }
	@sudo=; test "$$(id -u)" = 0 || sudo=sudo; \
	    $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends nodejs

.PHONY: workflow
workflow: setup ## the GitHub workflow, by zizmor
	$(BIN)/zizmor --offline --no-progress --quiet --persona pedantic .github

.PHONY: wheel
wheel: setup ## a wheel of each package, installed into an empty environment and used there
	@rm -rf $(SCRATCH)/wheel
	@mkdir -p $(SCRATCH)/wheel
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir $(SCRATCH)/wheel/dist \
	    $(patsubst %/pyproject.toml,./%,$(PACKAGES))
	$(PYTHON) -m venv $(SCRATCH)/wheel/venv
	$(SCRATCH)/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check $(SCRATCH)/wheel/dist/*.whl
	$(SCRATCH)/wheel/venv/bin/stockade --version
	cd $(SCRATCH)/wheel && venv/bin/stockade scan $(CURDIR)/$(EXAMPLE)/vulnerable --fail-on never --quiet

.PHONY: bench
bench: setup ## measure on public applications and against other tools (needs their clones: CLONES=DIR)
	@test -d "$(CLONES)" || { \
	    echo "make bench measures on clones of public applications, laid out as DIR/OWNER/NAME." >&2; \
	    echo "benchmarks/README.md lists them; then: make bench CLONES=DIR" >&2; exit 2; }
	@for script in benchmarks/*/bench.py; do \
	    echo "--- $$script"; $(BIN)/python "$$script" --clones "$(CLONES)" || exit 1; done

.PHONY: clean
clean: ## remove .venv and everything made by the other targets
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find packages examples -name __pycache__ -type d -prune -exec rm -rf {} +
