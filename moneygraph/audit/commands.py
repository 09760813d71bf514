"""The calls that can be recorded and repeated: what each takes and how its JSON is made.

A command that is to take --manifest needs one class here, and in its own module the option
and one line that writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from msgspec.structs import asdict

from moneygraph.report.text.texts import LANGUAGES, texts_of
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.schema import HOP_RULES, RULES, SCOPES, SHARING_RULES
from moneygraph.store.untrusted import Count, Number, Text, Untrusted, one_of

if TYPE_CHECKING:
    from moneygraph.api import Case


_Rule = Annotated[str, one_of(*RULES, "all")]
_SharingRule = Annotated[str, one_of(*SHARING_RULES)]
_Language = Annotated[str, one_of(*LANGUAGES)]


class Call(Untrusted, frozen=True):
    """The parameters of a command, all of them, as JSON holds them."""

    def result(self, case: Case) -> Any:
        """Return what the command prints with --json."""
        raise NotImplementedError


class Trace(Call, frozen=True):
    """``moneygraph trace``."""

    starts: list[Text]
    rule: _Rule
    complaints: Literal["all"] | list[Text] | None
    back: bool
    since: Text | None
    until: Text | None
    amount: Text | None
    currency: Text | None

    def result(self, case: Case) -> Any:
        """Return the trace, or those of all rules with bounds."""
        from moneygraph.report.values.trace import rules_json, trace_json

        options = asdict(self)
        starts = options.pop("starts")
        if self.rule != "all":
            return trace_json(case.trace(*starts, **options))
        if self.back:
            raise CallError(
                Message("rule all cannot trace money back"), Message("Choose lifo or fifo.")
            )
        del options["rule"], options["back"]
        return rules_json(case.trace_all(*starts, **options))


class Query(Untrusted, frozen=True):
    """A query with the values of its parameters, and where each value came from."""

    min_score: Number
    values: dict[Text, Text | Number]
    origins: dict[Text, Text]


class Find(Call, frozen=True):
    """``moneygraph find``."""

    queries: dict[Text, Query]
    limit: Count | None
    lang: _Language
    explain: bool = False

    def result(self, case: Case) -> Any:
        """Return the findings; raises `CallError` for a query or parameter that is not there."""
        from moneygraph.detect.queries import Threshold, query_named
        from moneygraph.report.values.findings import findings_json

        found = {}
        for name, query in self.queries.items():
            known, given = query_named(case.file.data, name), set(query.values)
            if not given == set(known.params) == set(query.origins):
                raise CallError(
                    Message("there is no query '{name}' with these parameters", name=name),
                    Message("If it is of a folder of somebody's own, name that with --folder."),
                )
            thresholds = {
                param: Threshold(value, query.origins[param])
                for param, value in query.values.items()
            }
            found[name] = case.find(
                known,
                min_score=query.min_score,
                limit=self.limit,
                model="none",
                thresholds=thresholds,
            )
        texts = texts_of(self.lang, case.file.data)
        return findings_json(found, texts, explain=self.explain)


class Complaints(Call, frozen=True):
    """``moneygraph complaints``."""

    lang: _Language

    def result(self, case: Case) -> Any:
        """Return the complaints with their claims."""
        from moneygraph.report.values.casework import complaints_json

        return complaints_json(texts_of(self.lang, case.file.data), case.complaints())


class Freeze(Call, frozen=True):
    """``moneygraph freeze``."""

    rule: _SharingRule
    complaints: list[Text] | None
    now: Text | None
    currency: Text | None
    limit: Count | None

    def result(self, case: Case) -> Any:
        """Return the accounts where stolen money lies."""
        from moneygraph.report.values.casework import freeze_json

        options = asdict(self)
        limit = options.pop("limit")
        return freeze_json(case.freeze(**options), limit)


class Requests(Call, frozen=True):
    """``moneygraph requests``."""

    rule: _SharingRule
    currency: Text | None

    def result(self, case: Case) -> Any:
        """Return the requests to banks."""
        from moneygraph.report.values.casework import requests_json

        return requests_json(case.requests(rule=self.rule, currency=self.currency))


class Series(Call, frozen=True):
    """``moneygraph series``."""

    link_most: Count
    currency: Text | None
    limit: Count | None
    lang: _Language

    def result(self, case: Case) -> Any:
        """Return the series of complaints."""
        from moneygraph.report.values.casework import series_json

        found = case.series(link_most=self.link_most, currency=self.currency)
        return series_json(texts_of(self.lang, case.file.data), found, self.limit)


class Report(Call, frozen=True):
    """``moneygraph report``: `kind` and `names` are those of `casework.laid.Scope`."""

    kind: Annotated[str, one_of(*SCOPES)]
    names: list[Text]
    rule: Annotated[str, one_of(*HOP_RULES)]
    currency: Text | None
    lang: _Language

    def result(self, case: Case) -> Any:
        """Return all that the report says."""
        return case.report(
            self.kind, *self.names, rule=self.rule, currency=self.currency, lang=self.lang
        )


REPEATABLE: Final[dict[str, type[Call]]] = {
    kind.__name__.lower(): kind
    for kind in (Trace, Find, Complaints, Freeze, Requests, Series, Report)
}
