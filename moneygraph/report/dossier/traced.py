"""A trace laid out by layers: as much of a report as its picture needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.casework.freeze import frozen_amounts
from moneygraph.casework.trace import TraceOptions, starts_for
from moneygraph.detect.derived import ensure_hops
from moneygraph.flow.trails.layers import follow_by_layers
from moneygraph.report.dossier.register import Register, described
from moneygraph.report.dossier.trail import trail_values
from moneygraph.report.text.texts import texts_of

if TYPE_CHECKING:
    from moneygraph.flow.trails import Trace
    from moneygraph.store.file import CaseFile


def traced_by_layers(
    case: CaseFile, options: TraceOptions, rule: str, lang: str
) -> tuple[Trace, dict[str, Any]]:
    """Return a trace under a rule with hops, and its `trails`, `accounts` and `currency`.

    Raises as `casework.trace.trace_case` does.
    """
    ensure_hops(case, rule)
    starts = starts_for(case.con, options)
    trace, layers = follow_by_layers(case.con, rule, starts, back=options.back)
    register = Register()
    frozen = frozen_amounts(case.con, trace.currency)
    values: dict[str, Any] = {
        "scope": {"kind": "trace", "names": list(options.starts)},
        "currency": trace.currency,
        "trails": [trail_values(trace, layers, register, {}, frozen)],
        "unknown": [],
    }
    robbed = [trace.transfers[one].sender.account for one in trace.starts] if starts.victims else []
    values["accounts"] = described(case.con, texts_of(lang, case.data), register, {}, robbed)
    return trace, values
