"""Commands of `python -m benchmarks.accuracy`: `patterns`, `kinds`, `owners`, `mules`, `learn`,
`mess`, `victims`, `network`, `worlds`, `weights`, `structuring`, `bends`.

See the module of each, and README.md for what was run.
"""

from __future__ import annotations

import argparse

from benchmarks.accuracy import (
    bends,
    kinds,
    learnt,
    mess,
    mules,
    network,
    owners,
    patterns,
    structuring,
    victims,
)
from benchmarks.accuracy.weights import command as weights
from benchmarks.accuracy.worlds import command as worlds

COMMANDS = {
    "patterns": patterns,
    "kinds": kinds,
    "owners": owners,
    "mules": mules,
    "learn": learnt,
    "mess": mess,
    "victims": victims,
    "network": network,
    "worlds": worlds,
    "weights": weights,
    "structuring": structuring,
    "bends": bends,
}


def main() -> None:
    """Parse the call and run one command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy")
    chosen = parser.add_subparsers(required=True)
    for name, module in COMMANDS.items():
        command = chosen.add_parser(name)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
