"""The command line on a small case, as in tests/cli."""

from tests.cli.conftest import loaded, loaded_case, run

__all__ = ["loaded", "loaded_case", "run"]
