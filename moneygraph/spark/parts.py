"""The parts of a query, the selects that its `with` names, each worked out once on the cluster.

Spark puts the text of a part in every place that reads it. Parts that read each other twice would
so double at every step, in what is planned and in what is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.spark.kept import Kept

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: What is not looked into (comments, texts, quoted names), then single signs and words.
_TOKEN: Final = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|\"[^\"]*\"|`[^`]*`|\w+|\S", re.DOTALL
)


@dataclass(frozen=True)
class Part:
    """A select under a name; it may read itself where it is written ``with recursive``."""

    name: str
    sql: str
    is_recursive: bool = False


@contextmanager
def by_parts(
    spark: SparkSession,
    sql: str,
    run: Callable[[str], DataFrame],
    *,
    where: str = "true",
    apart: Collection[str] = (),
) -> Iterator[DataFrame]:
    """Give the rows of a query where a condition holds; they must be fetched within the block.

    Worked out by themselves are parts that are read more than once, and those named `apart`.
    """
    parts, rest = parts_of(sql)
    alone, known, kept = read_again(parts, rest).union(apart), list[Part](), Kept(spark)
    try:
        for place, part in enumerate(parts):
            if part.name in alone:
                view = f"part_{place}_of_query"
                kept.view(view, run(with_parts([*known, part], f"select * from {part.name}")))
                part = Part(part.name, f"select * from {view}")
            known.append(part)
        yield run(with_parts(known, f"select * from ({rest}\n) where {where}"))
    finally:
        kept.forget()


def parts_of(sql: str) -> tuple[list[Part], str]:
    """Return the parts of a query, and the select below them.

    Each must be written ``name as (select ...)``; where one is not, there are no parts.
    """
    tokens = _tokens(sql)
    if not tokens or tokens[0][0].lower() != "with":
        return [], sql
    is_recursive = len(tokens) > 1 and tokens[1][0].lower() == "recursive"
    parts, at = list[Part](), 1 + is_recursive
    while True:
        head = [one[0].lower() for one in tokens[at : at + 3]]
        end = _closing(tokens, at + 2)
        if head[1:] != ["as", "("] or end is None or end + 1 == len(tokens):
            return [], sql
        text = sql[tokens[at + 2].end() : tokens[end].start()]
        parts.append(Part(tokens[at][0].lower(), text, is_recursive))
        if tokens[end + 1][0] != ",":
            return parts, sql[tokens[end + 1].start() :]
        at = end + 2


def _closing(tokens: list[re.Match[str]], opening: int) -> int | None:
    """Return where the parenthesis that opens there is closed."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[at][0], 0)
        if depth == 0:
            return at
    return None


def read_again(parts: list[Part], rest: str) -> set[str]:
    """Return the names of parts that are read in more than one place, by what is read at all."""
    times = Counter(_read(rest))
    for part in reversed(parts):  # a part reads those before it
        if times[part.name]:
            times.update(_read(part.sql))
    return {part.name for part in parts if times[part.name] > 1}


def with_parts(parts: list[Part], rest: str) -> str:
    """Return a query of a select and of those of the parts that it may need.

    A part whose name is written at all stays: without it a table of that name would be read.
    """
    needed, written = list[Part](), _written(rest)
    for part in reversed(parts):
        if part.name in written:
            needed.append(part)
            written |= _written(part.sql)
    if not needed:
        return rest
    texts = (f"{part.name} as ({part.sql})" for part in reversed(needed))
    opening = "with recursive" if any(part.is_recursive for part in needed) else "with"
    return f"{opening} {', '.join(texts)}\n{rest}"


def _written(sql: str) -> set[str]:
    return {one[0].lower().strip("`") for one in _tokens(sql)}


def _read(sql: str) -> Iterator[str]:
    """Yield each name from which rows may be read there, as often as that is written."""
    before = ""
    for one in _tokens(sql):
        if before in ("from", "join", ",", "("):
            yield one[0].lower().strip("`")
        before = one[0].lower()


def _tokens(sql: str) -> list[re.Match[str]]:
    return [one for one in _TOKEN.finditer(sql) if not one[0].startswith(("--", "/*"))]
