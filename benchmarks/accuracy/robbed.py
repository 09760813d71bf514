"""Victims of several kinds, planted in the life of a made-up region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benchmarks.accuracy.owned import OwnedPlanter
from benchmarks.accuracy.planter import DAY, HOUR

Victim = Callable[[OwnedPlanter], None]
#: How many victims of a region one dropper serves.
_VICTIMS_OF_ONE = 3


def _dropper(town: OwnedPlanter) -> str:
    """Return who is paid next: one whose bank is held, or in a third of cases is not.

    A crew uses an account for some days: every second victim meets one that served another.
    """
    served = town.droppers
    if served and town.rng.random() < 0.5:
        account = str(town.rng.choice(list(served)))
        served[account] += 1
        if served[account] >= _VICTIMS_OF_ONE:
            del served[account]
        return account
    account = town.outside() if town.rng.random() < 0.35 else town.resident()
    served[account] = 1
    return account


def _rob(town: OwnedPlanter, ts: float, payer: str, amount: float, parts: int = 0) -> float:
    """Let an account be emptied in one to four payments; return when the last was."""
    parts = parts or int(town.rng.choice([1, 1, 2, 3, 4]))
    droppers = [_dropper(town) for _ in range(1 if town.rng.random() < 0.5 else parts)]
    for share in town.split(amount * town.rng.uniform(0.93, 1), parts):
        ts += town.rng.uniform(2, 40) * 60
        dropper = droppers[int(town.rng.integers(len(droppers)))]
        town.pay(ts, payer, dropper, share)
        if not dropper.startswith("OUT"):
            _pass_on(town, ts, dropper, share)
    return ts


def _pass_on(town: OwnedPlanter, ts: float, dropper: str, amount: float) -> None:
    quick = town.rng.random() < 0.6
    wait = town.rng.uniform(0.05, 2) if quick else town.rng.uniform(3, 40)
    town.leave(ts + wait * HOUR, dropper, amount * town.rng.uniform(0.93, 0.99))


def several_loans(town: OwnedPlanter) -> None:
    """Two to four lenders pay within an hour, savings come with half of them; all of it leaves."""
    home, ts = town.take("several loans"), town.begin(3 * DAY)
    for lender in town.lenders(town.rng.integers(2, 5)):
        at = home if town.rng.random() < 0.5 else town.own(home)
        lent, amount = ts + town.rng.uniform(0, 0.9) * HOUR, town.thousands(300, 3000)
        town.pay(lent, lender, at, amount, "loan")
        _rob(town, lent, at, amount)


def one_loan(town: OwnedPlanter) -> None:
    """One loan and savings of another bank leave for accounts of which nothing is held."""
    home, ts, amount = town.take("one loan, unseen"), town.begin(2 * DAY), town.thousands(500, 3000)
    saved = amount * town.rng.uniform(0.2, 0.8) // 1000 * 1000
    town.pay(ts, town.lenders(1)[0], home, amount, "loan")
    town.pay(ts + town.rng.uniform(0.1, 1) * HOUR, town.own(home), home, saved)
    receivers = [town.unseen() for _ in range(town.rng.integers(1, 4))]
    ts += HOUR
    for index, share in enumerate(town.split(amount + saved, int(town.rng.integers(2, 5)))):
        ts += town.rng.uniform(2, 40) * 60
        town.pay(ts, home, receivers[index % len(receivers)], share)


def paused_loans(town: OwnedPlanter) -> None:
    """Two to four loans 8 to 26 hours apart, each of which leaves within two hours."""
    home, ts = town.take("paused loans"), town.begin(5 * DAY)
    for lender in town.lenders(town.rng.integers(2, 5)):
        amount = town.thousands(300, 2000)
        town.pay(ts, lender, home, amount, "loan")
        _rob(town, ts, home, amount, int(town.rng.integers(1, 3)))
        ts += town.rng.uniform(8, 26) * HOUR


def small_loans(town: OwnedPlanter) -> None:
    """Four to eight loans of 60,000 to 150,000 within a day and a half; all of it leaves."""
    home, ts = town.take("small loans"), town.begin(3 * DAY)
    lenders = town.lenders(town.rng.integers(2, 4))
    for _ in range(town.rng.integers(4, 9)):
        amount = town.thousands(60, 150)
        town.pay(ts, lenders[int(town.rng.integers(len(lenders)))], home, amount, "loan")
        _rob(town, ts, home, amount, 1)
        ts += town.rng.uniform(0.3, 5) * HOUR


def card_limit(town: OwnedPlanter) -> None:
    """The bank's card limit is drawn in one to three sums, and leaves with what was there."""
    home, ts, lender = town.take("card limit"), town.begin(2 * DAY), town.lenders(1)[0]
    drawn = 0
    for _ in range(town.rng.integers(1, 4)):
        amount = town.thousands(200, 700)
        town.pay(ts, lender, home, amount, "loan")
        drawn += amount
        ts += town.rng.uniform(0.05, 0.7) * HOUR
    town.pay(ts, town.own(home), home, saved := town.thousands(100, 500))
    _rob(town, ts, home, drawn + saved, int(town.rng.integers(2, 5)))


def own_limit(town: OwnedPlanter) -> None:
    """A limit is drawn from a loan account of one's own in one to three sums, and leaves."""
    home, ts, drawn = town.take("own limit"), town.begin(2 * DAY), 0
    limit = town.own(home)
    for _ in range(town.rng.integers(1, 4)):
        amount = town.thousands(200, 900)
        town.pay(ts, limit, home, amount, "loan")
        drawn += amount
        ts += town.rng.uniform(0.05, 0.7) * HOUR
    _rob(town, ts, home, drawn, int(town.rng.integers(2, 5)))


def overdrawn(town: OwnedPlanter) -> None:
    """A card is paid from until its balance is as low as its limit lets it be."""
    home, ts = town.take("overdrawn card"), town.begin(2 * DAY)
    card, limit = town.own(home), town.thousands(400, 1500)
    town.pay(ts - 9 * DAY, home, card, town.thousands(10, 40))
    town.state(card, _rob(town, ts, card, limit, int(town.rng.integers(2, 5))))


def paused_till_all(town: OwnedPlanter) -> None:
    """Loans asked for at once are paid out at once, after 8 and after 24 hours; then all leave."""
    home, ts, total = town.take("paid out late"), town.begin(4 * DAY), 0
    lenders = town.lenders(3)
    for lender, wait in zip(lenders, (0.3, 8, 24), strict=True):
        if wait < 20 or town.rng.random() < 0.6:
            amount = town.thousands(200, 2000)
            last = ts + (wait + town.rng.uniform(0, 0.8)) * HOUR
            town.pay(last, lender, home, amount, "loan")
            total += amount
    _rob(town, last + town.rng.uniform(0.1, 2) * HOUR, home, total, int(town.rng.integers(2, 5)))


def goods_and_loans(town: OwnedPlanter) -> None:
    """Two to five goods loans, and a loan or two that leave for strangers in the same hours."""
    home, ts = town.take("goods and loans"), town.begin(2 * DAY)
    _goods(town, ts, home, int(town.rng.integers(2, 6)))
    for lender in town.lenders(town.rng.integers(1, 3)):
        ts += town.rng.uniform(0.2, 3) * HOUR
        amount = town.thousands(300, 2000)
        town.pay(ts, lender, home, amount, "loan")
        _rob(town, ts, home, amount)


def goods(town: OwnedPlanter) -> None:
    """Four to eight goods loans of two to four banks within hours: for whom is not seen."""
    home, ts = town.take("goods loans"), town.begin(2 * DAY)
    _goods(town, ts, home, int(town.rng.integers(4, 9)))


def _goods(town: OwnedPlanter, ts: float, home: str, count: int) -> None:
    banks = [home, *(town.own(home) for _ in range(town.rng.integers(1, 4)))]
    shops = [town.shop() for _ in range(town.rng.integers(1, 4))]
    lenders = town.lenders(len(banks))
    for number in range(count):
        ts += town.rng.uniform(0.1, 1) * HOUR
        place = number % len(banks)
        shop = shops[int(town.rng.integers(len(shops)))]
        town.buy(ts, banks[place], lenders[place], shop, town.thousands(150, 700))


def savings(town: OwnedPlanter) -> None:
    """A deposit is closed early and leaves within hours."""
    home, ts, amount = town.take("savings"), town.begin(2 * DAY), town.thousands(900, 9000)
    town.pay(ts, town.own(home), home, amount)
    _rob(town, ts + town.rng.uniform(0.1, 3) * HOUR, home, amount)


def gathered(town: OwnedPlanter) -> None:
    """Money of two to four banks comes to one account within three hours, and leaves."""
    home, ts, total = town.take("gathered"), town.begin(2 * DAY), 0
    for _ in range(town.rng.integers(2, 5)):
        amount = town.thousands(150, 2500)
        town.pay(ts + town.rng.uniform(0, 3) * HOUR, town.own(home), home, amount)
        total += amount
    _rob(town, ts + 3 * HOUR, home, total)


def business(town: OwnedPlanter) -> None:
    """A company's account is emptied to people it had not paid, within hours."""
    company, ts, amount = town.take_company("business"), town.begin(2 * DAY), 0
    for _ in range(town.rng.integers(2, 7)):
        ts += town.rng.uniform(0.02, 0.7) * HOUR
        amount = town.thousands(700, 4000)
        dropper = _dropper(town)
        town.pay(ts, company, dropper, amount)
        if not dropper.startswith("OUT"):
            _pass_on(town, ts, dropper, amount)


VICTIMS: Final[tuple[Victim, ...]] = (
    several_loans, one_loan, paused_loans, small_loans, card_limit, savings, gathered, business,
    own_limit, overdrawn, paused_till_all, goods_and_loans, goods,
)  # fmt: skip
