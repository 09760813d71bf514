"""The labelled things of a case: accounts, owners and transfers, by the names of a label file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.detect.evaluate.labels import Labels
from moneygraph.detect.evaluate.transfers import transfers_of
from moneygraph.store.errors import CallError
from moneygraph.store.masking import masked_all
from moneygraph.store.message import Message
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

#: A number of an account, an owner, or the id of a transfer.
Thing = str | int
#: So many lines of labels that name nothing are told.
_LINES_TOLD: Final = 20


def things_of(con: duckdb.DuckDBPyConnection, labels: Labels) -> dict[int, list[Thing]]:
    """Return what each label names, by the label's index; one that names nothing is left out.

    In a masked case labels may have the true names of things, or their pseudonyms.
    """
    found: dict[int, list[Thing]] = {}
    for index, thing in _FINDERS[labels.of](con, labels):
        found.setdefault(index, []).append(thing)
    return found


def _accounts(con: duckdb.DuckDBPyConnection, labels: Labels) -> Iterable[tuple[int, Thing]]:
    return _named(con, labels, ("number",), "accounts")


def _owners(con: duckdb.DuckDBPyConnection, labels: Labels) -> Iterable[tuple[int, Thing]]:
    return _named(con, labels, ("owner", "number"), "owners")


def _named(
    con: duckdb.DuckDBPyConnection, labels: Labels, kinds: tuple[str, ...], file: str
) -> Iterable[tuple[int, Thing]]:
    """Find what is named as it is written, in capitals without blanks, or by its pseudonym."""
    names = [
        (index, name)
        for index, row in enumerate(labels.rows)
        for name in dict.fromkeys((row.name, row.name.upper().replace(" ", "")))
    ]
    plain = [name for _, name in names]
    with_pseudonyms = plain + [one for kind in kinds for one in masked_all(con, kind, plain)]
    indices = [index for index, _ in names] * (len(with_pseudonyms) // max(len(plain), 1))
    return rows_of(con, sql_text(f"detect/evaluate/{file}.sql"), indices, with_pseudonyms)


_FINDERS: Final[
    dict[str, Callable[[duckdb.DuckDBPyConnection, Labels], Iterable[tuple[int, Thing]]]]
] = {"account": _accounts, "owner": _owners, "transfer": transfers_of}


#: How a thing without a label counts.
UNLABELLED: Final = ("negative", "ignore")


@dataclass(frozen=True)
class Known:
    """The positives and negatives of the case, and positives by type and instance of pattern.

    `rows` counts the labels, `missing` those that name nothing in the case. An instance is ""
    where the labels name none. `unlabelled` is how other things count. `missing_lines` are the
    lines of the first labels that name nothing.
    """

    of: str
    rows: int
    missing: int
    positive: frozenset[Thing]
    negative: frozenset[Thing]
    patterns: dict[str, dict[str, frozenset[Thing]]]
    unlabelled: str
    missing_lines: tuple[int, ...] = ()

    def is_judged(self, thing: Thing) -> bool:
        """Tell whether an alert of this thing counts as right or wrong at all."""
        return self.unlabelled == "negative" or thing in self.positive or thing in self.negative


def match_labels(
    con: duckdb.DuckDBPyConnection, labels: Labels, unlabelled: str | None = None
) -> Known:
    """Look the labels up in the case.

    Unless `unlabelled` is given, what has no label counts as negative where the labels are a
    list of the positives, and is ignored where they name negatives too: then somebody judged
    those, and nobody the rest. Raises `CallError` where two labels contradict or
    none is of anything in the case.
    """
    if unlabelled is not None and unlabelled not in UNLABELLED:
        raise CallError(
            Message("what has no label cannot count as '{unlabelled}'", unlabelled=unlabelled),
            Message("Choose one of: {names}.", names=UNLABELLED),
        )
    named = things_of(con, labels)
    lines = {verdict: _lines(labels, named, verdict) for verdict in (True, False)}
    _check(labels, lines)
    if unlabelled is None:
        unlabelled = "negative" if all(row.positive for row in labels.rows) else "ignore"
    return Known(
        of=labels.of,
        rows=len(labels.rows),
        missing=len(labels.rows) - len(named),
        positive=frozenset(lines[True]),
        negative=frozenset(lines[False]),
        patterns=_patterns(labels, named),
        unlabelled=unlabelled,
        missing_lines=_missing_lines(labels, named),
    )


def _missing_lines(labels: Labels, named: dict[int, list[Thing]]) -> tuple[int, ...]:
    lines = [row.line for index, row in enumerate(labels.rows) if index not in named]
    return tuple(lines[:_LINES_TOLD])


def _lines(labels: Labels, named: dict[int, list[Thing]], positive: bool) -> dict[Thing, int]:
    """Return what is labelled positive, or negative, and the first line that labels it so."""
    lines: dict[Thing, int] = {}
    for index, things in sorted(named.items()):
        if labels.rows[index].positive == positive:
            for thing in things:
                lines.setdefault(thing, labels.rows[index].line)
    return lines


def _check(labels: Labels, lines: dict[bool, dict[Thing, int]]) -> None:
    both = lines[True].keys() & lines[False].keys()
    if both:
        pairs = (sorted((lines[True][thing], lines[False][thing])) for thing in both)
        first, second = min(pairs)
        raise CallError(
            Message(
                "lines {first} and {second} of {file} contradict: the same {of} is positive in"
                " one and negative in the other",
                first=first,
                second=second,
                file=labels.file,
                of=Message(labels.of),
            ),
            Message("Keep the one that is true."),
        )
    if not lines[True]:
        positive = sum(row.positive for row in labels.rows)
        raise CallError(
            Message(
                "{file} labels {positive} as positive, and none of them is in the case",
                file=labels.file,
                positive=positive,
            )
            if positive
            else Message("{file} labels nothing as positive", file=labels.file),
            Message(
                "Its column '{of}' must hold what the case calls so; see `moneygraph status`.",
                of=labels.of,
            )
            if positive
            else Message("There is nothing to be found then; give the positives the label 1."),
        )


def _patterns(
    labels: Labels, named: dict[int, list[Thing]]
) -> dict[str, dict[str, frozenset[Thing]]]:
    found: dict[str, dict[str, set[Thing]]] = {}
    for index, things in sorted(named.items()):
        row = labels.rows[index]
        if row.pattern is not None:
            found.setdefault(row.pattern, {}).setdefault(row.instance, set()).update(things)
    return {
        pattern: {one: frozenset(things) for one, things in sorted(instances.items())}
        for pattern, instances in sorted(found.items())
    }
