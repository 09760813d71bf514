"""What is in a case, as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.report.terminal.load import print_fates
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import duration, place_words, sections_words
from moneygraph.report.values.held import lacks_words
from moneygraph.store.printable import safe

_STYLES = {"rejected": "red", "warned": "yellow", "skipped": "dim"}


def print_status(terminal: Terminal, texts: Texts, status: dict[str, Any]) -> None:
    """Print the sums, the statement files and what they cover, the kinds, and the remarks."""
    if not status["exports"]:
        terminal.paragraph(texts("status.empty"))
        return
    _print_sums(terminal, texts, status)
    terminal.line()
    print_fates(terminal, texts, status["exports"])
    terminal.line()
    for file in status["exports"]:
        _print_file(terminal, texts, file)
    if status["statements"]["lacking"]:
        print_statements(terminal, texts, status["statements"])
    _print_kinds(terminal, texts, "account_kind", status["account_kinds"])
    _print_kinds(terminal, texts, "transfer_kind", status["transfer_kinds"])
    for remark in status["remarks"]:
        terminal.line()
        _print_remark(terminal, texts, remark)


def _print_sums(terminal: Terminal, texts: Texts, status: dict[str, Any]) -> None:
    terminal.paragraph(
        texts(
            "load.case",
            transfers=status["transfers"],
            accounts=status["accounts"],
            owners=status["owners"],
        ),
        "bold",
    )
    if status["first_ts"]:
        terminal.paragraph(
            texts("status.period", days=texts.days(status["first_ts"], status["last_ts"]))
        )
    terminal.paragraph(
        texts(
            "status.covered",
            covered=status["covered_accounts"],
            accounts=status["accounts"],
            banks=status["banks"],
        )
    )
    if status["statements"]["follow"] or status["statements"]["lacking"]:
        terminal.paragraph(_statements_words(texts, status["statements"]), hang=2)
    moved = "; ".join(
        f"{texts.grouped(text)} {safe(code)}" for code, text in status["amounts"].items()
    )
    if moved:
        terminal.paragraph(texts("status.moved", amounts=moved), hang=2)
    for clock in status["clocks"]:
        if clock["against"]:  # others are decisions
            terminal.paragraph(_clock(texts, clock), hang=2)
    print_decisions(terminal, texts, status)
    if status["one_sided"]:
        terminal.paragraph(texts("status.one_sided", n=status["one_sided"]), "yellow", hang=2)
    if any(status["complaints"].values()):
        terminal.paragraph(texts("complaints.sums", **status["complaints"]))
    if status["links"]:
        terminal.paragraph(texts("status.links", n=status["links"]))
    _print_model(terminal, texts, status["model"])
    _print_model(terminal, texts, status["transfer_model"], "_transfers")


def print_decisions(terminal: Terminal, texts: Texts, status: dict[str, Any]) -> None:
    """Print what persons decided of the case, one line each."""
    for one in status["decisions"]:
        terminal.paragraph(decision_words(texts, one), hang=2)


def decision_words(texts: Texts, one: dict[str, Any]) -> str:
    """Return what was decided, by whom, when and why."""
    rows = {"first": safe(one["first"] or "?"), "second": safe(one["second"] or "?")}
    if one["kind"] == "clock":
        side = "ahead" if one["seconds"] > 0 else "behind"
        rows = {
            "bank": texts.bank(one["bank"]),
            "apart": duration(texts, one["seconds"]),
            "when": _when(texts, one),
        }
        what = texts(f"decision.clock_{side}", **rows)
    elif one["kind"] == "frozen":
        what = _frozen(texts, one)
    else:
        what = texts(f"decision.{one['kind'].replace('-', '_')}", **rows)
    by = texts("decision.by", who=safe(one["who"] or "?"), when=texts.moment(one["decided_at"]))
    why = f" {safe(one['why'])}" if one["why"] else ""
    return f"{what} {by}{why}"


def _frozen(texts: Texts, one: dict[str, Any]) -> str:
    if one["amount"] is None:
        return texts("decision.frozen", account=safe(one["account"]))
    amount = f"{texts.grouped(one['amount'])} {safe(one['currency'])}"
    return texts("decision.frozen_amount", account=safe(one["account"]), amount=amount)


def _when(texts: Texts, one: dict[str, Any]) -> str:
    first, last = texts.moment(one["first_day"]), texts.moment(one["last_day"])
    if first and last:
        return texts("status.clock_between", first=first, last=last)
    if last:
        return texts("status.clock_until", day=last)
    return texts("status.clock_from", day=first) if first else ""


def _clock(texts: Texts, clock: dict[str, Any]) -> str:
    return texts(
        f"status.clock_{'ahead' if clock['seconds'] > 0 else 'behind'}",
        bank=texts.bank(clock["bank"]),
        against=texts.bank(clock["against"]),
        apart=duration(texts, clock["seconds"]),
        when=_when(texts, clock),
        pairs=clock["pairs"],
    )


def _print_model(
    terminal: Terminal, texts: Texts, model: dict[str, Any] | None, of: str = ""
) -> None:
    if model is None:
        return
    held_out = model["held_out"]
    if held_out is None:
        terminal.paragraph(texts(f"model.not_held_out{of}", **model["all"]), hang=2)
    else:
        average = texts.decimal(held_out["average_precision"]["model"], 3)
        terminal.paragraph(texts(f"model.held_out{of}", **model["all"], average=average), hang=2)


def _print_file(terminal: Terminal, texts: Texts, file: dict[str, Any]) -> None:
    terminal.line(safe(file["file"]), "bold")
    terminal.line(f"  SHA-256 {safe(file['sha256'])}", "dim")
    for line in sections_words(texts, file["sections"]):
        terminal.paragraph(line, indent=2, hang=2)
    terminal.line()


def _print_kinds(terminal: Terminal, texts: Texts, group: str, kinds: dict[str, int]) -> None:
    counts = [f"{texts.word(group, kind)} {texts.count(times)}" for kind, times in kinds.items()]
    if counts:
        terminal.paragraph(f"{texts(f'status.{group}')}: {', '.join(counts)}", hang=2)


def _print_remark(terminal: Terminal, texts: Texts, remark: dict[str, Any]) -> None:
    _print_reason(terminal, texts, remark, remark["rows"])
    if remark["fate"] != "skipped":
        _print_places(terminal, remark["examples"])


def _print_reason(terminal: Terminal, texts: Texts, remark: dict[str, Any], times: int) -> None:
    fate = texts.word("fate", remark["fate"])
    style = _STYLES.get(remark["fate"], "")
    terminal.paragraph(f"{fate}: {safe(remark['what'])} – {texts.count(times)}", style, hang=2)
    if remark["remedy"]:
        terminal.paragraph(safe(remark["remedy"]), indent=2)


def _print_places(terminal: Terminal, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        detail = f"  {safe(row['detail'])}" if row["detail"] else ""
        terminal.paragraph(place_words(row) + detail, indent=4, hang=2)


def print_rows(terminal: Terminal, texts: Texts, rows: list[dict[str, Any]]) -> None:
    """Print every row that was refused or kept with a warning, by its reason."""
    if not rows:
        terminal.paragraph(texts("status.no_rows"))
    reasons = sorted({(row["fate"], row["reason"]) for row in rows})
    for number, (fate, reason) in enumerate(reasons):
        if number:
            terminal.line()
        alike = [row for row in rows if (row["fate"], row["reason"]) == (fate, reason)]
        _print_reason(terminal, texts, alike[0], len(alike))
        _print_places(terminal, alike)


def _statements_words(texts: Texts, found: dict[str, Any]) -> str:
    checked = found["follow"] + found["differ"]
    key = "held.sums" if found["lacking"] else "held.sums_follow"
    return texts(
        key,
        checked=checked,
        accounts=found["accounts"],
        differ=found["differ"],
        gaps=found["with_gaps"],
    )


def print_statements(terminal: Terminal, texts: Texts, found: dict[str, Any]) -> None:
    """Print accounts of which statements are held, and what these lack."""
    if not found["rows"]:
        terminal.paragraph(texts("held.none"))
    for account in found["rows"]:
        terminal.line(safe(account["account"]), "bold")
        for days in account["days"]:
            terminal.pair(texts("show.covered"), texts.days(days["first_day"], days["last_day"]))
        print_lacking(terminal, texts, account)
    rest = found["lacking"] - len(found["rows"])
    if rest > 0:
        terminal.paragraph(texts("held.rest", n=rest), "dim", hang=2)
    if found["rows"]:
        terminal.line()


def print_lacking(terminal: Terminal, texts: Texts, account: dict[str, Any]) -> None:
    """Print whether an account's statements follow from their balances, and what they lack."""
    word = account["balances"].replace(" ", "_")
    style = "yellow" if word == "differ" else ""
    terminal.paragraph(texts(f"held.{word}"), style, indent=2, hang=2)
    for line in lacks_words(texts, account):
        terminal.paragraph(line, "yellow", indent=4, hang=2)


def print_one_sided(terminal: Terminal, texts: Texts, rows: list[dict[str, Any]]) -> None:
    """Print every transfer that one side alone reports though the other's statement is held."""
    if not rows:
        terminal.paragraph(texts("status.none_one_sided"))
    for row in rows:
        line = texts(
            "status.one_sided_row",
            transfer=f"#{row['transfer']}",
            ts=texts.moment(row["ts"]),
            payer=safe(row["from_account"]),
            payee=safe(row["to_account"]),
            amount=f"{texts.grouped(row['amount'])} {safe(row['currency'])}",
            place=place_words(row),
            lacks=safe(row["lacks"]),
        )
        terminal.paragraph(line, hang=2)
