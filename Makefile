# Everything a person does with Signet. Only Python 3.11, git and make are needed: the rest is set up in .venv.
PYTHON ?= python3
PORT ?= 8000
BOOTSTRAP = $(PYTHON) -I config/bootstrap.py
RUN = .venv/bin/python
MANAGE = .venv/bin/python manage.py
export PORT

.PHONY: help demo demo-reset venv test test-fast bench lint messages locks
.NOTPARALLEL:

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  # /p' Makefile | column -t -s '#'

demo: venv ## set up all, fill in a demo agency on the first run, start it: http://localhost:8000 (PORT=8123 make demo)
	@$(RUN) config/prepare.py
	@$(RUN) config/supervisor.py --stop-with-parent

demo-reset: venv ## throw the demo agency away and make it anew
	@$(RUN) config/prepare.py --reset

venv: ## only set up .venv
	@$(BOOTSTRAP) core

test: ## all checks and tests; installs what they need
	@$(BOOTSTRAP) core postgres dev
	@$(RUN) config/checks.py all

test-fast: ## checks and tests that need no browser and no server, in under a minute
	@$(BOOTSTRAP) core postgres dev
	@$(RUN) config/checks.py fast

lint: ## formatting, style and types only
	@$(BOOTSTRAP) core postgres dev
	@$(RUN) config/checks.py lint

bench: ## measure the running application on PostgreSQL; writes docs/performance.md
	@$(BOOTSTRAP) core postgres dev
	@$(RUN) config/checks.py bench

messages: ## bring locale/ up to date with the strings in the code (needs gettext)
	@$(BOOTSTRAP) core postgres dev
	@mkdir -p locale
	$(MANAGE) makemessages --locale fr --ignore .venv --ignore var --ignore tests --no-location --no-wrap --no-obsolete

locks: ## resolve requirements/*.in anew
	@$(BOOTSTRAP) core postgres dev
	cd requirements && for set in core postgres media dev; do \
	  ../.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --quiet --upgrade $$set.in --output-file $$set.txt || exit 1; done
