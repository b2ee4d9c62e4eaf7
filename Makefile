# Two commands for a fresh machine with Python >= 3.11:  make verify,  make test

PYTHON ?= python3
VENV ?= .venv
JOBS ?= 2
HOUR := 3600
VENUE ?= neurips
GALLERY := losses conditional_risk calibration composites simplex
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help verify test lint docs bench fuzz mutate fuzz-parser fuzz-checker figures report gallery experiments clean

help:
	@echo "make verify   decide every shipped claim and replay the certificates"
	@echo "make test     everything that CI runs: lint, types, tests"
	@echo "make lint     ruff and mypy alone"
	@echo "make docs     the site of the documentation into build/docs/html; every warning is an error"
	@echo "make bench    the table of benchmarks"
	@echo "make figures  the figures of the papers into paper_figures/out; VENUE=icml chooses another page"
	@echo "make report   the pictures of the report, which need Chromium"
	@echo "make gallery  the figures of the README"
	@echo "make experiments    every measured claim at full length, its table, and the figures of the experiments"
	@echo "make fuzz     2,000 random losses against an independent oracle; goes on where it was stopped"
	@echo "make mutate   1,000 spoiled certificates that the checker must notice"
	@echo "make fuzz-parser, make fuzz-checker    coverage-guided, with atheris"
	@echo "make clean    remove what these commands have made"

# Each stamp says that the environment holds what it is named after. The installation is
# editable, so only these files can make it stale.
$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "losstheory needs Python >= 3.11; choose one with: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/core.stamp: $(VENV)/python.stamp pyproject.toml constraints.txt
	$(INSTALL) -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/core.stamp
	$(INSTALL) -e ".[dask,figures,programs,test,torch]"
	@touch $@

$(VENV)/docs.stamp: $(VENV)/test.stamp
	$(INSTALL) -e ".[docs]"
	@touch $@

$(VENV)/measured.stamp: $(VENV)/core.stamp
	$(INSTALL) -e ".[programs,torch]"
	@touch $@

verify: $(VENV)/measured.stamp
	$(BIN)/losstheory verify --no-skip --no-cache --jobs $(JOBS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy --no-error-summary

test: lint
	$(BIN)/pytest -q -n $(JOBS)

docs: $(VENV)/docs.stamp
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet docs build/docs/html

bench: $(VENV)/test.stamp
	$(BIN)/python benchmarks/table.py -o docs/benchmarks.md

experiments: $(VENV)/test.stamp
	mkdir -p build
	$(BIN)/losstheory verify --full --no-skip --timeout $(HOUR) --jobs $(JOBS) -k measured: -o build/experiments.json
	$(BIN)/python docs/experiments/table.py build/experiments.json
	$(BIN)/python docs/experiments/draw.py

gallery: $(VENV)/test.stamp
	$(BIN)/losstheory figures $(GALLERY:%=paper_figures/%.py) --format svg -o build/gallery --jobs $(JOBS)
	cp build/gallery/*.svg docs/gallery/

report: $(VENV)/test.stamp
	$(BIN)/python docs/report/draw.py

figures: $(VENV)/test.stamp
	$(BIN)/losstheory figures paper_figures --venue $(VENUE) -o paper_figures/out --jobs $(JOBS)

fuzz: $(VENV)/test.stamp
	$(BIN)/python benchmarks/fuzz.py --jobs $(JOBS)

mutate: $(VENV)/test.stamp
	$(BIN)/python benchmarks/mutate.py

# atheris comes from: $(BIN)/python -m pip install atheris
fuzz-parser fuzz-checker: $(VENV)/test.stamp
	$(BIN)/python benchmarks/coverage_fuzz.py $(@:fuzz-%=%)

clean:
	rm -rf $(VENV) build dist docs/notebooks paper_figures/out .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
