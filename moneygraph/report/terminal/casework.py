"""Complaints, accounts to freeze, requests to banks and series of complaints, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.report.terminal.ends import print_doubts
from moneygraph.report.terminal.letters import letters
from moneygraph.report.terminal.terminal import Head, Terminal, cell_len, print_table
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number, duration
from moneygraph.report.values.casework import (
    freeze_title,
    missed_words,
    passed_on_title,
    requests_title,
    series_why,
)
from moneygraph.report.values.held import held_json, lacks_words
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.casework import Bond, Freeze, Held, PassedOn, Requests, Series, SeriesFound
    from moneygraph.ingest.complaints import Complaint, Complaints

_MINUTE = 60
_SHOWN = 8
_PASSED_ON_SHOWN = 20
_INDENT = 2
#: From so many columns on a complaint is shown with its victim.
_WIDE = 100


def print_freeze(terminal: Terminal, texts: Texts, found: Freeze, limit: int) -> None:
    """Print the first `limit` accounts, the largest amount first."""
    print_stand_in(terminal, texts, found.stand_in)
    if not found.rows:
        terminal.paragraph(texts("freeze.none"))
        print_doubts(terminal, texts, found.hangs_on, safe(found.currency))
        return
    count = len(found.rows)
    terminal.paragraph(freeze_title(texts, found), "bold")
    if found.frozen:
        stopped = texts("freeze.frozen", amount=texts.money(found.frozen, found.currency))
        terminal.paragraph(stopped, "bold")
    for row in found.rows[:limit]:
        _print_row(terminal, texts, row, texts.moment(found.now))
    if count > limit:
        terminal.line()
        terminal.paragraph(texts("find.rest", n=count - limit), "dim", hang=2)
    print_doubts(terminal, texts, found.hangs_on, safe(found.currency))


def print_stand_in(terminal: Terminal, texts: Texts, stand_in: bool) -> None:
    """Print a note where found victims replace complaints."""
    if stand_in:
        terminal.paragraph(texts("following.stand_in"), "yellow")
        terminal.line()


def _print_row(terminal: Terminal, texts: Texts, row: Held, now: str) -> None:
    terminal.line()
    _print_held(terminal, texts, row)
    bank = texts.bank(row.bank) or texts("following.no_bank")
    if row.left:
        terminal.paragraph(texts("freeze.call", bank=bank), "bold yellow", indent=_INDENT)
    if row.frozen:
        stopped = texts("freeze.frozen_here", amount=texts.money(row.frozen, row.currency))
        terminal.paragraph(stopped, indent=_INDENT)
    age = duration(texts, row.minutes * _MINUTE)
    since = texts("freeze.since", since=texts.moment(row.since), age=age, now=now)
    terminal.paragraph(since, indent=_INDENT)
    if row.amount < row.traced:
        traced, stated = (
            texts.amount(row.traced, row.currency),
            texts.money(row.stated or 0, row.currency),
        )
        terminal.paragraph(texts("freeze.stated", stated=stated, traced=traced), indent=_INDENT)
    if row.unsure:
        unsure = texts("freeze.unsure", amount=texts.money(row.unsure, row.currency))
        terminal.paragraph(unsure, "yellow", indent=_INDENT)
    if row.victims:
        shares = [
            f"{safe(one)} {texts.amount(amount, row.currency)}" for one, amount in row.victims
        ]
        rest = [texts("find.and_more", n=len(shares) - _SHOWN)] if len(shares) > _SHOWN else []
        shares_text = ", ".join(shares[:_SHOWN] + rest)
        terminal.paragraph(texts("freeze.whose", whose=shares_text), indent=_INDENT, hang=2)


def _print_held(terminal: Terminal, texts: Texts, row: Held) -> None:
    """Print an amount, its account and whose it is, this below them where there is no room."""
    about = ", ".join(part for part in (safe(row.name), safe(row.owner)) if part)
    amount = texts.money(row.amount, row.currency)
    number = account_number(texts, row.account, row.name)
    parts = [(amount, "bold green"), (f"  {number}", "bold")]
    if cell_len(terminal.legible(f"{amount}  {number}  {about}")) <= terminal.width:
        terminal.parts(*parts, (f"  {about}" if about else "", ""))
    else:
        terminal.parts(*parts)
        terminal.paragraph(about, indent=_INDENT)


def print_requests(
    terminal: Terminal, texts: Texts, found: Requests, written: Sequence[Path] | None
) -> None:
    """Print the requests as text, unless they are `written`; then the files of these texts."""
    print_stand_in(terminal, texts, found.stand_in)
    _print_requests(terminal, texts, found, written)
    _print_passed_on(terminal, texts, found)
    if found.lacking:
        terminal.line()
        terminal.paragraph(texts("held.ask"), "bold", hang=2)
    for held in found.lacking:
        bank = texts.bank(held.bank)
        terminal.paragraph(", ".join(filter(None, (safe(held.number), bank))), indent=2, hang=2)
        for line in lacks_words(texts, held_json(held)):
            terminal.paragraph(line, indent=4, hang=2)


def _print_requests(
    terminal: Terminal, texts: Texts, found: Requests, written: Sequence[Path] | None
) -> None:
    if not found.rows:
        if not found.passed_on:
            terminal.paragraph(texts("request.none"))
        return
    terminal.paragraph(requests_title(texts, found), "bold")
    if written is not None:
        for path in written:
            terminal.line(f"  {safe(path)}")
        return
    for letter in letters(texts, found).values():
        terminal.line()
        terminal.line("-" * min(terminal.width, 72), "dim")
        for line in letter.splitlines():
            terminal.line(line)  # not wrapped: it is to be pasted


def _print_passed_on(terminal: Terminal, texts: Texts, found: Requests) -> None:
    """Print to which accounts strangers' money was sent on; nothing where there are none."""
    if not found.passed_on:
        return
    if found.rows:
        terminal.line()
    terminal.paragraph(passed_on_title(texts, found), "bold")
    for row in found.passed_on[:_PASSED_ON_SHOWN]:
        terminal.paragraph(_passed_on(texts, row), indent=_INDENT, hang=2)
    rest = len(found.passed_on) - _PASSED_ON_SHOWN
    if rest > 0:
        terminal.paragraph(texts("request.passed_on_rest", n=rest), "dim", indent=_INDENT)


def _passed_on(texts: Texts, row: PassedOn) -> str:
    number = account_number(texts, row.account, row.name)
    about = ", ".join(part for part in (number, safe(row.name), safe(row.owner)) if part)
    return texts(
        "request.passed_on_row",
        bank=texts.bank(row.bank) or texts("following.no_bank"),
        about=about,
        amount=texts.money(row.amount, row.currency),
        first=texts.moment(row.first_ts.date()),
        last=texts.moment(row.last_ts.date()),
        payers=_some(texts, [safe(one) for one in row.payers]),
    )


def print_series(terminal: Terminal, texts: Texts, found: SeriesFound, limit: int) -> None:
    """Print the first `limit` series, the largest amount first, and the complaints in none."""
    print_stand_in(terminal, texts, found.stand_in)
    terminal.paragraph(texts("series.title", n=len(found.rows)), "bold")
    for row in found.rows[:limit]:
        _print_one(terminal, texts, row)
    if len(found.rows) > limit:
        terminal.line()
        terminal.paragraph(texts("find.rest", n=len(found.rows) - limit), "dim", hang=2)
    if found.alone:
        terminal.line()
        numbers = _some(texts, [safe(one) for one in found.alone])
        terminal.paragraph(texts("series.alone", n=len(found.alone), numbers=numbers), hang=2)
    if found.cut:
        terminal.line()
        terminal.paragraph(texts("series.cut", n=found.cut, most=found.link_most), "yellow", hang=2)


def _print_one(terminal: Terminal, texts: Texts, row: Series) -> None:
    terminal.line()
    terminal.paragraph(series_why(texts, row), "bold", hang=2)
    terminal.paragraph(_some(texts, [safe(one) for one in row.complaints]), indent=_INDENT, hang=2)
    for bond in row.bonds[:_SHOWN]:
        terminal.paragraph(_bond(texts, row, bond), indent=_INDENT, hang=2)
    rest = len(row.bonds) - _SHOWN
    if rest > 0:
        terminal.paragraph(texts("find.and_more", n=rest), "dim", indent=_INDENT)


def _bond(texts: Texts, row: Series, bond: Bond) -> str:
    what = texts.word("link_kind", bond.what) if bond.what else texts.word("tie", bond.kind)
    thing = f"{what} {safe(bond.account or bond.value)}"
    amount = texts.amount(bond.amount, row.currency)
    return texts("series.tie", thing=thing, n=len(bond.complaints), amount=amount)


def _some(texts: Texts, numbers: list[str]) -> str:
    rest = len(numbers) - _SHOWN
    more = f" {texts('find.and_more', n=rest)}" if rest > 0 else ""
    return ", ".join(numbers[:_SHOWN]) + more


def print_complaints(terminal: Terminal, texts: Texts, found: Complaints) -> None:
    """Print every complaint row and how many of them were found."""
    if not len(found):
        terminal.paragraph(texts("complaints.none"))
        return
    claimed = [row for row in found if row.transfer is not None]
    if claimed:
        _print_claimed(terminal, texts, claimed)
        terminal.line()
    for row in (*found.undone, *found.missed):
        terminal.paragraph(
            missed_words(texts, row), "yellow" if row in found.missed else "", hang=2
        )
    if found.missed or found.undone:
        terminal.line()
    sums = {"found": len(claimed) + len(found.undone), "missed": len(found.missed)}
    terminal.paragraph(texts("complaints.sums", **sums), "bold")


def _print_claimed(terminal: Terminal, texts: Texts, rows: list[Complaint]) -> None:
    numbers = {"transfer", "amount", "score"}
    heads = [
        Head(texts(f"complaints.{name}"), number=name in numbers, whole=name == "time")
        for name in ("complaint", "transfer", "amount", "time", "score")
    ]
    wide = terminal.width >= _WIDE
    if wide:
        heads += [Head(texts("trace.account"), accounts=True), Head(texts("trace.about"))]
    print_table(terminal, heads, [_claimed(texts, row, wide) for row in rows])


def _claimed(texts: Texts, row: Complaint, wide: bool) -> list[str]:
    """Return a row; a wide one has the victim's account and number too."""
    cells = [
        safe(row.complaint),
        str(row.transfer),
        texts.money(row.claimed or 0, row.claimed_currency),
        _time(texts, row),
        texts.decimal(row.score or 0.0, 2),
    ]
    return [*cells, safe(row.account), safe(row.victim)] if wide else cells


def _time(texts: Texts, row: Complaint) -> str:
    ts = row.claimed_ts
    return texts.moment(ts.date() if ts is not None and row.claimed_day_only else ts)
