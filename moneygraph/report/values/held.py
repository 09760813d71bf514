"""What is held of accounts, and whether their statements follow from what these state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.text.numbers import iso, plain_amount
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.casework.reconcile import Held, Missing
    from moneygraph.report.text.texts import Texts

#: So many accounts whose statements lack something are in a summary.
_SHOWN: Final = 20


def held_json(held: Held) -> dict[str, Any]:
    """Return an account's days, the days between them, and what is missing, as plain values.

    ``balances`` is "follow" where all that is stated agrees with the rows, "differ" where it does
    not, "not stated" where there is nothing to check. Amounts are text; see `reconcile.Missing`.
    """
    return {
        "account": held.number,
        "bank": held.bank,
        "balances": balances_of(held),
        "days": [{"first_day": iso(first), "last_day": iso(last)} for first, last in held.days],
        "gaps": [
            {
                "first_day": iso(gap.first),
                "last_day": iso(gap.last),
                "changes": [
                    {"currency": code, "amount": plain_amount(amount, code)}
                    for code, amount in gap.changes
                ],
            }
            for gap in held.gaps
        ],
        "missing": [_missing_json(one) for one in held.missing],
    }


def balances_of(held: Held) -> str:
    """Return how an account's statements and their balances stand to each other."""
    if held.missing:
        return "differ"
    return "follow" if held.is_checked else "not stated"


def _missing_json(one: Missing) -> dict[str, Any]:
    is_count = one.what == "count"
    return {
        "what": one.what,
        "currency": one.currency,
        "amount": str(one.amount) if is_count else plain_amount(one.amount, one.currency),
        "first": one.first or None,
        "last": one.last or None,
        "since": iso(one.since) if one.since else None,
        "until": iso(one.until) if one.until else None,
    }


def statements_json(held: Iterable[Held], *, every: bool = False) -> dict[str, Any]:
    """Return how many accounts' statements follow, and those that do not: the first, or all.

    With `every`, ``rows`` are all accounts of which a statement is held.
    """
    accounts = sorted(held, key=lambda one: one.number)
    states = [balances_of(one) for one in accounts]
    lacking = [one for one in accounts if not one.is_whole]
    shown = accounts if every else lacking[:_SHOWN]
    return {
        "accounts": len(accounts),
        **{state.replace(" ", "_"): states.count(state) for state in _STATES},
        "with_gaps": sum(bool(one.gaps) for one in accounts),
        "lacking": len(lacking),
        "rows": [held_json(one) for one in shown],
    }


_STATES: Final = ("follow", "differ", "not stated")


def lacks_words(texts: Texts, held: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each thing that the statements of an account lack."""
    for one in held["missing"]:
        yield _missing_words(texts, one)
    for gap in held["gaps"]:
        days = texts.days(gap["first_day"], gap["last_day"])
        changes = ", ".join(
            _signed(texts, one["amount"], one["currency"])
            for one in gap["changes"]
            if one["amount"].strip("-0.")
        )
        yield (
            texts("held.gap_changed", days=days, changes=changes)
            if changes
            else texts("held.gap", days=days)
        )


def _missing_words(texts: Texts, one: dict[str, Any]) -> str:
    less = one["amount"].startswith("-")
    amount = f"{texts.grouped(one['amount'].lstrip('-'))} {safe(one['currency'])}"
    if one["what"] == "between":
        first = safe(one["first"]) if one["first"] else texts.moment(one["since"])
        last = safe(one["last"]) if one["last"] else texts.moment(one["until"])
        key = "held.left" if less else "held.came"
        return texts(key, first=first, last=last, amount=amount)
    if one["what"] == "count":
        amount = one["amount"].lstrip("-")
    return texts(f"held.{one['what']}_{'less' if less else 'more'}", amount=amount)


def _signed(texts: Texts, amount: str, currency: str) -> str:
    sign = "-" if amount.startswith("-") else "+"
    return f"{sign}{texts.grouped(amount.lstrip('-'))} {safe(currency)}"
