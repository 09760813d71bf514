"""Write the reference pages that follow from the code and the data: ``python -m docs.generate``.

``commands.md`` follows from the command line, ``schema.md`` from the comments of the tables,
``queries.md`` from the heads and cards of the queries, ``features.md`` from the table of features.
A test compares the committed pages with what this writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from pathlib import Path

import click
import duckdb

from moneygraph.cli import main as command_line
from moneygraph.cli.command import SHARED
from moneygraph.detect.features.declared import Feature, declared
from moneygraph.detect.learn.features import ModelFeature, model_features
from moneygraph.detect.learn.transfers.features import transfer_table
from moneygraph.detect.queries.card import Card, Indicator
from moneygraph.detect.queries.profile import read_profiles
from moneygraph.detect.queries.query import Query, read_queries
from moneygraph.detect.queries.units import write_value
from moneygraph.store.data import OURS
from moneygraph.store.schema import HOP_COLUMNS, HOP_RULES, tables
from moneygraph.store.sqltext import sql_text

REFERENCE = Path(__file__).parent / "reference"
_MADE = "<!-- Written by `make docs`; change what it is made from instead. -->"
_DIRECTIONS = {1: "more of it never lowers the score", -1: "more of it never raises the score"}
_UNITS = {
    "decibans": "decibans: ten points make the odds ten times as high",
    "points": "hundredths of the score",
}


def pages() -> dict[str, str]:
    """Return the text of each generated page by its file name."""
    return {
        "commands.md": _page("Commands", _commands()),
        "schema.md": _page("The tables of a case", _schema()),
        "queries.md": _page("Queries and their scorecards", _queries()),
        "features.md": _page("Features", _features()),
    }


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


def _page(title: str, blocks: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", _MADE, *blocks]) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


# commands.md


def _commands() -> Iterator[str]:
    yield (
        "Every command prints a text for people, or with `--json` one JSON value"
        " ([json.md](json.md)). Exit status: 0 done; 1 some input was refused or a complaint"
        " found no transfer, the rest is loaded; 2 the call is wrong or the case cannot be used;"
        " 130 stopped by Ctrl-C, the case is as it was before."
    )
    yield "## Options of every command"
    root = click.Context(command_line, **command_line.context_settings)
    shared = [one for one in command_line.get_params(root) if one.name in SHARED]
    yield _options(shared, root)
    for name, command in _all_commands(command_line, "moneygraph"):
        yield f"## {name}"
        yield from _help(command.help or "")
        context = click.Context(command, parent=root)  # which gives it -h as well
        own = [one for one in command.get_params(context) if one.name not in SHARED]
        options = [one for one in own if isinstance(one, click.Option)]
        arguments = " ".join(one.make_metavar(context) for one in own if one not in options)
        yield f"Usage: `{name} [OPTIONS]{' ' if arguments else ''}{arguments}`"
        if options:
            yield _options(options, context)


def _all_commands(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        yield f"{before} {name}", command
        if isinstance(command, click.Group):
            yield from _all_commands(command, f"{before} {name}")


def _help(text: str) -> Iterator[str]:
    for block in cleandoc(text).split("\n\n"):
        lines = block.splitlines()
        if lines[0].strip() != "\b":
            yield " ".join(lines)
            continue
        examples = [line.strip() for line in lines if line.strip().startswith("moneygraph ")]
        yield "\n".join(["```console", *examples, "```"])


def _options(options: Iterable[click.Parameter], context: click.Context) -> str:
    records = (one.get_help_record(context) for one in options)
    rows = [(f"`{one[0]}`", one[1]) for one in records if one is not None]
    return _table(("option", "what it does"), rows)


# schema.md


def _schema() -> Iterator[str]:
    yield (
        "A case is one DuckDB file; `Case.con` (or `duckdb case.duckdb`, read-only) reads these"
        " tables. Amounts are whole minor units (tiyn for tenge) in 64-bit integers. Times are"
        " naive, on the country's one clock. The id of a row is `number of its file * 2^32 + n`,"
        " where n is its number in the file as a spreadsheet counts, from 1."
    )
    with duckdb.connect() as con:
        for statement in con.extract_statements(tables()):
            con.execute(statement)
        yield from _described(con, tables())
        yield "## hop_RULE"
        yield (
            f"The hops of a rule ({', '.join(f'`hop_{rule}`' for rule in HOP_RULES)}), made when"
            " first asked for. The part of `in_transfer` that paid for `out_transfer` inside"
            " `account`: tiyn `[in_offset, in_offset + amount)` of the one are tiyn"
            " `[out_offset, out_offset + amount)` of the other; `dwell_s` is for how many seconds"
            " the money lay there."
        )
        con.execute(f"create table hop_lifo ({HOP_COLUMNS})")
        yield _columns(con, "hop_lifo")
        yield "## Views that queries read beside the tables"
        yield (
            "They live in the connection of one call. `hop` is `hop_lifo`; `feature` has a row an"
            " account with the columns of [features.md](features.md)."
        )
        for statement in con.extract_statements(sql_text("detect/views.sql")):
            con.execute(statement)
        yield from _described(con, sql_text("detect/views.sql"))


_STATEMENT = re.compile(
    r"^((?:--[^\n]*\n)*)create (?:or replace )?(?:temp )?(table|view|type) (?:if not exists )?"
    r"(\w+)([^;]*);",
    re.MULTILINE,
)


def _described(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[str]:
    for comment, kind, name, rest in _STATEMENT.findall(sql):
        yield f"## {name}" + (" (a view)" if kind == "view" else "")
        lines = [line.removeprefix("--").strip() for line in comment.splitlines()]
        if any(lines):
            yield " ".join(lines)
        if kind == "type":
            yield "One of " + ", ".join(f"`{one}`" for one in re.findall(r"'([^']+)'", rest)) + "."
        else:
            yield _columns(con, name)


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> str:
    described = con.execute(f"describe {name}").fetchall()
    return "Columns: " + ", ".join(f"`{row[0]}` {_type(row[1])}" for row in described) + "."


def _type(text: str) -> str:
    """Return a type; of the three types of few values only their name."""
    return "(a type of few values)" if text.startswith("ENUM") else text.lower()


# queries.md


def _queries() -> Iterator[str]:
    yield (
        "`moneygraph find QUERY` runs one; `--KEY VALUE` sets a parameter, `--min-score 0` gives"
        " every candidate. Without QUERY, all run that need no value. `--engine neo4j` asks the"
        " graph of the case in a Neo4j server instead; the rows are the same. A finding has the"
        " columns below, `score` (0 to 1), `why`, `transfers` (their ids), its `indicators` and"
        " their `points`. What a scorecard is: [scorecard.md](../explanation/scorecard.md); the"
        " keys of its file: [card.md](card.md)."
    )
    for name, query in sorted(read_queries(OURS).items()):
        yield f"## {name}"
        yield f"**{query.title}.** {query.finds}"
        yield f"Innocent explanations: {query.innocent}"
        yield (
            f"Files: `queries/{name}.sql`, `queries/{name}.card.toml`"
            + (f", `queries/{name}.cypher`." if query.cypher else "; it has no Cypher.")
            + f" Least score: {query.min_score:g}."
        )
        yield _table(("parameter", "default", "unit", "meaning"), _params(query))
        columns = [(f"`{one.name}`", one.type) for one in query.columns]
        yield _table(("column", "type"), columns)
        if query.card is not None:
            yield from _card(query.card)
    yield "## Profiles"
    yield (
        "`moneygraph find --profile NAME` (or MONEYGRAPH_PROFILE) takes thresholds that somebody"
        " published; `--KEY VALUE` overrides it. A profile is one file in `profiles/`; put your own"
        " into `FOLDER/profiles/`. What other findings depend on (loans that left at once, traders)"
        " is always looked for with the defaults."
    )
    for name, profile in sorted(read_profiles(OURS).items()):
        yield f"### {name}"
        yield f"**{profile.title}.** {' '.join(profile.about.split())}"
        yield _table(
            ("parameter", "value", "source", "adapted"),
            (
                (
                    f"{one.query} `--{one.param.replace('_', '-')}`",
                    write_value(one.value, one.unit),
                    one.source,
                    one.note,
                )
                for one in profile.settings
            ),
        )


def _params(query: Query) -> Iterator[tuple[object, ...]]:
    for name, one in query.params.items():
        default = "must be given" if one.default is None else write_value(one.default, one.unit)
        yield f"`--{name.replace('_', '-')}`", default, one.unit, one.about


def _card(card: Card) -> Iterator[str]:
    indicators = card.indicators.values()
    yield f"Its scorecard, in {_UNITS[card.unit]}:"
    yield _table(
        ("indicator", "value", "points", "when", "what is innocent about it"),
        ((f"`{one.name}`", _value(one), *_weight(one), one.innocent) for one in indicators),
    )


def _value(one: Indicator) -> str:
    return f"`{one.value}`" if one.value else "column of the query"


def _weight(one: Indicator) -> tuple[str, str]:
    """Return an indicator's points and their condition, as text."""
    least = f"value >= {one.least:g}" if one.least is not None else ""
    when = " and ".join(part for part in (least, one.when or "") if part)
    if not one.has_points:
        return "none: shown only", f"`{when}`" if when else ""
    if one.steps:
        points = ", ".join(f"{points:+g} from {at:g}" for at, points in one.steps)
    else:
        points = _curve(one)
    if one.others:
        points += f"; beside the case, by {one.weight:g}"
    return points, f"`{when}`" if when else ""


def _curve(one: Indicator) -> str:
    base = f"{one.base:+g}" if one.base or not one.per else ""
    if not one.per:
        return base
    value = "value" if one.cap is None else f"min(value, {one.cap:g})"
    if one.shape == "share":
        return f"{one.per:+g} * {value} of what the others add up to"
    if one.shape == "log":
        value = f"ln(1 + {value})"
    return f"{base} {one.per:+g} * {value}".strip()


# features.md


def _features() -> Iterator[str]:
    yield (
        "What is measured of each account: one table of `tables/features.toml` each. Amounts are"
        " minor units, shares 0 to 1, times multiples of the account's usual payment; nats say how"
        " unlikely chance is to make it, as a logarithm. A feature"
        " is a column of the view `feature`, which queries read, and `feature_NAME` of an account"
        " in Neo4j. A model knows those that have a direction, which no tree of it may break."
    )
    known = {one.column: one for one in model_features(OURS)}
    yield _table(
        ("feature", "unit", "what it is", "made of", "model"),
        (
            (f"`{name}`", one.unit, one.about, _made_of(one), _known(known.get(name)))
            for name, one in declared(OURS).items()
        ),
    )
    yield "## Of transfers"
    yield (
        "What a model of transfers (`learn --of transfer`) knows: what"
        " `tables/transfer-features.toml` declares, and of both accounts what a model of accounts"
        " knows, as `payer_NAME` and `payee_NAME`. Counts and sums of an account hold the transfer"
        " itself and what has the same moment. What is known only later looks at what came after"
        " the transfer: so a model judges what is past. The features of accounts are of the whole"
        " time, and are all known only later."
    )
    yield _table(
        ("feature", "unit", "what it is", "known", "model"),
        (
            (
                f"`{name}` of payer and payee" if one.get("ends") else f"`{name}`",
                str(one["unit"]),
                str(one["en"]),
                "later" if one.get("ahead") else "then",
                _DIRECTIONS.get(int(one.get("direction", 0)), "either way"),
            )
            for name, one in transfer_table(OURS).items()
        ),
    )


def _made_of(one: Feature) -> str:
    if one.shape is not None:
        return f"`{one.shape}` of first meetings within a week; models only"
    if one.sql is None:
        return "the score of a query; models only"
    return "loops over movements and hops" if one.sql == f"t.{one.name}" else f"`{one.sql}`"


def _known(one: ModelFeature | None) -> str:
    """Return what a model knows of a feature: its direction, and its name there if another."""
    if one is None:
        return ""
    text = _DIRECTIONS.get(one.direction, "either way")
    return text if one.name == one.column else f"{text}; known as `{one.name}`"


if __name__ == "__main__":
    main()
