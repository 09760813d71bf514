"""What labels say of the things that are in the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.errors import CallError
from moneygraph.printable import printable
from moneygraph.scoring.labels import Labels
from moneygraph.scoring.things import Thing, things_of

if TYPE_CHECKING:
    import duckdb

#: How a thing without a label counts.
UNLABELLED: Final = ("innocent", "ignore")


@dataclass(frozen=True)
class Known:
    """The guilty and the innocent of the case, and the guilty by type and instance of pattern.

    `rows` counts the labels, `missing` those that name nothing in the case. An instance is ""
    where the labels name none. `unlabelled` says how other things count.
    """

    of: str
    rows: int
    missing: int
    guilty: frozenset[Thing]
    innocent: frozenset[Thing]
    patterns: dict[str, dict[str, frozenset[Thing]]]
    unlabelled: str

    def is_judged(self, thing: Thing) -> bool:
        """Tell whether an alert of this thing counts as right or wrong at all."""
        return self.unlabelled == "innocent" or thing in self.guilty or thing in self.innocent


def know_labels(
    con: duckdb.DuckDBPyConnection, labels: Labels, unlabelled: str | None = None
) -> Known:
    """Look the labels up in the case.

    Unless `unlabelled` says otherwise, what has no label counts as innocent where the labels
    are a list of the guilty, and is ignored where they name innocent ones too: then somebody
    looked, and nobody looked at the rest. Raises `CallError` where two labels contradict or
    none is of anything in the case.
    """
    if unlabelled is not None and unlabelled not in UNLABELLED:
        raise CallError(
            f"what has no label cannot count as '{printable(unlabelled)}'",
            f"Choose one of: {', '.join(UNLABELLED)}.",
        )
    named = things_of(con, labels)
    lines = {verdict: _lines(labels, named, verdict) for verdict in (True, False)}
    _check(labels, lines)
    if unlabelled is None:
        unlabelled = "innocent" if all(row.guilty for row in labels.rows) else "ignore"
    return Known(
        of=labels.of,
        rows=len(labels.rows),
        missing=len(labels.rows) - len(named),
        guilty=frozenset(lines[True]),
        innocent=frozenset(lines[False]),
        patterns=_patterns(labels, named),
        unlabelled=unlabelled,
    )


def _lines(labels: Labels, named: dict[int, list[Thing]], guilty: bool) -> dict[Thing, int]:
    """Return what is said to be guilty, or innocent, and the line that says so first."""
    lines: dict[Thing, int] = {}
    for place, things in sorted(named.items()):
        if labels.rows[place].guilty == guilty:
            for thing in things:
                lines.setdefault(thing, labels.rows[place].line)
    return lines


def _check(labels: Labels, lines: dict[bool, dict[Thing, int]]) -> None:
    both = lines[True].keys() & lines[False].keys()
    if both:
        pairs = (sorted((lines[True][thing], lines[False][thing])) for thing in both)
        first, second = min(pairs)
        raise CallError(
            f"lines {first} and {second} of {labels.file} contradict: the same {labels.of} is"
            " guilty in one and innocent in the other",
            "Keep the one that is true.",
        )
    if not lines[True]:
        guilty = sum(row.guilty for row in labels.rows)
        raise CallError(
            f"{labels.file} labels {guilty} as guilty, and none of them is in the case"
            if guilty
            else f"{labels.file} labels nothing as guilty",
            f"Its column '{labels.of}' must hold what the case calls so; see `moneygraph status`."
            if guilty
            else "There is nothing to be found then; give the guilty the label 1.",
        )


def _patterns(
    labels: Labels, named: dict[int, list[Thing]]
) -> dict[str, dict[str, frozenset[Thing]]]:
    found: dict[str, dict[str, set[Thing]]] = {}
    for place, things in sorted(named.items()):
        row = labels.rows[place]
        if row.pattern is not None:
            found.setdefault(row.pattern, {}).setdefault(row.instance, set()).update(things)
    return {
        pattern: {one: frozenset(things) for one, things in sorted(instances.items())}
        for pattern, instances in sorted(found.items())
    }
