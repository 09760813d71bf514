"""What a report is about, and its money laid out by layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from moneygraph.casework.followed import starts_of
from moneygraph.casework.series import find_series
from moneygraph.casework.trace import (
    ALL_RULES_S,
    FOLLOWING,
    TraceOptions,
    check_rule,
    follow_rule,
    starts_for,
)
from moneygraph.detect.derived import ensure_hops, tell
from moneygraph.flow.trails.all_rules import follow_all
from moneygraph.flow.trails.layers import Layers, follow_by_layers
from moneygraph.flow.trails.names import resolve
from moneygraph.flow.trails.starts import Starts, find_starts
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.masking import masked_names
from moneygraph.store.message import Message
from moneygraph.store.schema import HOP_RULES, SCOPES
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    from moneygraph.flow.trails import RulesTrace, Trace
    from moneygraph.store.file import CaseFile

_CURRENCY: Final = """
select currency::varchar from transfer
where from_account in (select unnest($1::integer[])) or to_account in (select unnest($1::integer[]))
group by currency order by count(*) desc, currency limit 1
"""
_NUMBER: Final = "select number from account where id = $1[1]"
_OWNER: Final = "select distinct owner from holder where counts and owner in (select unnest($1))"


@dataclass(frozen=True)
class Scope:
    """What a report is about: its `kind` is one of `schema.SCOPES`.

    ``names`` are numbers of complaints, the series' number, the account's, or the IIN or BIN.
    """

    kind: str
    names: tuple[str, ...] = ()


def scope_of(kind: str, names: Sequence[str]) -> Scope:
    """Return a scope; raises `CallError` for a kind there is not, or another number of names."""
    if kind not in SCOPES:
        raise CallError(
            Message("there is no report on '{kind}'", kind=kind),
            Message("Choose one of: {names}.", names=SCOPES),
        )
    wanted = {"case": not names, "complaints": bool(names)}.get(kind, len(names) == 1)
    if not wanted or (kind == "series" and not _is_number(names[0])):
        raise CallError(
            Message("a report on '{kind}' does not take these names", kind=kind),
            Message(
                "Of a case give none, of complaints their numbers, of a series its place in the "
                "list of series, of an account or owner its number."
            ),
        )
    return Scope(kind, tuple(names))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


@dataclass(frozen=True)
class Laid:
    """The trails of a scope by layers. Of an account or owner also back, to where it came from.

    ``complaints`` are the numbers that are traced, none where the scope is an account or owner.
    ``all_rules`` are the same trace under every rule, with its bounds; a trace that was asked for
    by itself has none. ``accounts`` are ids of what the scope is.
    """

    scope: Scope
    trails: tuple[tuple[Trace, Layers], ...]
    starts: Starts
    all_rules: RulesTrace | None = None
    accounts: tuple[int, ...] = ()
    stand_in: bool = False

    @property
    def complaints(self) -> tuple[str, ...]:
        """The numbers of the complaints (or IINs of the victims who stand in) that are traced."""
        return self.starts.victims

    @property
    def forward(self) -> tuple[Trace, Layers]:
        """The trail to where the money is."""
        return self.trails[-1]


def lay_out(case: CaseFile, scope: Scope, rule: str, currency: str | None) -> Laid:
    """Follow the money of a scope by layers, under a rule with hops.

    Raises `CallError` for another rule, several currencies or nothing to follow, `UnknownStart` for
    what is not in the case.
    """
    check_layers(rule)
    for one in HOP_RULES:
        ensure_hops(case, one)
    if scope.kind in ("account", "owner"):
        return _around(case, scope, rule, currency)
    starts, stand_in = starts_of(case, _numbers(case, scope, currency), currency)
    if not len(starts.ranges.transfer):
        raise CallError(
            Message("there is no money to follow: no payment complained of is found in the case"),
            Message("`moneygraph complaints` says of each why; `moneygraph status` what is held."),
        )
    tell(case, FOLLOWING, ALL_RULES_S)
    trails = (follow_by_layers(case.con, rule, starts),)
    if scope.kind == "complaints":  # as the case has them, which masks them
        scope = replace(scope, names=tuple(sorted(starts.victims)))
    return Laid(scope, trails, starts, follow_all(case.con, starts), (), stand_in)


def check_layers(rule: str) -> None:
    """Raise `CallError` for a rule that has no hops, and so no layers."""
    if rule not in HOP_RULES:
        raise CallError(
            Message("rule '{rule}' has no hops, and no layers", rule=rule),
            Message("Choose one of: {names}.", names=HOP_RULES),
        )


def lay_out_trace(case: CaseFile, options: TraceOptions, rule: str) -> Laid:
    """Follow what a trace names, by layers where the rule has hops; raises as `trace_case` does."""
    check_rule(options, rule)
    scope, starts = Scope("trace", options.starts), starts_for(case.con, options)
    if rule in HOP_RULES:
        ensure_hops(case, rule)
        trail = follow_by_layers(case.con, rule, starts, back=options.back)
    else:
        trail = follow_rule(case, rule, starts), Layers([], [], {})
    return Laid(scope, (trail,), starts)


def _numbers(case: CaseFile, scope: Scope, currency: str | None) -> tuple[str, ...] | None:
    """Return the complaints of a scope, None for all."""
    if scope.kind != "series":
        return scope.names or None
    found, number = find_series(case, currency=currency).rows, int(scope.names[0])
    if not 1 <= number <= len(found):
        raise UnknownStart(
            Message("there is no series {number}", number=number),
            Message("The case has {n}: moneygraph series lists them.", n=len(found)),
        )
    return found[number - 1].complaints


def _around(case: CaseFile, scope: Scope, rule: str, currency: str | None) -> Laid:
    """Follow all that came to an account or owner back, and all that left forward."""
    name = f"{scope.kind}:{scope.names[0]}"
    accounts = resolve(case.con, name).accounts
    if scope.kind == "account":
        called = rows_of(case.con, _NUMBER, accounts)
    else:
        called = rows_of(case.con, _OWNER, masked_names(case.con, "owner", scope.names[0].strip()))
    scope = replace(scope, names=tuple(one for (one,) in called))
    chosen = currency or next((code for (code,) in rows_of(case.con, _CURRENCY, accounts)), None)
    trails, starts = [], None
    for back in (True, False):
        starts = find_starts(
            case.con, [name], back=back, since=None, until=None, amount=None, currency=chosen
        )
        trails.append(follow_by_layers(case.con, rule, starts, back=back))
    assert starts is not None
    every = follow_all(case.con, starts)
    return Laid(scope, tuple(trails), starts, every, accounts, False)
