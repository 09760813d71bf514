"""A query: one ``.sql`` file whose head, written as TOML in comments, describes it.

The head holds `title`, `finds`, `innocent` (explanations without a crime), `min_score`, `step`
(what of `steps` runs before the SQL), `amounts` ("converted" where all count in the case's main
currency; else they are as they were paid), `reads` (tables that not every query has:
``model_score`` and ``transfer_score``, a model's scores of accounts or of transfers), `derives`
(what the case keeps of its rows: ``trader``, ``stolen``), ``[weighs]`` (columns of what another
query weighs, in SQL, by its name: they are the table ``weighed_NAME``), ``[param.NAME]`` and
``[columns]`` with the type of each. A parameter has `unit`, `about`, unless it must be given
`default`, and, where an indicator fires when its value is passed, `indicator`.

The SQL below the head takes parameters as ``$name`` (and as ``$least_score_``, where that saves
work, the score below which no row is wanted). It returns those columns, `score` from 0 to 1 and
`transfers` (a list of ids). What it weighs, and the sentences for it, are in the card beside it
(see `card`), which `weigh` puts in place of a line ``-- card: measured -> scored``. Evidence that
is known later are columns that start with ``i_``, null where there is none. A query without a card
may give points in columns that start with ``p_``.

A file of the same name that ends in ``.cypher`` does the same in a graph in Neo4j; it takes the
same parameters and returns the same columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from moneygraph.detect.features.declared import feature_names
from moneygraph.detect.queries.card import Card
from moneygraph.detect.queries.card_file import read_card, wrong_card
from moneygraph.detect.queries.head import Head, read_head, split
from moneygraph.detect.queries.weigh import wants_card, weighed_cypher, weighed_rows, weighed_sql
from moneygraph.store.data import DataFiles, text_sha256
from moneygraph.store.errors import QueryError
from moneygraph.store.message import Message

#: The tables of a model's scores, by what it scores.
MODEL_TABLES: Final = {"account": "model_score", "transfer": "transfer_score"}
_PARAMETER: Final = re.compile(r"\$([a-z]\w*)")


@dataclass(frozen=True, kw_only=True)
class Query(Head):
    """One file of ``queries/``: its head; `text` is what is below it, `sql` is what runs.

    `cypher` is what runs in Neo4j, None where there is no such file; `graph_text` is its file.
    `pushed` are the features that the graph has of an account. `sha256` is of all that makes its
    rows: the file and its card.
    """

    name: str
    text: str
    sql: str
    cypher: str | None
    path: Path
    sha256: str
    card: Card | None = None
    graph_text: str | None = None
    pushed: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The parameters that must be given."""
        return tuple(name for name, param in self.params.items() if param.default is None)

    def weighed_by(self, card: Card) -> Query:
        """Return it with another card in place of its own, with the same indicators."""
        return replace(
            self,
            sql=weighed_sql(self.text, card, by_model=self.model_of == "account"),
            cypher=None
            if self.graph_text is None
            else weighed_cypher(self.graph_text, card, self.pushed),
            card=card,
        )

    def with_text(self, text: str) -> Query:
        """Return it with another text below its head."""
        by_model = self.model_of == "account"
        sql = text if self.card is None else weighed_sql(text, self.card, by_model=by_model)
        return replace(self, text=text, sql=sql)

    @property
    def spark_sql(self) -> str:
        """What Spark runs: the same text, with a parameter as ``:name`` instead of ``$name``."""
        if self.card is None:
            text = self.text
        else:
            by_model = self.model_of == "account"
            text = weighed_sql(self.text, self.card, by_model=by_model, spark=True)
        return for_spark(text)

    @property
    def is_weighable(self) -> bool:
        """Whether another query can read what its card weighs: it needs no more than the case."""
        needs = self.needs or self.weighs or self.step
        return self.card is not None and wants_card(self.text) is not None and not needs

    def rows_sql(self, columns: str, *, spark: bool = False) -> str:
        """Return the SQL of columns of all rows that its card weighs, whatever their score."""
        assert self.card is not None, "a query that is weighable has a card"
        sql = weighed_rows(self.text, self.card, columns, by_model=self.takes_model, spark=spark)
        return for_spark(sql) if spark else sql

    def files(self, suffix: str = ".sql") -> str:
        """Return the names of the files that its SQL, or its Cypher, is made of, as a `Message`."""
        name = self.path.with_suffix(suffix).name
        if self.card is None:
            return name
        return Message("{one} or {other}", one=name, other=self.card.path.name)

    @property
    def takes_model(self) -> bool:
        """Whether it reads a model's scores."""
        return self.model_of is not None

    @property
    def model_of(self) -> str | None:
        """What a model that it takes scores: "account" or "transfer"; None where it takes none.

        What has scores of transfers has no others: it needs a model.
        """
        return next((of for of, table in MODEL_TABLES.items() if table in self.reads), None)

    @property
    def is_ready(self) -> bool:
        """Whether it runs unnamed: it needs neither a value nor a model."""
        return not self.needs and self.model_of != "transfer"

    @property
    def reads_features(self) -> bool:
        """Whether it may read what is measured of accounts: it names that, or takes a model."""
        return self.takes_model or bool(self.weighs) or _FEATURES.search(self.sql) is not None


def for_spark(sql: str) -> str:
    """Return SQL with its parameters as Spark has them."""
    return _PARAMETER.sub(r":\1", sql)


#: What holds what is measured of accounts, see `declared.make_view`, or is counted from it.
_FEATURES = re.compile(r"\b(measure|feature|features_of|typical_)\b", re.IGNORECASE)


def read_query(path: Path, card: Card | None = None, features: Sequence[str] = ()) -> Query:
    """Read one query file; raises `QueryError` naming the file and what is wrong.

    `features` are those that the graph in Neo4j has of an account.
    """
    twin = path.with_suffix(".cypher")
    cypher = _text(twin) if twin.is_file() else None
    return _query(path, _text(path), cypher, card, tuple(features))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeError as error:
        raise QueryError(
            Message("the query {name} cannot be read: {why}", name=path.name, why=str(error)),
            Message("Save it as UTF-8."),
        ) from error


@lru_cache(maxsize=256)  # every call on a case reads all queries, and they seldom change
def _query(
    path: Path, text: str, cypher: str | None, card: Card | None, features: tuple[str, ...]
) -> Query:
    written, sql = split(text)
    head = read_head(path, written)
    _check_card(path, sql, cypher, card)
    _check_names(path, sql, head, card)
    if card is not None:
        _check_briefs(head, card)
    return Query(
        **vars(head),
        name=path.stem,
        text=sql,
        sql=sql if card is None else weighed_sql(sql, card, by_model="model_score" in head.reads),
        cypher=None if cypher is None else weighed_cypher(cypher, card, features),
        graph_text=cypher,
        pushed=features,
        path=path,
        sha256=text_sha256(text if card is None else text + card.text),
        card=card,
    )


def _check_card(path: Path, sql: str, cypher: str | None, card: Card | None) -> None:
    """Check that a line for a card has one, and that a card which weighs has its lines."""
    line = wants_card(sql)
    if card is None and line is not None:
        raise QueryError(
            Message(
                "the query {name} has no card for its line '{line}'", name=path.name, line=line
            ),
            Message(
                "Write {stem}.card.toml beside it; a copied query needs a copy of its card.",
                stem=path.stem,
            ),
        )
    if card is None or not any(one.value for one in card.indicators.values()):
        return
    if line is None:
        raise QueryError(
            Message(
                "the query {name} has no line for its card {card}",
                name=path.name,
                card=card.path.name,
            ),
            Message("Write the line '-- card: measured -> scored' among its `with` parts."),
        )
    if cypher is not None and wants_card(cypher, cypher=True) is None:
        raise QueryError(
            Message(
                "the query {stem}.cypher has no line for its card {name}",
                stem=path.stem,
                name=card.path.name,
            ),
            Message("Write the line '// card' where the columns of the query are variables."),
        )


def _check_names(path: Path, sql: str, head: Head, card: Card | None) -> None:
    """Check that the head and the card name each other's parameters and indicators."""
    shown = card.names if card else ()
    for param in head.params.values():
        one = param.indicator
        if one is not None and one not in shown and f"i_{one}" not in sql:
            raise QueryError(
                Message(
                    "the query {name} names the unknown indicator '{one}' in"
                    " param.{param}.indicator",
                    name=path.name,
                    one=one,
                    param=param.name,
                ),
                Message("There are: {names}.", names=shown or Message("none")),
            )
    for name in card.params if card else ():
        if name not in head.params:
            raise QueryError(
                Message(
                    "the card {stem}.card.toml has param.{name}, which is no parameter of {query}",
                    stem=path.stem,
                    name=name,
                    query=path.name,
                ),
                Message("There are: {names}.", names=head.params or Message("none")),
            )


def _check_briefs(head: Head, card: Card) -> None:
    """Check that what a sentence is made of is an indicator or a column that is a number."""
    columns = {one.name for one in head.columns if one.type not in ("text", "list", "time")}
    known = columns.union(card.names)
    for indicator in card.indicators.values():
        by_language = indicator.brief.sentences if indicator.brief else {}
        for lang, sentences in by_language.items():
            for name in (name for one in sentences for name in one.names if name not in known):
                what = Message(
                    "has {{{name}}} in a sentence of indicator.{indicator}.{lang}",
                    name=name,
                    indicator=f"{indicator.name}.brief",
                    lang=lang,
                )
                there = Message("There are: {names}.", names=sorted(known))
                raise wrong_card(card.path, what, there)


def read_queries(data: DataFiles) -> dict[str, Query]:
    """Return every query by name, with its card: ours, and the user's but for wrong ones."""
    return data.whole("queries", ".sql", _reading(data))


def query_named(data: DataFiles, name: str) -> Query:
    """Return one query; raises `CallError` where there is none, or `QueryError` if it is wrong."""
    unknown = Message("there is no query '{name}'", name=name)
    return data.one("queries", ".sql", name, _reading(data), unknown)


def _reading(data: DataFiles) -> Callable[[str, Path], Query]:
    """Return what reads a query of a name at a path."""
    cards, pushed = data.files("queries", ".card.toml"), feature_names(data)

    def read(name: str, path: Path) -> Query:
        card = cards.get(name)
        if card is not None and data.is_own(card) and not data.is_own(path):
            with data.leaving_out(card):
                return read_query(path, read_card(card), pushed)
            card = path.with_suffix(".card.toml")  # ours, which every query of ours has
        return read_query(path, None if card is None else read_card(card), pushed)

    return read


def ready_queries(data: DataFiles) -> dict[str, Query]:
    """Return those that run unnamed, as they need no value and no model."""
    return {name: query for name, query in read_queries(data).items() if query.is_ready}
