# The same steps as .ci/run, one by one. `just` lists them.

default:
    @just --list

# install everything that the other recipes need
setup:
    pip install -e '.[dev]'

# all checks
check: lint types layers test docs

lint:
    ruff check

types:
    mypy

layers:
    lint-imports

# tests that match words: just test -k readers
test *words:
    pytest {{words}}

# the generated pages are up to date, and the site builds without a warning
docs:
    python tools/make_reference.py --check
    mkdocs build --strict --quiet --site-dir site

# write the generated pages and pictures again (pictures need Chromium)
generate:
    python tools/make_reference.py
    python tools/make_pictures.py

# scores on the bundled stories
score:
    dragoman evaluate documents --data samples

# sizes and times on this machine
bench:
    python benchmarks/run.py

# what continuous integration runs, in a fresh virtual environment
ci:
    .ci/run
