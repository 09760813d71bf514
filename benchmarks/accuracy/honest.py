"""People and companies whose money leaves as a victim's does, and who are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benchmarks.accuracy.owned import OwnedPlanter
from benchmarks.accuracy.planter import DAY, HOUR


def _seller(town: OwnedPlanter) -> str:
    """Return a private seller, whose bank is not held in a third of cases."""
    return town.outside() if town.rng.random() < 0.35 else town.resident()


def _sells(town: OwnedPlanter, ts: float, seller: str, price: float) -> None:
    """Let a seller keep the money, put it aside, buy again, or repay a loan."""
    if seller.startswith("OUT"):
        return
    way, later = town.rng.random(), ts + town.rng.uniform(5, 120) * HOUR
    if way < 0.3:
        town.pay(later, seller, town.own(seller), price * town.rng.uniform(0.5, 1))
    elif way < 0.5:
        town.pay(later, seller, town.resident(), price * town.rng.uniform(0.8, 1))
    elif way < 0.6:
        repaid = price * town.rng.uniform(0.3, 0.7)
        town.pay(later, seller, town.lenders(1)[0], repaid, "loan_repayment")


def _wait(town: OwnedPlanter) -> float:
    """Return how long somebody waits who has the money: six in ten under two hours."""
    return HOUR * (town.rng.uniform(0.1, 2) if town.rng.random() < 0.6 else town.rng.uniform(2, 30))


def _buy(town: OwnedPlanter, ts: float, home: str, price: float) -> None:
    """Pay a private seller, in half of cases in two or three sums, as banks limit each."""
    seller = _seller(town)
    for part in town.split(price, int(town.rng.choice([1, 1, 2, 3]))):
        town.pay(ts, home, seller, part)
        ts += town.rng.uniform(1, 20) * 60
    _sells(town, ts, seller, price)


def flat(town: OwnedPlanter) -> None:
    """A flat is bought of a private person with savings of one to three banks."""
    home, ts, price = town.take("flat buyer"), town.begin(2 * DAY), 0
    for _ in range(town.rng.integers(1, 4)):
        price += (amount := town.thousands(2000, 9000))
        town.pay(ts + town.rng.uniform(0, 3) * HOUR, town.own(home), home, amount)
    _buy(town, ts + 3 * HOUR + _wait(town), home, price)


def car(town: OwnedPlanter) -> None:
    """A car is bought of a private person with two loans of one hour."""
    home, ts, price = town.take("car buyer"), town.begin(2 * DAY), 0
    for lender in town.lenders(2):
        price += (amount := town.thousands(800, 3000))
        town.pay(ts + town.rng.uniform(0, 0.9) * HOUR, lender, home, amount, "loan")
    _buy(town, ts + 0.9 * HOUR + _wait(town), home, price * town.rng.uniform(0.9, 1))


def cheap_car(town: OwnedPlanter) -> None:
    """A car is bought of a private person with one loan, and savings in a third of cases."""
    home, ts, price = town.take("one-loan buyer"), town.begin(2 * DAY), town.thousands(600, 3000)
    town.pay(ts, town.lenders(1)[0], home, price, "loan")
    if town.rng.random() < 0.35:
        price += (saved := town.thousands(200, 1000))
        town.pay(ts + town.rng.uniform(0.1, 1) * HOUR, town.own(home), home, saved)
    _buy(town, ts + HOUR + _wait(town), home, price * town.rng.uniform(0.9, 1))


def spouse(town: OwnedPlanter) -> None:
    """Savings go to a husband or wife, who has been sent small sums and is sent more later."""
    home, ts, other = town.take("spouse"), town.begin(20 * DAY), town.resident()
    close = town.rng.random() < 0.8
    for day in range(0, 20, 4):
        if (close and day < 10) or day > 10:
            town.pay(ts + day * DAY, home, other, town.thousands(5, 60))
    amount = town.thousands(900, 6000)
    town.pay(ts + 10 * DAY, town.own(home), home, amount)
    town.pay(ts + 10.1 * DAY, home, other, amount)


def mover(town: OwnedPlanter) -> None:
    """All money of two or three banks moves to a new account, in a third of an unknown owner."""
    home, ts = town.take("mover"), town.begin(15 * DAY)
    new = town.outside() if town.rng.random() < 0.35 else town.own(home)
    total = 0
    for _ in range(town.rng.integers(1, 3)):
        total += (amount := town.thousands(200, 2500))
        town.pay(ts + town.rng.uniform(0, 5) * HOUR, town.own(home), home, amount)
    town.pay(ts + 6 * HOUR, home, new, total)
    for day in range(4, 15, 4):
        town.pay(ts + day * DAY, home, new, town.thousands(30, 200))


def debtor(town: OwnedPlanter) -> None:
    """A friend who lent money is repaid with a loan; before the case in half of cases."""
    home, ts, friend = town.take("debtor"), town.begin(30 * DAY), _seller(town)
    amount = town.thousands(300, 1200)
    if town.rng.random() < 0.5:
        town.pay(ts, friend, home, amount)
    ts += 25 * DAY
    town.pay(ts, town.lenders(1)[0], home, amount, "loan")
    town.pay(ts + _wait(town), home, friend, amount)


def renovation(town: OwnedPlanter) -> None:
    """A loan pays a foreman in two or three parts, who pays his men and buys material."""
    home, ts, foreman = town.take("renovation"), town.begin(14 * DAY), _seller(town)
    amount = town.thousands(600, 2500)
    town.pay(ts, town.lenders(1)[0], home, amount, "loan")
    for part in town.split(amount, int(town.rng.integers(2, 4))):
        ts += town.rng.uniform(0.2, 4) * DAY
        town.pay(ts, home, foreman, part)
        if not foreman.startswith("OUT"):
            for share in town.split(part * 0.6, 3):
                town.pay(ts + town.rng.uniform(1, 40) * HOUR, foreman, town.some(1)[0], share)


def wedding(town: OwnedPlanter) -> None:
    """Savings, or a loan in a third of cases, pay three to six strangers within two days."""
    home, ts, total = town.take("wedding"), town.begin(5 * DAY), town.thousands(900, 3500)
    if town.rng.random() < 0.35:
        town.pay(ts, town.lenders(1)[0], home, total, "loan")
    else:
        town.pay(ts, town.own(home), home, total)
    for part in town.split(total * 0.95, int(town.rng.integers(3, 7))):
        town.pay(ts + town.rng.uniform(2, 50) * HOUR, home, _seller(town), part)


def refinancer(town: OwnedPlanter) -> None:
    """Two new loans repay older ones; what is left goes to a relative."""
    home, ts = town.take("refinancer"), town.begin(2 * DAY)
    for lender in town.lenders(2):
        amount = town.thousands(500, 2000)
        town.pay(ts, lender, home, amount, "loan")
        town.pay(ts + HOUR, home, town.lenders(1)[0], amount * 0.9, "loan_repayment")
        ts += town.rng.uniform(0.2, 20) * HOUR
    town.pay(ts + HOUR, home, town.resident(), town.thousands(50, 150))


def investor(town: OwnedPlanter) -> None:
    """An exchange is paid little by little, and once with savings."""
    home, begin = town.take("investor"), town.begin(40 * DAY)
    for week in range(5):
        town.pay(begin + week * 7 * DAY, home, town.exchange, town.thousands(30, 200))
    ts = begin + 36 * DAY
    town.pay(ts, town.own(home), home, amount := town.thousands(500, 3000))
    town.pay(ts + 2 * HOUR, home, town.exchange, amount)


def new_supplier(town: OwnedPlanter) -> None:
    """A company pays one or two suppliers whom it had not paid, and goes on to pay them."""
    company, begin = town.take_company("new supplier"), town.begin(25 * DAY)
    for _ in range(town.rng.integers(1, 3)):
        supplier, amount = _seller(town), town.thousands(700, 6000)
        ts = begin + town.rng.uniform(0, 20) * HOUR
        town.pay(ts, company, supplier, amount)
        _sells(town, ts, supplier, amount)
        for week in range(1, 4):
            later = ts + week * 7 * DAY * town.rng.uniform(0.8, 1)
            town.pay(later, company, supplier, amount * town.rng.uniform(0.2, 1))


def equipment(town: OwnedPlanter) -> None:
    """A company buys equipment of two or three people whom it had not paid, once."""
    company, ts = town.take_company("equipment"), town.begin(3 * DAY)
    for _ in range(town.rng.integers(1, 4)):
        seller, amount = _seller(town), town.thousands(500, 4000)
        ts += town.rng.uniform(0.2, 12) * HOUR
        town.pay(ts, company, seller, amount)
        _sells(town, ts, seller, amount)


def fridge(town: OwnedPlanter) -> None:
    """A fridge is bought by instalments, and perhaps a stove; a friend is sent a little."""
    home, ts, bank = town.take("fridge"), town.begin(2 * DAY), town.lenders(1)[0]
    for _ in range(town.rng.integers(1, 3)):
        ts += town.rng.uniform(0.2, 9) * HOUR
        town.buy(ts, home, bank, town.shop(), town.thousands(120, 700))
    town.pay(ts + 5 * HOUR, home, _seller(town), town.thousands(30, 150))


def furnished(town: OwnedPlanter) -> None:
    """A flat is furnished within a day or two: three to six goods loans of one bank or two."""
    home, ts = town.take("furnisher"), town.begin(4 * DAY)
    banks = [home] if town.rng.random() < 0.7 else [home, town.own(home)]
    lenders = town.lenders(len(banks))
    for _ in range(town.rng.integers(3, 7)):
        ts += town.rng.uniform(0.3, 9) * HOUR
        place = int(town.rng.integers(len(banks)))
        town.buy(ts, banks[place], lenders[place], town.shop(), town.thousands(80, 500))
    if town.rng.random() < 0.5:  # who brings it and puts it up
        town.pay(ts + 20 * HOUR, home, _seller(town), town.thousands(40, 120))


def on_limit(town: OwnedPlanter) -> None:
    """Somebody lives from his card's limit: it is low before each wage, which fills it up."""
    home, begin = town.take("lives on limit"), town.begin(40 * DAY)
    card, limit, shop = town.own(home), town.thousands(200, 600), town.shop()
    for month in range(2):
        ts, spent = begin + month * 18 * DAY, 0
        for part in town.split(limit * 0.75, 6):
            ts += town.rng.uniform(0.3, 3) * DAY
            town.pay(ts, card, shop, part, "card")
            spent += part
        part = int(limit * 0.2) // 1000 * 1000
        ts += town.rng.uniform(0.3, 20) * HOUR
        town.pay(ts, card, _seller(town), part)
        town.state(card, ts)
        town.pay(ts + DAY, home, card, spent + part)


def consolidated(town: OwnedPlanter) -> None:
    """One loan repays another to the last tenge, and a limit that was drawn; little is left."""
    home, ts = town.take("consolidated"), town.begin(3 * DAY)
    lenders, amount = town.lenders(2), town.thousands(800, 3000)
    limit, debt = town.own(home), int(amount * town.rng.uniform(0.2, 0.4)) // 1000 * 1000
    town.pay(ts, limit, home, debt, "loan")
    town.pay(ts + 2 * HOUR, lenders[0], home, amount, "loan")
    town.pay(ts + 3 * HOUR, home, lenders[1], amount - debt, "loan_repayment")
    town.pay(ts + 4 * HOUR, home, limit, debt, "loan_repayment")
    town.pay(ts + 9 * HOUR, home, _seller(town), town.thousands(50, 200))


def micro_borrower(town: OwnedPlanter) -> None:
    """Four to eight small loans, one a day or so, feed a family, its friends and older loans."""
    home, ts = town.take("micro-borrower"), town.begin(12 * DAY)
    lenders, friend, shop = town.lenders(3), town.resident(), town.shop()
    town.pay(ts - DAY, home, friend, town.thousands(5, 30))
    for number in range(town.rng.integers(4, 9)):
        amount = town.thousands(40, 150)
        town.pay(ts, lenders[number % 3], home, amount, "loan")
        town.pay(ts + HOUR, home, shop, amount * 0.4, "card")
        if number % 2:
            owed = amount * town.rng.uniform(0.3, 0.5)
            town.pay(ts + 2 * HOUR, home, lenders[(number + 1) % 3], owed, "loan_repayment")
        else:
            payee = friend if town.rng.random() < 0.5 else _seller(town)
            town.pay(ts + 3 * HOUR, home, payee, amount * town.rng.uniform(0.3, 0.6))
        ts += town.rng.uniform(6, 40) * HOUR


LOOK_ALIKES: Final[tuple[Callable[[OwnedPlanter], None], ...]] = (
    flat, car, cheap_car, spouse, mover, debtor, renovation, wedding, refinancer, investor,
    new_supplier, equipment, fridge, furnished, on_limit, consolidated, micro_borrower,
)  # fmt: skip
