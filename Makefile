# Roundtable's workshop. `make help` lists what it can do.
#
# A step that has been done leaves a stamp beside what it made, and is done again only when something it reads has changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
PAGE := frontend_static
PEERS := benchmarks/peers
# npm's scripts find the virtual environment's Node before any other; it trusts whom the machine trusts, a proxy included
NODE := PATH="$(CURDIR)/$(BIN):$$PATH" NODE_USE_SYSTEM_CA=1
DEMO := ROUNDTABLE_DEMO=1

NODE_READY := .venv/ready-for-node
RUN_READY := .venv/ready-to-run
DEV_READY := .venv/ready-to-develop
# a folder of tests that speaks to the server through npm's clients brings a lock file of its own
CLIENTS_READY := $(patsubst %/package-lock.json,%/node_modules/ready,$(wildcard tests/*/package-lock.json tests/*/*/package-lock.json))
PAGE_READY := $(PAGE)/dist/index.html
DATA_READY := var/ready
PAGE_SOURCES := $(shell find $(PAGE) schema -name node_modules -prune -o -name dist -prune -o -name generated -prune -o -path "*/locales/*.ts" -prune -o -type f -print)

.PHONY: help
help: ## list every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- using it -------------------------------------------------------------------------------------------------------

.PHONY: setup
setup: ## set up everything for running: environment, page, database, demo cast
	@$(MAKE) --jobs=2 $(RUN_READY) $(PAGE_READY) $(DATA_READY)

.PHONY: run
run: setup print-packages ## set up what is missing, then serve the demo on http://127.0.0.1:8000, or on PORT
	@$(DEMO) exec $(BIN)/roundtable serve

.PHONY: print-packages
print-packages: ## install what prints minutes by apt where that may be done; without it they are pages, and no PDF
	@scripts/system_packages.sh print

.PHONY: demo-reset
demo-reset: $(RUN_READY) ## throw the demo's data away and load it afresh
	@$(DEMO) $(BIN)/roundtable demo reset

# --- checking it ----------------------------------------------------------------------------------------------------

.PHONY: test
test: system-packages $(DEV_READY) $(PAGE_READY) $(CLIENTS_READY) ## set up what the tests need, then run every check and every test
	@$(MAKE) --jobs=2 --output-sync=target lint check-types check-generated
	@echo "→ Every test, on two processes"
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: test-fast
test-fast: $(DEV_READY) $(PAGE_READY) $(CLIENTS_READY) ## what is fast without browser, PostgreSQL and Redis: every rule and each operation once, in under a minute
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not postgres and not redis and not slow"

.PHONY: test-worlds
test-worlds: $(DEV_READY) ## everyone's answers in 2000 generated worlds, or in WORLDS; and all tests of the rule in every way of enforcing it
	@WORLDS=$${WORLDS:-2000} $(BIN)/pytest -m "not postgres" tests/access/test_worlds.py
	@WORLDS_ON_POSTGRES=$$(( $${WORLDS:-2000} / 4 )) $(BIN)/pytest -m postgres tests/access/test_worlds.py
	@EVERY_WAY=1 $(BIN)/pytest -n 2 --dist loadfile tests/access --ignore tests/access/test_worlds.py

.PHONY: test-mutants
test-mutants: $(DEV_READY) ## take away every clause of the access rule in turn: the worlds must show it
	@MUTANTS_EVERY=1 $(BIN)/pytest tests/access/test_mutants.py

.PHONY: test-tamper
test-tamper: $(DEV_READY) ## ten thousand random edits of a record, each of which has to be found
	@EDITS=10000 $(BIN)/pytest tests/record/test_tampering.py

.PHONY: test-walks
test-walks: $(DEV_READY) ## 300 random walks through conferences, or WALKS: no sequence of acts reaches what must not be
	@WALKS=$${WALKS:-300} $(BIN)/pytest -n 2 --dist load tests/conferences/test_walks.py

.PHONY: test-faults
test-faults: $(DEV_READY) ## a hundred times, or KILLS, kill or freeze the server, its workers, PostgreSQL, Redis, who reminds, spoil the wires between, drop a line for a minute, and send every act again and again: nothing may be lost or done twice
	@KILLS=$${KILLS:-100} LINE_DOWN=$${LINE_DOWN:-60} SUBSCRIBERS=$${SUBSCRIBERS:-50} WRITERS=$${WRITERS:-40} CASES=$${CASES:-20} STILL=$${STILL:-30} EVERY=$${EVERY:-12} GOES_ON=$${GOES_ON:-5} EVERY_ACT=1 $(BIN)/pytest -s tests/faults

.PHONY: test-live
test-live: $(DEV_READY) ## play every act of the schema in 204 orders, or ROUNDS, before onlookers: what they were told live is what is read anew
	@ROUNDS=$${ROUNDS:-204} $(BIN)/pytest -n 2 --dist load tests/streams/test_live_equals_query.py --deselect tests/streams/test_live_equals_query.py::test_every_act_was_played

.PHONY: lint
lint: $(DEV_READY) ## style, formatting, the import contracts, and that nothing is read past the rule
	@echo "→ Style, import contracts, ways past the rule"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/raw_access.py
	@$(BIN)/roundtable check access

.PHONY: check-types
check-types: $(DEV_READY) ## mypy, strict
	@echo "→ Types"
	@$(BIN)/mypy

.PHONY: check-generated
check-generated: $(DEV_READY) ## compare what is generated and committed with what the code says
	@echo "→ Schema, error catalogue, settings table"
	@$(BIN)/roundtable check generated

.PHONY: schema
schema: $(RUN_READY) ## write schema/schema.graphql, schema/ERRORS.md and the settings table again
	@$(BIN)/roundtable schema export

.PHONY: system-packages
system-packages: ## install chromium, PostgreSQL, Redis and what prints minutes by apt where that may be done, else say what to install
	@scripts/system_packages.sh

.PHONY: bench-quick
bench-quick: $(DEV_READY) $(PEERS)/node_modules/ready ## measure the case's page beside GraphQL Yoga, Mercurius and hand-written SQL, in a few minutes: benchmarks/out/quick.json
	@scripts/system_packages.sh peers
	@$(BIN)/python -m benchmarks.peers.quick

.PHONY: bench
bench: $(DEV_READY) $(PEERS)/node_modules/ready var/peers/ready ## measure everything beside GraphQL Yoga, Mercurius, PostGraphile, Strawberry, Ariadne and hand-written SQL: benchmarks/out/report.md
	@scripts/system_packages.sh peers
	@$(BIN)/python -m benchmarks.peers.full
	@$(BIN)/python -m benchmarks.peers.on_sqlite
	@$(BIN)/python -m benchmarks.peers.fanout
	@$(BIN)/python -m benchmarks.growth

.PHONY: bench-check
bench-check: $(DEV_READY) ## compare what the last bench-quick measured with what is expected (benchmarks/bars.json)
	@$(BIN)/python -m benchmarks.peers.check

.PHONY: bench-live
bench-live: $(DEV_READY) $(PAGE_READY) system-packages ## measure from post to appearance in another browser
	@$(BIN)/python -m benchmarks.live

.PHONY: bench-lighthouse
bench-lighthouse: $(DEV_READY) $(PAGE_READY) system-packages ## ask Lighthouse how accessible each page is
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m benchmarks.lighthouse

.PHONY: bench-subscribers
bench-subscribers: $(DEV_READY) system-packages ## measure how soon a message is with 1,000 subscribers of its case
	@$(BIN)/python -m benchmarks.subscribers

.PHONY: bench-conference
bench-conference: $(DEV_READY) system-packages ## measure how soon 60 pages follow a conference's item, and what opening a large one costs
	@$(BIN)/python -m benchmarks.conference

.PHONY: bench-minutes
bench-minutes: $(DEV_READY) system-packages ## measure how long the minutes of 30 cases take on paper, and what others wait meanwhile
	@$(BIN)/python -m benchmarks.minutes

.PHONY: bench-idle
bench-idle: $(DEV_READY) system-packages ## measure the memory that each of 10,000 subscribers takes while nothing happens
	@$(BIN)/python -m benchmarks.idle

.PHONY: bench-synapse
bench-synapse: $(DEV_READY) system-packages ## measure messages a second beside Matrix's Synapse, which is installed into var/synapse
	@test -x var/synapse/bin/python || $(PYTHON) -m venv var/synapse
	@var/synapse/bin/pip install --quiet "matrix-synapse[postgres]==1.163.2"
	@$(BIN)/python -m benchmarks.synapse

.PHONY: bench-revocation
bench-revocation: $(DEV_READY) system-packages ## measure how late anything still comes by a right that has ended, to 400 sockets
	@$(BIN)/python -m benchmarks.revocation

.PHONY: bench-record
bench-record: $(DEV_READY) $(PAGE_READY) system-packages ## measure what the record costs, and how fast it is verified
	@$(BIN)/python -m benchmarks.record

.PHONY: soak
soak: $(DEV_READY) system-packages ## 200 sockets that come and go and 50 messages a second, for 30 minutes or MINUTES: nothing lost, nothing left, no growth
	@$(BIN)/python -m benchmarks.soak --minutes $${MINUTES:-30}

# --- shipping it ----------------------------------------------------------------------------------------------------

.PHONY: image
image: $(DEV_READY) ## build the image of docker/Dockerfile without an engine (on Debian, as root), and try it
	@scripts/system_packages.sh image
	@scripts/image.sh
	@echo "→ Trying it from its own root"
	@$(BIN)/pytest -q tests/docker/try_image.py

# --- keeping it -----------------------------------------------------------------------------------------------------

.PHONY: lock
lock: $(DEV_READY) ## choose the newest versions that pyproject.toml allows and write their hashes to requirements/
	@scripts/lock.sh

.PHONY: clean
clean: ## remove what was built and installed; the data in var/ stays
	rm -rf .venv build backend/*.egg-info $(PAGE)/dist $(PAGE)/node_modules $(PEERS)/node_modules tests/*/node_modules tests/*/*/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find backend tests migrations scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the steps behind -----------------------------------------------------------------------------------------------

# Node comes before the rest, so that npm fetches while pip does.
$(NODE_READY): requirements/run.txt scripts/environment.sh
	@PYTHON="$(PYTHON)" scripts/environment.sh node
	@touch $@

$(RUN_READY): requirements/run.txt pyproject.toml scripts/environment.sh | $(NODE_READY)
	@PYTHON="$(PYTHON)" scripts/environment.sh run
	@touch $@

$(DEV_READY): $(RUN_READY) requirements/dev.txt
	@PYTHON="$(PYTHON)" scripts/environment.sh dev
	@touch $@

%/node_modules/ready: %/package-lock.json %/package.json | $(NODE_READY)
	@echo "→ Fetching what $* is built with"
	@cd $* && $(NODE) npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

var/peers/ready: $(PEERS)/requirements.txt
	@echo "→ Installing the Python peers into var/peers"
	@test -x var/peers/bin/python || $(PYTHON) -m venv var/peers
	@var/peers/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement $<
	@touch $@

$(PAGE_READY): $(PAGE)/node_modules/ready $(PAGE_SOURCES)
	@echo "→ Building the page"
	@cd $(PAGE) && { $(NODE) npm run --silent build >node_modules/build.log 2>&1 || { cat node_modules/build.log; exit 1; }; }
	@tail -n 1 $(PAGE)/node_modules/build.log
	@touch $@

$(DATA_READY): $(wildcard migrations/versions/*.py) | $(RUN_READY)
	@echo "→ Bringing the database up to date and seating the demo cast"
	@mkdir -p var
	@$(DEMO) $(BIN)/roundtable migrate
	@$(DEMO) $(BIN)/roundtable demo load
	@touch $@

# The stamp speaks of the demo's own database: where that is gone, or another one is meant, somebody has to look.
ifneq ($(ROUNDTABLE_DATABASE_URL)$(wildcard var/roundtable.db),var/roundtable.db)
.PHONY: $(DATA_READY)
endif
