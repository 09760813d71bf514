"""A trace as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.outputs.numbers import iso, plain_amount

if TYPE_CHECKING:
    from moneygraph.trails import Trace


def trace_json(trace: Trace) -> dict[str, Any]:
    """Return the contract's values, then ``back``, ``starts``, ``tied`` and ``returned``.

    ``tied`` is how much hangs on the order within ties, ``returned`` how much ran into
    another start and is counted there. The ends' amounts add up to ``traced``.
    """
    currency = trace.currency
    return {
        "rule": trace.rule,
        "traced": plain_amount(trace.traced, currency),
        "currency": currency,
        "ends": [
            {
                "end": end.end,
                "account": end.account,
                "bank": end.bank,
                "owner": end.owner,
                "name": end.name,
                "amount": plain_amount(end.amount, currency),
                "hops": end.hops,
                "first_ts": iso(end.first_ts),
                "last_ts": iso(end.last_ts),
            }
            for end in trace.ends
        ],
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
