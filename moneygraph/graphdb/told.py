"""What a push wrote into a graph, as JSON values and as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.graphdb.pushing import Pushed
from moneygraph.outputs.numbers import count
from moneygraph.outputs.table import Head, print_table
from moneygraph.outputs.terminal import Terminal
from moneygraph.outputs.texts import Texts


def pushed_json(pushed: Pushed) -> dict[str, Any]:
    """Return the nodes of each label and relationships of each type, by what they are."""
    return {"written": pushed.written, "there": pushed.there}


def print_pushed(terminal: Terminal, texts: Texts, pushed: Pushed) -> None:
    """Print a row for each label and type: written now, and there."""
    heads = [
        Head(texts("push.what")),
        Head(texts("push.written"), number=True),
        Head(texts("push.there"), number=True),
    ]
    rows = [
        [name, count(pushed.written[name]), count(there)] for name, there in pushed.there.items()
    ]
    print_table(terminal, heads, rows)
