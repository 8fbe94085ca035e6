.DEFAULT_GOAL := help
PORT ?= 8000
export PORT

.PHONY: help run test bench pictures lint requirements

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: ## set everything up and serve the site on http://127.0.0.1:8000 (PORT=8123 make run for another port)
	@bin/setup requirements.txt
	@bin/serve

test: ## set up what the tests need and run them all
	@bin/setup requirements.txt requirements-dev.txt
	@bin/test

bench: ## figures side by side with a peer or limit (ONLY=certificates for one group); also in build/bench.json
	@bin/setup requirements.txt requirements-dev.txt
	@.venv/bin/python manage.py compile_translations
	@.venv/bin/python -m bench $(ONLY)

pictures: ## take the pictures of docs/pictures anew
	@bin/setup requirements.txt requirements-dev.txt
	@.venv/bin/python docs/pictures.py

lint: ## ruff, mypy, djlint and the floors
	@bin/setup requirements.txt requirements-dev.txt
	@bin/lint

requirements: ## pin the dependencies anew (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 -q -o requirements.txt
	uv pip compile --group dev --universal --generate-hashes --python-version 3.11 -c requirements.txt -q -o requirements-dev.txt
