"""The tables of a report: victims, droppers by layer, exits, what to freeze, whom to ask."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.dossier.register import Register, names_of
from moneygraph.report.dossier.trail import Bounds, bound_values
from moneygraph.report.text.numbers import iso, plain_amount
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import place_words
from moneygraph.report.values.casework import why

if TYPE_CHECKING:
    import duckdb

    from moneygraph.casework import AccountRequest, Freeze, PassedOn, Requests
    from moneygraph.casework.laid import Laid
    from moneygraph.flow.trails import RulesTrace, Trace
    from moneygraph.ingest.complaints import Complaint

#: How many accounts that passed money on a report lists.
MOST_PASSING: Final = 2_000


def victims(
    con: duckdb.DuckDBPyConnection, laid: Laid, complaints: Sequence[Complaint], register: Register
) -> list[dict[str, Any]]:
    """Return a row for each complaint that is traced: who, how much, and where it is now."""
    trace, _ = laid.forward
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for end in trace.ends:
        for number, amount in end.victims:
            sums[number][end.end] += amount
    first: dict[str, tuple[datetime, str]] = {}
    starts = laid.starts
    for transfer, index in zip(
        starts.ranges.transfer.tolist(), starts.victim.tolist(), strict=True
    ):
        touched = trace.transfers[transfer]
        number, moment = starts.victims[index], (touched.ts, touched.sender.account)
        first[number] = min(first.get(number, moment), moment)
    owners = {row.complaint: row.victim for row in complaints}
    if laid.stand_in:
        owners = {number: number for number in starts.victims}
    names = names_of(con, sorted({one for one in owners.values() if one}))
    return [
        {
            "complaint": number,
            "name": names.get(owners.get(number) or ""),
            "owner": owners.get(number),
            "account": register.of(first[number][1]),
            "amount": plain_amount(sums[number].total(), trace.currency),
            "ts": iso(first[number][0]),
            "ends": [
                {"end": end, "amount": plain_amount(amount, trace.currency)}
                for end, amount in sorted(sums[number].items(), key=lambda one: (-one[1], one[0]))
            ],
        }
        for number in sorted(first, key=lambda one: (-sums[one].total(), one))
    ]


def passing(
    laid: Laid, found: Mapping[str, Mapping[str, Any]], register: Register
) -> tuple[list[dict[str, Any]], int]:
    """Return a row for each account that passed traced money on, and how many are left out.

    They come by their first layer. What one `received` and `passed_on` are sums over all layers.
    """
    trace, layers = laid.forward
    received: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    layers_of: dict[str, set[int]] = defaultdict(set)
    times: dict[str, list[datetime]] = defaultdict(list)
    for step in layers.steps:
        touched = trace.transfers[step.transfer]
        sender, receiver = touched.sender.account, touched.receiver.account
        if step.amount:
            received[receiver] += step.amount
            layers_of[receiver].add(step.layer + 1)
            times[receiver].append(touched.credit_ts)
        if step.layer:
            passed[sender] += step.amount + step.restarts
            times[sender].append(touched.ts)
    rows = [one for one in passed if passed[one] and layers_of[one]]
    rows.sort(key=lambda one: (min(layers_of[one]), -received[one], one))
    listed = [
        {
            "account": register.of(one),
            "layers": sorted(layers_of[one]),
            "score": found.get(one, {}).get("score"),
            "ring": found.get(one, {}).get("ring"),
            "received": plain_amount(received[one], trace.currency),
            "passed_on": plain_amount(passed[one], trace.currency),
            "stays": plain_amount(received[one] - passed[one], trace.currency),
            "first_ts": iso(min(times[one])),
            "last_ts": iso(max(times[one])),
            "why": found.get(one, {}).get("why"),
        }
        for one in rows[:MOST_PASSING]
    ]
    return listed, len(rows[MOST_PASSING:])


def ends(
    trace: Trace, bounds: Bounds, register: Register, kinds: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Return a row for each account at which money of these kinds ends, the largest first."""
    return [
        {
            "account": register.of(end.account),
            "end": end.end,
            "layer": end.hops + 1,
            "amount": plain_amount(end.amount, trace.currency),
            **bound_values(bounds, end.end, end.account, trace.currency),
            "unsure": plain_amount(end.unsure, trace.currency),
            "first_ts": iso(end.first_ts),
            "last_ts": iso(end.last_ts),
        }
        for end in trace.ends
        if kinds is None or end.end in kinds
    ]


def bounds(every: RulesTrace, register: Register) -> list[dict[str, Any]]:
    """Return the least and the most at each end, and what is there under each rule."""
    currency = next(iter(every.rules.values())).currency
    by_rule = {
        rule: {(end.end, end.account): end.amount for end in trace.ends}
        for rule, trace in every.rules.items()
        if not trace.is_bound
    }
    return [
        {
            "account": register.of(one.account),
            "end": one.end,
            "least": plain_amount(one.least, currency),
            "most": plain_amount(one.most, currency),
            "rules": {
                rule: plain_amount(amounts.get((one.end, one.account), 0), currency)
                for rule, amounts in by_rule.items()
            },
        }
        for one in every.bounds
    ]


def freeze(found: Freeze | None, register: Register, only: set[str]) -> list[dict[str, Any]]:
    """Return the accounts to freeze; of an account or owner `only` its own."""
    return [
        {
            "account": register.of(row.account),
            "amount": plain_amount(row.amount, row.currency),
            "stated": None if row.stated is None else plain_amount(row.stated, row.currency),
            "frozen": plain_amount(row.frozen, row.currency),
            "unsure": plain_amount(row.unsure, row.currency),
            "since": iso(row.since),
            "minutes": row.minutes,
            "victims": [[number, plain_amount(part, row.currency)] for number, part in row.victims],
        }
        for row in (found.rows if found else [])
        if not only or row.account in only
    ]


def requests(
    found: Requests | None, texts: Texts, register: Register, only: set[str]
) -> list[dict[str, Any]]:
    """Return the accounts whose banks are to be asked; of an account or owner `only` its own."""
    return [
        _out_of_sight(row, texts, register) | {"complaints": list(row.complaints)}
        for row in (found.rows if found else [])
        if not only or row.account in only
    ]


def passed_on(
    rows: Sequence[PassedOn], texts: Texts, register: Register, only: set[str]
) -> list[dict[str, Any]]:
    """Return the accounts to which strangers' money was sent on.

    Of an account or owner `only` its own, and those that it sent to.
    """
    return [
        _out_of_sight(row, texts, register)
        | {"currency": row.currency, "payers": [register.of(one) for one in row.payers]}
        for row in rows
        if not only or row.account in only or not only.isdisjoint(row.payers)
    ]


def _out_of_sight(
    row: AccountRequest | PassedOn, texts: Texts, register: Register
) -> dict[str, Any]:
    return {
        "bank": row.bank,
        "bank_name": texts.bank(row.bank) or None,
        "account": register.of(row.account),
        "first_ts": iso(row.first_ts),
        "last_ts": iso(row.last_ts),
        "amount": plain_amount(row.amount, row.currency),
    }


def complaint_rows(complaints: Sequence[Complaint], texts: Texts) -> list[dict[str, Any]]:
    """Return the rows of the complaints, with their places and what was found of each."""
    return [
        {
            "complaint": row.complaint,
            "registered": iso(row.registered),
            "victim": row.victim,
            "account": row.account,
            "amount": None if row.amount is None else plain_amount(row.amount, row.currency),
            "ts": iso(row.ts.date() if row.ts is not None and row.day_only else row.ts),
            "place": place_words({"file": row.file, "sheet": row.sheet, "row": row.row}),
            "transfer": row.transfer,
            "why": why(texts, row),
        }
        for row in complaints
    ]
