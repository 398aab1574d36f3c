# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PYTHONDONTWRITEBYTECODE ?= 1

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench axe crash stories trace browser figures train clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## make .venv with everything in it, and .venv/bin/aftercare

$(STAMP): requirements.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python --require-hashes -r requirements.txt; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt; fi
	@printf '#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom bot.__main__ import main\nif __name__ == "__main__":\n    sys.exit(main())\n' \
		"$(CURDIR)/$(BIN)/python" "$(CURDIR)" > $(BIN)/aftercare && chmod +x $(BIN)/aftercare
	@touch $@

demo: install ## run the whole thing with no token: phones in the browser at http://127.0.0.1:8080
	$(BIN)/aftercare demo

browser: ## Debian's Chromium for the browser tests: installed when root, else CHROMIUM= names one
	@if [ -n "$$CHROMIUM" ] || command -v chromium >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "The browser tests need Chromium: apt-get install chromium, or set CHROMIUM=/path/to/it." >&2; exit 1; fi

test: install browser ## run all tests but the long ones
	$(BIN)/python -m pytest -q -p no:cacheprovider -n 2 -m "not slow"

check: install ## lint, types, content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/aftercare check

bench: install ## updates settled a second, planning, urgent flags behind a surge, the page's heaviest views
	$(BIN)/python -m tests.bench.echo
	$(BIN)/python -m tests.bench.planning
	$(BIN)/python -m tests.bench.urgent
	$(BIN)/python -m tests.bench.page

axe: install browser ## the page by axe in every colour and width
	$(BIN)/python -m pytest -q -p no:cacheprovider -n 2 tests/browser -k everyone

crash: install ## kill the bot for real, many times
	$(BIN)/python -m pytest -q -p no:cacheprovider -m slow tests/crash

stories: install browser ## play eight patients and write docs/transcripts and their pictures
	$(BIN)/python -m tests.stories

trace: install ## write docs/trace.md: every fact, topic, row and hazard, and the test that holds it
	$(BIN)/python -m tests.trace

figures: install ## how well the frozen, unseen messages are read, with the dumb baselines beside it
	$(BIN)/python -m tests.corpus.figures

train: install ## fit the reading models to training/corpus and the topics' phrasings (minutes; writes messages/weights)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-train.txt
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m training.train

clean: ## forget the virtual environment and the demo's data
	rm -rf $(VENV) data .mypy_cache .ruff_cache
