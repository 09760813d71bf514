"""All that is held on one transfer: its two sides as in the files, their pairing, hops."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.values.records import records
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.ingest.loading.raw import RawRow
    from moneygraph.store.file import CaseFile

_PARTY = ("number", "bank", "owner", "name", "kind")
_HOPS = "select {other}, amount, dwell_s from {table} where {this} = ? order by {other}, in_offset"


def show_transfer(case: CaseFile, transfer: int) -> dict[str, Any]:
    """Return plain values; times ISO, amounts text.

    ``sides`` are the rows that report it, each with its ``cells`` as pairs of header and text, or
    with null and ``cells_missing``, one of `raw.MISSING`; ``pairing`` is how two of them were
    found to be one, and ``hops`` by rule what paid for it (``in``) and what it paid for
    (``out``): by lifo, and by rules that were asked for before. ``complaints`` is how much of it
    is traced to which (lifo); null where the case holds none that is found. `reverses` and
    `reversed_by` are there where money of an earlier transfer is given back.
    """
    from moneygraph.detect.derived import FINDING_RULE, ensure_hops

    ensure_hops(case, FINDING_RULE)
    row = records(case.con, "transfer", id=transfer)[0]
    sides = _sides(case, transfer)
    shown = {
        "id": row["id"],
        "ts": row["ts"],
        "credit_ts": row["credit_ts"],
        "day_only": row["day_only"],
        "credit_day_only": row["credit_day_only"],
        "from": {key: row[f"from_{key}"] for key in _PARTY},
        "to": {key: row[f"to_{key}"] for key in _PARTY},
        "amount": plain_amount(row["amount"], row["currency"]),
        "currency": row["currency"],
        "kind": row["kind"],
        "own": row["own"],
    }
    if (row["to_amount"], row["to_currency"]) != (row["amount"], row["currency"]):
        shown["to_amount"] = plain_amount(row["to_amount"], row["to_currency"])
        shown["to_currency"] = row["to_currency"]
    return {
        **shown,
        **_reversals(case.con, transfer),
        "sides": sides,
        "pairing": _pairing(case.con, row, sides),
        "hops": _hops(case.con, row),
        "complaints": _complaints(case, transfer),
    }


def _sides(case: CaseFile, transfer: int) -> list[dict[str, Any]]:
    """Return the rows that report a transfer, as they were read and as they are in the files."""
    from moneygraph.ingest.loading.raw import raw_rows

    rows = records(case.con, "sides", id=transfer)
    raw = raw_rows(case, [row["id"] for row in rows])
    return [_side(row, raw[row.pop("id")]) for row in rows]


def _side(row: dict[str, Any], raw: RawRow) -> dict[str, Any]:
    amount = {"amount": plain_amount(row["amount"], row["currency"])}
    if raw.missing is not None:
        return row | amount | {"cells": None, "cells_missing": raw.missing}
    return row | amount | {"cells": [list(pair) for pair in raw.cells]}


def _pairing(
    con: duckdb.DuckDBPyConnection, row: dict[str, Any], sides: list[dict[str, Any]]
) -> dict[str, Any] | None:
    if row["pass"] is None:
        return None
    from moneygraph.ingest.pairing.evidence import evidence
    from moneygraph.ingest.pairing.pass_list import HOURS, PASSES

    found = evidence(con, row["debit_row"], row["credit_row"], is_hours=row["pass"] == HOURS)

    purposes = {_plain_words(side["purpose"]) for side in sides if side["side"] != "duplicate"}
    times = [datetime.fromisoformat(side["ts"]) for side in sides if side["side"] != "duplicate"]
    return {
        "pass": row["pass"],
        "title": PASSES[row["pass"] - 1].title,
        "score": round(row["score"], 4),
        "evidence": [{"evidence": name, "points": points} for name, points in found],
        "seconds_apart": int((max(times) - min(times)).total_seconds()),
        "wording_differs": len(purposes) > 1,
    }


def _reversals(con: duckdb.DuckDBPyConnection, transfer: int) -> dict[str, list[dict[str, Any]]]:
    """Return what a transfer gives back and what gives it back, each only where there is any."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(con, "reverses", id=transfer):
        found.setdefault("reversed_by" if row["is_back"] else "reverses", []).append(
            {
                "transfer": row["transfer"],
                "ts": row["ts"],
                "amount": plain_amount(row["amount"], row["currency"]),
                "currency": row["currency"],
                **evidence_of_tie(row),
            }
        )
    return found


def evidence_of_tie(row: dict[str, Any]) -> dict[str, Any]:
    """Return how sure it is that two rows or transfers undo each other, and the codes of why."""
    return {"score": round(row["score"], 4), "reasons": row["reason"].split(",")}


def _plain_words(text: str | None) -> str:
    return re.sub(r"\W+", " ", (text or "").casefold()).strip()


def _hops(con: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for table in (record["name"] for record in records(con, "hop_tables")):
        ways = (
            ("in", "in_transfer", "out_transfer", row["currency"]),
            ("out", "out_transfer", "in_transfer", row["to_currency"]),
        )
        found[table.removeprefix("hop_")] = {
            way: [
                {"transfer": id_, "amount": plain_amount(amount, currency), "dwell_s": dwell}
                for id_, amount, dwell in rows_of(
                    con, _HOPS.format(other=other, this=this, table=table), row["id"]
                )
            ]
            for way, other, this, currency in ways
        }
    return found


def _complaints(case: CaseFile, transfer: int) -> list[dict[str, Any]] | None:
    from moneygraph.casework.stolen import has_claims, stolen_shares
    from moneygraph.flow.trails.shares import keep_shares

    traced = stolen_shares(case) if has_claims(case.con) else []
    if not traced:
        return None
    keep_shares(case.con, traced)
    return [
        {
            "complaint": row["victim"],
            "amount": plain_amount(row["amount"], row["currency"]),
            "currency": row["currency"],
        }
        for row in records(case.con, "transfer_victims", id=transfer)
    ]
