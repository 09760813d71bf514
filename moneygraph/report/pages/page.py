"""A report as one HTML file that needs nothing else: no network, no other file, no install.

The page holds its record once, as JSON; pictures and sentences stand in the HTML, tables are made
of the record by scripts of ours. A Content-Security-Policy names those by their hashes, and
nothing else may run or be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup

from moneygraph.report.pages.draw import asset, drawn
from moneygraph.report.pages.network import Network, network
from moneygraph.report.pages.parts import inside_script, script, trail_part, words_json
from moneygraph.report.pages.timeline import Timeline, timeline
from moneygraph.report.pages.trail import with_money
from moneygraph.report.pages.writing import shown_time
from moneygraph.report.text.texts import Texts

_STYLES: Final = ("palette.css", "picture.css", "page.css", "print.css")
#: Tables of their own section in the page, in this order; each is left out where it is empty.
_TABLES: Final = (
    "unknown", "freeze", "exits", "droppers", "victims", "complaints", "requests", "passed_on",
    "findings", "links", "accounts", "transfers",
)  # fmt: skip


def page(record: Mapping[str, Any], record_text: str, texts: Texts) -> str:
    """Return the page of a record; the same record and words give the same bytes."""
    result = record["result"]
    notes = {"unknown": texts("report.unknown_about"), "transfers": _left_out(result, texts)}
    style = "\n".join(asset(name) for name in _STYLES)
    code = script()
    trails = [trail_part(result, number, texts) for number in with_money(result)]
    parts = _pictures(result, texts)
    tables = [(name, texts(f"report.table_{name}")) for name in _TABLES if _has(result, name)]
    return drawn(
        "page.html",
        texts,
        record=record,
        result=result,
        policy=_policy(style, code),
        style=Markup(style),
        script=Markup(code),
        record_json=Markup(inside_script(record_text)),
        words_json=Markup(words_json(texts)),
        defs=Markup(drawn("defs.svg", texts)),
        sentences=result["sentences"],
        about=_about(result, texts),
        contents=_contents(trails, parts, tables, texts),
        trails=trails,
        tables=tables,
        facts=list(_facts(record, texts)),
        own=sorted(record.get("own_files", {}).items()),
        table_notes=notes,
        not_drawn=_not_drawn(result, texts),
        **parts,
    )


def _policy(style: str, script: str) -> str:
    """Return a policy by which our style and script apply, and nothing is fetched or sent."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _has(result: Mapping[str, Any], name: str) -> bool:
    match name:
        case "unknown":
            return bool(result["unknown"])
        case "transfers":
            return bool(result["transfers"]["rows"])
        case "accounts":
            return bool(result["accounts"])
        case "links":
            return any(account["links"] for account in result["accounts"])
    return bool(result["tables"].get(name))


def _pictures(result: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """Return the timeline, and a picture for each ring."""
    time = timeline(result, texts)
    rings = [network(result, texts, n) for n in range(len(result["network"]["rings"]))]
    return {
        "timeline": _drawn("timeline", time, texts) if time else None,
        "network": [_drawn("network", ring, texts) for ring in rings if ring],
    }


def _drawn(name: str, picture: Timeline | Network, texts: Texts) -> dict[str, Any]:
    svg = drawn(f"{name}.svg", texts, picture=picture, links=True)
    return {"picture": picture, "drawn": Markup(svg)}


def _not_drawn(result: Mapping[str, Any], texts: Texts) -> str:
    """Say how many rings and accounts are too many for the pictures."""
    counts = result["network"].get("left_out", {})
    return " ".join(texts(f"report.more_{name}", n=n) for name, n in counts.items() if n)


def _contents(
    trails: list[dict[str, Any]],
    parts: Mapping[str, Any],
    tables: list[tuple[str, str]],
    texts: Texts,
) -> list[tuple[str, str]]:
    pictures = [(name, texts(f"report.{name}")) for name in ("timeline", "network") if parts[name]]
    return [
        ("summary", texts("report.summary")),
        *((f"trail{one['number']}", one["title"]) for one in trails),
        *pictures,
        *tables,
        ("sources", texts("report.sources")),
    ]


def _about(result: Mapping[str, Any], texts: Texts) -> str:
    first, last = result["first_ts"], result["last_ts"]
    days = " – ".join(dict.fromkeys(texts.moment(ts[:10]) for ts in (first, last) if ts))
    return " · ".join(part for part in (days, texts("report.by_rule", rule=result["rule"])) if part)


def _facts(record: Mapping[str, Any], texts: Texts) -> Iterator[tuple[str, str]]:
    parameters = {k: v for k, v in record["parameters"].items() if v is not None}
    yield texts("report.written"), f"{shown_time(texts, record['written'][:19])} UTC"
    yield texts("report.made_by"), f"moneygraph {record['version']}"
    yield texts("report.rule"), str(record["result"]["rule"])
    yield texts("report.parameters"), json.dumps(parameters, ensure_ascii=False)
    yield texts("report.result_sha256"), str(record["result_sha256"])
    yield texts("report.decisions"), str(len(record["decisions"]))


def _left_out(result: Mapping[str, Any], texts: Texts) -> str:
    transfers = result["transfers"]
    if not transfers["left_out"]:
        return ""
    amount = f"{texts.short(transfers['left_out_amount'])} {result['currency']}"
    return texts("report.left_out", n=transfers["left_out"], amount=amount)
