# Two commands matter: `make run` shows the product, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin/python
UV_COMPILE := -m uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --only-binary :all: --quiet

export PORT HOST VAR DEMO MODE
# A process that finds its bytecode starts in half the time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check prove bench screenshots pictures lock setup setup-test setup-prove

run: setup
	@exec $(BIN) -m tools.run

test: setup-test
	@$(BIN) -m tools.check
	@exec $(BIN) -m pytest

check: setup-test
	@exec $(BIN) -m tools.check

# The proofs of the suite at full size, the figures kept under proofs/; takes as long as it takes.
prove: setup-prove
	@PROOFS=full $(BIN) -m pytest -m proof

# Measures beside references in the same run; BENCH="enrolment class_list" chooses.
bench: setup-test
	@$(BIN) -m benchmarks $(BENCH)

# Every page of every role, at both widths, in both languages, into screenshots/.
screenshots: setup-test
	@PROOFS=full SCREENSHOTS=screenshots $(BIN) -m pytest --dist load tests/e2e/test_pages.py

# The pictures of the READMEs, into docs/pictures/.
pictures: setup-test
	@$(BIN) -m tests.e2e.pictures

setup:
	@$(PYTHON) -m tools.bootstrap base

setup-test:
	@$(PYTHON) -m tools.bootstrap test

# Also Lighthouse, 180 MB of it.
setup-prove:
	@$(PYTHON) -m tools.bootstrap prove

# Writes hashes and no address, so that the locks work behind any mirror.
lock: setup-test
	@cd requirements && for lock in base test node uv; do \
		env -u UV_FIND_LINKS ../$(BIN) $(UV_COMPILE) $$lock.in -o $$lock.txt || exit 1; done
	@npm install --package-lock-only --ignore-scripts
