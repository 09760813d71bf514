"""The calls that can be recorded and repeated: what each takes and how its JSON is made.

A command that is to take --manifest needs one entry here, and in its own module the option
and one line that writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.audit.shape import (
    TEXT,
    Check,
    by_name,
    count,
    fields,
    flag,
    listed,
    maybe,
    number,
    one_of,
)
from moneygraph.report.text.texts import LANGUAGES
from moneygraph.store.errors import CallError
from moneygraph.store.printable import printable
from moneygraph.store.schema import RULES, SHARING_RULES

if TYPE_CHECKING:
    from moneygraph.api import Case

_LANG: Final = one_of(*LANGUAGES)


@dataclass(frozen=True)
class Repeatable:
    """A command: `parameters` checks what it takes, `result` gives what it prints with --json."""

    parameters: Check
    result: Callable[[Case, dict[str, Any]], Any]


def _complaint_numbers(value: Any, place: str) -> None:
    """Check for numbers of complaints, "all" of them, or null."""
    if value not in (None, "all"):
        listed(TEXT)(value, place)


def _value(value: Any, place: str) -> None:
    """Check for the value of a query's parameter."""
    (TEXT if isinstance(value, str) else number)(value, place)


def _trace(case: Case, parameters: dict[str, Any]) -> Any:
    from moneygraph.report.values.trace import rules_json, trace_json

    options = {name: value for name, value in parameters.items() if name != "starts"}
    if options["rule"] != "all":
        return trace_json(case.trace(*parameters["starts"], **options))
    if options["back"]:
        raise CallError("rule all cannot trace money back", "Choose lifo or fifo.")
    del options["rule"], options["back"]
    return rules_json(case.trace_all(*parameters["starts"], **options))


def _find(case: Case, parameters: dict[str, Any]) -> Any:
    from moneygraph.detect.queries import Threshold, read_queries
    from moneygraph.report.text.texts import texts_of
    from moneygraph.report.values.findings import findings_json

    known, found = read_queries(case.file.data), {}
    for name, asked in parameters["queries"].items():
        given = set(asked["values"])
        if name not in known or not given == set(known[name].params) == set(asked["origins"]):
            raise CallError(
                f"there is no query '{printable(name)}' with these parameters",
                "If it is of a folder of somebody's own, name that with --folder.",
            )
        thresholds = {
            param: Threshold(value, asked["origins"][param])
            for param, value in asked["values"].items()
        }
        found[name] = case.find(
            name,
            min_score=asked["min_score"],
            limit=parameters["limit"],
            model="none",
            thresholds=thresholds,
        )
    return findings_json(found, texts_of(parameters["lang"], case.file.data))


def _complaints(case: Case, parameters: dict[str, Any]) -> Any:
    from moneygraph.report.text.texts import texts_of
    from moneygraph.report.values.casework import complaints_json

    return complaints_json(texts_of(parameters["lang"], case.file.data), case.complaints())


def _freeze(case: Case, parameters: dict[str, Any]) -> Any:
    from moneygraph.report.values.casework import freeze_json

    asked = {name: value for name, value in parameters.items() if name != "limit"}
    return freeze_json(case.freeze(**asked), parameters["limit"])


def _requests(case: Case, parameters: dict[str, Any]) -> Any:
    from moneygraph.report.values.casework import requests_json

    return requests_json(case.requests(**parameters))


def _series(case: Case, parameters: dict[str, Any]) -> Any:
    from moneygraph.report.text.texts import texts_of
    from moneygraph.report.values.casework import series_json

    found = case.series(link_most=parameters["link_most"], currency=parameters["currency"])
    return series_json(texts_of(parameters["lang"], case.file.data), found, parameters["limit"])


REPEATABLE: Final[dict[str, Repeatable]] = {
    "trace": Repeatable(
        fields(
            starts=listed(TEXT),
            rule=one_of(*RULES, "all"),
            complaints=_complaint_numbers,
            back=flag,
            since=maybe(TEXT),
            until=maybe(TEXT),
            amount=maybe(TEXT),
            currency=maybe(TEXT),
        ),
        _trace,
    ),
    "find": Repeatable(
        fields(
            queries=by_name(
                fields(min_score=number, values=by_name(_value), origins=by_name(TEXT))
            ),
            limit=maybe(count),
            lang=_LANG,
        ),
        _find,
    ),
    "complaints": Repeatable(fields(lang=_LANG), _complaints),
    "freeze": Repeatable(
        fields(
            rule=one_of(*SHARING_RULES),
            complaints=maybe(listed(TEXT)),
            now=maybe(TEXT),
            currency=maybe(TEXT),
            limit=maybe(count),
        ),
        _freeze,
    ),
    "requests": Repeatable(fields(rule=one_of(*SHARING_RULES), currency=maybe(TEXT)), _requests),
    "series": Repeatable(
        fields(link_most=count, currency=maybe(TEXT), limit=maybe(count), lang=_LANG), _series
    ),
}
