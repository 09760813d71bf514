"""The ends of a trace as tables that add up to what was traced, by end and by complaint."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from moneygraph.report.terminal.terminal import Head, Terminal, print_table
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.report.values.casework import doubts_words
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moneygraph.flow.trails.trail import Doubt, End, Trace

END_STYLES = {
    "exchange": "bold red",
    "p2p": "bold red",
    "cash": "bold red",
    "abroad": "bold red",
    "spent": "bold magenta",
    "fee": "bold magenta",
    "repaid": "bold magenta",
    "returned": "bold green",
    "held": "bold green",
    "unseen": "bold yellow",
}
#: From so many columns on a row has the bank and the last time too, then the owner's number.
_WIDE, _WIDEST = 100, 150
_NEXT_SHOWN = 6


def print_ends(terminal: Terminal, texts: Texts, trace: Trace, most: int) -> None:
    """Print the sums by kind of end, `most` ends, what depends on ties, and whom to ask next."""
    terminal.paragraph(texts("trace.origins" if trace.back else "trace.ends"), "bold")
    _print_sums(terminal, texts, trace)
    terminal.line()
    _print_table(terminal, texts, trace, most)
    currency = safe(trace.currency)
    if trace.returned:
        terminal.line()
        terminal.paragraph(texts("trace.returned", amount=texts.money(trace.returned, currency)))
    if trace.tied:
        terminal.line()
        terminal.paragraph(texts("trace.ties", amount=texts.money(trace.tied, currency)))
    print_doubts(terminal, texts, trace.hangs_on, currency)
    _print_next(terminal, texts, trace)


def print_doubts(terminal: Terminal, texts: Texts, doubts: Sequence[Doubt], currency: str) -> None:
    """Print the transfers and undone payments that are not sure, by reason, the largest first."""
    for line in doubts_words(texts, doubts, currency):
        terminal.line()
        terminal.paragraph(line, "yellow", hang=2)


def _print_sums(terminal: Terminal, texts: Texts, trace: Trace) -> None:
    sums: dict[str, int] = {}
    for end in trace.ends:
        sums[end.end] = sums.get(end.end, 0) + end.amount
    for word, amount in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])):
        text = f"{texts.money(amount, safe(trace.currency))} ({_share(texts, amount, trace)})"
        terminal.parts(
            (f"  {texts.word('end', word)}", END_STYLES.get(word, "bold")), (f"  {text}", "")
        )


def _share(texts: Texts, amount: int, trace: Trace) -> str:
    return texts.percent(min(1.0, amount / trace.traced)) if trace.traced else ""


def _print_table(terminal: Terminal, texts: Texts, trace: Trace, most: int) -> None:
    wide = terminal.width >= _WIDE
    heads = [
        Head(texts("trace.end"), whole=True),
        Head(texts("trace.amount"), number=True),
        Head(texts("trace.hops"), number=True),
        Head(texts("trace.account"), accounts=True),
        Head(texts("trace.about")),
    ]
    if wide:
        heads.append(Head(texts("trace.last"), number=True))
    rows = [_row(terminal, texts, trace, end) for end in trace.ends[:most]]
    rest = trace.ends[most:]
    blank = [""] * (len(heads) - 2)
    if rest:
        amount = texts.amount(sum(end.amount for end in rest), trace.currency)
        rows.append([texts("trace.more_ends", n=len(rest)), amount, *blank])
    if not trace.is_bound:
        total = texts.amount(sum(end.amount for end in trace.ends), trace.currency)
        rows.append([texts("trace.total"), total, *blank])
    print_table(terminal, heads, rows)


def _row(terminal: Terminal, texts: Texts, trace: Trace, end: End) -> list[str]:
    wide = terminal.width >= _WIDE
    known = [safe(end.name)]
    known += [texts.bank(end.bank)] if wide else []
    known += [safe(end.owner)] if terminal.width >= _WIDEST else []
    about = ", ".join(part for part in known if part)
    row = [
        texts.word("end", end.end),
        texts.amount(end.amount, trace.currency),
        texts.count(end.hops),
        account_number(texts, end.account, end.name),
        about,
    ]
    return [*row, texts.moment(end.last_ts)] if wide else row


def _print_next(terminal: Terminal, texts: Texts, trace: Trace) -> None:
    unseen = [end for end in trace.ends if end.end == "unseen"]
    if not unseen:
        return
    shown = [
        account_number(texts, end.account) + (f" ({texts.bank(end.bank)})" if end.bank else "")
        for end in unseen[:_NEXT_SHOWN]
    ]
    rest = len(unseen) - len(shown)
    more = f" {texts('find.and_more', n=rest)}" if rest else ""
    terminal.line()
    terminal.paragraph(texts("trace.next", accounts=", ".join(shown) + more), "yellow", hang=2)


_WORDS = ("held", "unseen")


def print_victims(terminal: Terminal, texts: Texts, trace: Trace, most: int) -> None:
    """Print for each complaint how much is held, out of sight and gone; at most `most`."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for end in trace.ends:
        for complaint, amount in end.victims:
            sums[complaint][end.end if end.end in _WORDS else "gone"] += amount
    if not sums:
        return
    terminal.line()
    terminal.paragraph(texts("victims.title"), "bold")
    heads = [Head(texts("victims.complaint"), whole=True)]
    heads += [Head(texts(f"victims.{key}"), number=True) for key in ("traced", *_WORDS, "gone")]
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1]["held"], -pair[1].total(), pair[0]))
    rows = [
        [safe(complaint), *_amounts(texts, parts, trace.currency)]
        for complaint, parts in ordered[:most]
    ]
    rest = len(ordered) - len(rows)
    if rest:
        rows.append([texts("trace.more_ends", n=rest), "", "", "", ""])
    total = sum(sums.values(), Counter())
    rows.append([texts("trace.total"), *_amounts(texts, total, trace.currency)])
    print_table(terminal, heads, rows)


def _amounts(texts: Texts, parts: Counter[str], currency: str) -> list[str]:
    amounts = (parts.total(), *(parts[word] for word in (*_WORDS, "gone")))
    return [texts.amount(amount, currency) for amount in amounts]
