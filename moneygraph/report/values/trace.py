"""A trace as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moneygraph.flow.trails import End, RulesTrace, Trace
    from moneygraph.flow.trails.trail import Doubt
    from moneygraph.store.rows import Rows


def trace_json(trace: Trace) -> dict[str, Any]:
    """Return the contract's values, then ``back``, ``starts``, ``tied`` and ``returned``.

    ``tied`` is how much depends on the order within ties, ``returned`` how much ran into
    another start and is counted there. The ends' amounts add up to ``traced``, unless
    ``adds_up`` is there and false: then each is a bound. A taint rule has ``transfers``
    instead of hops. Ends of complaints have their ``victims``.
    """
    return trace_values(trace) | _taint_values(trace)


def rules_json(found: RulesTrace) -> dict[str, Any]:
    """Return the contract's values for all rules; with ``tied``, bounds allow for ties."""
    currency = next(iter(found.rules.values())).currency
    return {
        "rules": {rule: trace_values(trace) for rule, trace in found.rules.items()},
        "bounds": [
            {
                "end": end,
                "account": account,
                "least": plain_amount(least, currency),
                "most": plain_amount(most, currency),
            }
            for end, account, *_, least, most in found.bounds.tuples()
        ],
        "tied": found.tied,
    } | hangs_on_json(found.hangs_on, currency)


def trace_title(texts: Texts, traced: str, currency: str, rule: str, *, back: bool) -> str:
    """Return how much is followed which way; `traced` is an amount as text."""
    amount = f"{texts.grouped(traced)} {safe(currency)}"
    return texts("trace.back" if back else "trace.forward", amount=amount, rule=rule)


def hangs_on_json(doubts: Sequence[Doubt], currency: str) -> dict[str, Any]:
    """Return the transfers and undone payments on which an answer hangs, where there are any."""
    values = [
        {
            **({"row": row} if one is None else {"transfer": one}),
            "reason": reason,
            "amount": plain_amount(amount, currency),
        }
        for one, reason, amount, row in doubts
    ]
    return {"hangs_on": values} if values else {}


def _taint_values(trace: Trace) -> dict[str, Any]:
    if not trace.through:
        return {}
    return {
        "transfers": [
            {"transfer": one, "amount": plain_amount(amount, trace.currency)}
            for one, amount in trace.through.items()
        ]
    }


def _end_values(ends: Rows[End], currency: str) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = [
        {
            "end": end,
            "account": account,
            "bank": bank,
            "owner": owner,
            "name": name,
            "amount": plain_amount(amount, currency),
            "hops": hops,
            "layer": hops + 1,
            "first_ts": first_ts,
            "last_ts": last_ts,
        }
        for end, account, bank, owner, name, amount, hops, first_ts, last_ts, *_ in ends.tuples()
    ]
    for end_values, unsure in zip(values, ends.column("unsure"), strict=True):
        if unsure:
            end_values["unsure"] = plain_amount(unsure, currency)
    for end_values, victims in zip(values, ends.column("victims"), strict=True):
        if victims:
            end_values["victims"] = [
                {"complaint": complaint, "amount": plain_amount(amount, currency)}
                for complaint, amount in victims
            ]
    return values


def trace_values(trace: Trace) -> dict[str, Any]:
    """Return what a trace under any rule has, as JSON values."""
    currency = trace.currency
    return (
        {
            "rule": trace.rule,
            "traced": plain_amount(trace.traced, currency),
            "currency": currency,
            "ends": _end_values(trace.ends, currency),
            "hops": [
                {
                    "in": hop.in_transfer,
                    "out": hop.out_transfer,
                    "account": hop.account,
                    "amount": plain_amount(hop.amount, currency),
                    "dwell_s": hop.dwell_s,
                }
                for hop in trace.hops
            ],
            "back": trace.back,
            "starts": [
                {"transfer": transfer, "amount": plain_amount(amount, currency)}
                for transfer, amount in sorted(trace.starts.items())
            ],
            "tied": plain_amount(trace.tied, currency),
            "returned": plain_amount(trace.returned, currency),
        }
        | hangs_on_json(trace.hangs_on, currency)
        | ({"adds_up": False} if trace.is_bound else {})
    )
