# Two commands for a fresh machine: `make demo` and `make test`. Both make their own
# environment in .venv the first time and use it again afterwards.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo-case
SERVER := tests/neo4j_server
COMMA := ,

.PHONY: demo test lint docs site bench peers wheel clean neo4j-server

# uv installs in a tenth of the time; where it is not there or cannot, pip does.
install = { $(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python $(1) 2>/dev/null || $(BIN)/python -m pip install --quiet $(1); }

$(VENV)/.made: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("moneygraph needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet uv || true
	$(call install,--editable '.[learn$(COMMA)picture]' --group dev)
	touch $@

# What one export is checked with in tests; it is built from source, which takes minutes.
$(VENV)/.ftm: $(VENV)/.made
	$(call install,--group ftm) 2>/dev/null || echo "No followthemoney here (it needs libicu-dev, pkg-config and a C++ compiler): its tests are skipped."
	touch $@

# What tests of `find --engine spark` run on; without it, or without Java 17, they are skipped.
$(VENV)/.spark: $(VENV)/.made
	$(call install,--group spark)
	touch $@

demo: $(VENV)/.made
	rm -rf $(DEMO)
	$(BIN)/moneygraph demo $(DEMO)
	$(BIN)/moneygraph --case $(DEMO)/case.duckdb load $(DEMO)/exports $(DEMO)/complaints.csv $(DEMO)/links.csv
	$(BIN)/moneygraph --case $(DEMO)/case.duckdb find loan-then-transfer droppers --limit 2
	$(BIN)/moneygraph --case $(DEMO)/case.duckdb trace --worst
	$(BIN)/moneygraph --case $(DEMO)/case.duckdb

test: $(VENV)/.made $(VENV)/.ftm lint
	$(BIN)/python -m pytest -n auto

# The Neo4j server that tests start; without it they are skipped. Needs Maven and Java 17.
neo4j-server: $(SERVER)/classpath.txt

$(SERVER)/classpath.txt: $(SERVER)/pom.xml
	mvn --batch-mode --quiet --file $(SERVER)/pom.xml dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=classpath.txt

lint: $(VENV)/.made
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The reference pages that follow from code and data, and compiled catalogues of texts; tests
# compare them.
docs: $(VENV)/.made
	$(BIN)/python -m docs.generate
	$(BIN)/python -m docs.texts

# The documentation as pages that open without a server or a network: site/index.html.
site: $(VENV)/.docs
	$(BIN)/python -m sphinx -b html -c docs -d site/.doctrees -W --keep-going -n -q . site
	@echo "Open site/index.html."

$(VENV)/.docs: $(VENV)/.made
	$(call install,--group docs)
	touch $@

bench: $(VENV)/.made
	$(BIN)/python -m benchmarks

# The same transfers and questions, ours and others.
peers: $(VENV)/.made
	$(call install,--group peers)
	$(BIN)/python -m benchmarks peers

wheel: $(VENV)/.made
	$(BIN)/python -m build --outdir dist

clean:
	rm -rf $(VENV) $(DEMO) dist site
