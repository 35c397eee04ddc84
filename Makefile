# What is done often. `make lint test` is what .ci/run checks.

TEMPLATES = $(shell find templates tracker -name '*.html')

.PHONY: run test lint format pins messages mo

run:
	uv run manage.py quickstart

test:
	uv run pytest
	uv run pytest --postgres

lint:
	uv run ruff check
	uv run ruff format --check
	uv run mypy
	uv run lint-imports
	uv run djade --target-version 6.1 --check $(TEMPLATES)
	uv run manage.py makemigrations --check --dry-run
	uv run .ci/pins.py --check

format:
	uv run ruff check --fix
	uv run ruff format
	uv run djade --target-version 6.1 $(TEMPLATES)

# A newer version: delete its line between the markers in pyproject.toml, then `make pins`.
pins:
	uv sync --upgrade
	uv run .ci/pins.py
	uv sync
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --quiet --output-file requirements.txt

messages:
	uv run manage.py makemessages --locale sq --locale sr_Latn --no-location --no-wrap --no-obsolete \
		--ignore .venv --ignore var --ignore tests

mo:
	for language in sq sr_Latn; do msgfmt --no-hash --output-file locale/$$language/LC_MESSAGES/django.mo \
		locale/$$language/LC_MESSAGES/django.po; done
