"""What can be frozen, in a terminal: an account a block, the bank to call with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.outputs.durations import duration
from moneygraph.outputs.numbers import moment, money, wide_amount
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts
from moneygraph.outputs.words import account_number, bank_name

if TYPE_CHECKING:
    from moneygraph.following import Freeze, Held

_MINUTE = 60
_SHOWN = 8
_INDENT = 2


def print_freeze(terminal: Terminal, texts: Texts, found: Freeze, limit: int) -> None:
    """Print the first `limit` accounts, the largest amount first."""
    print_stand_in(terminal, texts, found.stand_in)
    if not found.rows:
        terminal.say(texts("freeze.none"))
        return
    amount = money(sum(row.amount for row in found.rows), found.rows[0].currency)
    count = len(found.rows)
    terminal.say(texts("freeze.title", n=count, amount=amount, rule=found.rule), "bold")
    for row in found.rows[:limit]:
        _print_row(terminal, texts, row, moment(found.now))
    if count > limit:
        terminal.line()
        terminal.say(texts("find.rest", n=count - limit), "dim", hang=2)


def print_stand_in(terminal: Terminal, texts: Texts, stand_in: bool) -> None:
    """Say so where found victims stand in for complaints."""
    if stand_in:
        terminal.say(texts("following.stand_in"), "yellow")
        terminal.line()


def _print_row(terminal: Terminal, texts: Texts, row: Held, now: str) -> None:
    about = ", ".join(part for part in (data(row.name), data(row.owner)) if part)
    terminal.line()
    terminal.parts(
        (money(row.amount, row.currency), "bold green"),
        (f"  {account_number(texts, row.account, row.name)}", "bold"),
        (f"  {about}" if about else "", ""),
    )
    bank = bank_name(row.bank) or texts("following.no_bank")
    terminal.say(texts("freeze.call", bank=bank), "bold yellow", indent=_INDENT)
    age = duration(texts, row.minutes * _MINUTE)
    since = texts("freeze.since", since=moment(row.since), age=age, now=now)
    terminal.say(since, indent=_INDENT)
    if row.amount < row.traced:
        traced, stated = wide_amount(row.traced, row.currency), money(row.stated or 0, row.currency)
        terminal.say(texts("freeze.stated", stated=stated, traced=traced), indent=_INDENT)
    if row.victims:
        said = [f"{data(one)} {wide_amount(amount, row.currency)}" for one, amount in row.victims]
        rest = [texts("find.and_more", n=len(said) - _SHOWN)] if len(said) > _SHOWN else []
        whose = ", ".join(said[:_SHOWN] + rest)
        terminal.say(texts("freeze.whose", whose=whose), indent=_INDENT, hang=2)
