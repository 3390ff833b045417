# Everything a newcomer needs: `make demo`, `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SERVE  ?= 1
TESTS  ?= tests
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test kills fuzz check format lint types imports bench previews lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{split($$1, name, ":"); printf "  make %-8s %s\n", name[1], $$2}'

demo: export DEALDESK_HOME := .dealdesk/demo
demo: install ## index the example corpus, ask a question, serve the page (SERVE=0: do not serve)
	$(BIN)/dealdesk refresh examples/corpus
	$(BIN)/dealdesk ask "How much will the gas-fired power plant in Portsmouth, Ohio cost?"
	$(BIN)/dealdesk ask "How much will Pelham Tidal pay for Corvane Turbines?"
	@if [ "$(SERVE)" != 0 ]; then echo "Ask more at http://127.0.0.1:8000 (Ctrl-C stops)"; $(BIN)/dealdesk serve; fi

# Several processes, and each file in one of them, for its tests share a server.
PYTEST := $(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

test: install ## run the tests (TESTS=tests/corpus for some)
	$(PYTEST) $(TESTS)

kills: export KILLS ?= 200
kills: export SLACK_KILLS ?= 50
kills: install ## kill all work at random and in flushes (KILLS=200) and replies in Slack (SLACK_KILLS=50)
	$(BIN)/python -m pytest -q -s tests/dealdesk/test_kill.py tests/bot/test_killed.py

fuzz: export FUZZ_EXAMPLES ?= 200
fuzz: export FUZZ_SEEDS ?= 5
fuzz: install ## try the API out with schemathesis, as every kind of caller (FUZZ_EXAMPLES=200 FUZZ_SEEDS=5)
	$(BIN)/python -m tests.api.fuzz --examples $(FUZZ_EXAMPLES) --seeds $(FUZZ_SEEDS)

check: install format lint types imports ## everything: format, lint, types, imports, tests with coverage
	$(PYTEST) --cov --cov-report=term:skip-covered --durations=10

format: install
	$(BIN)/ruff format --check .

lint: install
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

bench: install ## measure speed, memory and disk beside a plain LangChain pipeline
	$(BIN)/python -m benchmarks

previews: install ## draw anew what the documentation shows of Slack and of the web page
	$(BIN)/python -m tests.bot.preview docs/images
	$(BIN)/python -m tests.api.preview docs/images

lock: install ## solve the dependencies anew, into requirements.lock and deploy/requirements.lock
	$(BIN)/python -m pip install -qq uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra bench --extra openai --python-version 3.11 \
	  --generate-hashes --no-emit-package torch --no-header -o requirements.lock
	grep -oE 'hatchling==[0-9.]+' pyproject.toml | $(BIN)/uv pip compile pyproject.toml - --extra openai \
	  --constraint requirements.lock --python-version 3.11 --generate-hashes --no-emit-package torch --no-header \
	  --no-annotate -o deploy/requirements.lock

clean: ## remove the environment and the demo's index
	rm -rf $(VENV) .dealdesk/demo

install: $(STAMP) ## set up .venv from the lock

# torch goes first and by its exact pin: where a CPU build is on offer, pip takes it, and no CUDA packages follow.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check "$$(grep -oE 'torch==[0-9.]+' pyproject.toml | head -1)"
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps -e .
	@touch $(STAMP)
