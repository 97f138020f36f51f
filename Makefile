# Needs the dev extra: pip install -e '.[dev]', in .venv or in the active virtual environment.
BIN := $(if $(wildcard .venv/bin/python),.venv/bin/,)

.PHONY: check test fuzz agree same bench format tables wheel

check:
	$(BIN)ruff check .
	$(BIN)ruff format --check .
	$(BIN)mypy
	$(BIN)lint-imports
	$(BIN)pytest --cov --cov-report=term

test:
	$(BIN)pytest

# Hours long: push at each door for an hour, and record it in docs/reliability.md. `pip install '.[fuzz]'` brings what it needs.
SECONDS := 3600
fuzz:
	$(BIN)pytest -m slow tests/hostile
	$(BIN)python -m tests.hostile.fuzz all --seconds $(SECONDS) --record

# An hour or more: both engines on 100,000 generated cases, and the record of it in docs/agreement.md.
agree:
	$(BIN)python -m tests.properties.agree --cases 100000 --record

# The same bytes under ten hash seeds, three time zones and three locales; PYTHONS="…" names other Pythons with the package.
same:
	$(BIN)python -m tests.same_bytes $(PYTHONS)

# Minutes long: govrules beside a hand-written loop and other engines. `pip install '.[bench]'` brings those.
bench:
	$(BIN)python -m benchmarks

format:
	$(BIN)ruff check --fix .
	$(BIN)ruff format .

# After a change of grammar/govrules.lark.
tables:
	$(BIN)python grammar/make_tables.py

wheel:
	$(BIN)python -m build --wheel
