"""Runs the command line: ``python -m moneygraph``."""

from moneygraph.cli import main

if __name__ == "__main__":
    main(prog_name="moneygraph")
