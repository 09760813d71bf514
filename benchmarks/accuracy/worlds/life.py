"""Ordinary life, shared by worlds: wages, shops, bills, friends. Everything is drawn in arrays."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from benchmarks.accuracy.worlds.book import DAY, HOUR, NOBODY, Book, Floats, Ints

#: How often people pay in each hour of the day, from midnight.
_HOURS: Final = np.array(
    [2, 1, 1, 0, 0, 1, 3, 6, 9, 12, 14, 15, 16, 15, 14, 14, 15, 17, 19, 19, 16, 12, 8, 4]
)
CONTACTS: Final = 6


def day_time(rng: np.random.Generator, count: int) -> Floats:
    """Return seconds since midnight, as people are awake."""
    hours = rng.choice(24, count, p=_HOURS / _HOURS.sum())
    return np.asarray((hours + rng.random(count)) * HOUR)


def moments(rng: np.random.Generator, count: int, days: int) -> Floats:
    """Return moments spread over all days."""
    return np.asarray(rng.integers(0, days, count) * DAY + day_time(rng, count))


def sums(rng: np.random.Generator, count: int, median: float, sigma: float) -> Ints:
    """Return log-normal amounts in tenge; three in five are of whole hundreds or thousands."""
    amounts = np.exp(rng.normal(np.log(median), sigma, count))
    unit = rng.choice([1, 100, 500, 1000], count, p=[0.4, 0.2, 0.15, 0.25])
    return np.asarray(np.maximum(unit, np.round(amounts / unit) * unit), dtype=np.int64)


def often(rng: np.random.Generator, people: Ints, mean: float) -> Ints:
    """Return people, each as often as a Poisson number, some much more often than others."""
    rates = rng.gamma(2.0, mean / 2, len(people))
    return np.asarray(np.repeat(people, rng.poisson(rates)))


def others(rng: np.random.Generator, people: Ints, pool: Ints, count: int) -> Ints:
    """Return, for each of the people, that many of a pool (people x count)."""
    return np.asarray(pool[rng.integers(0, len(pool), (len(people), count))])


def pick(rng: np.random.Generator, rows: Ints) -> Ints:
    """Return one of each row, the first ones more often."""
    place = np.minimum(rng.geometric(0.35, len(rows)) - 1, rows.shape[1] - 1)
    return np.asarray(rows[np.arange(len(rows)), place])


def wages(
    book: Book, rng: np.random.Generator, people: Ints, median: float, employers: int = 60
) -> Ints:
    """Pay everybody once or twice a month; return the places of the payments."""
    firms = book.endless(employers)
    at = rng.integers(0, employers, len(people))
    payday, is_halved = rng.integers(0, 30, employers), rng.random(employers) < 0.4
    wage = sums(rng, len(people), median, 0.45)
    places = []
    for begin in range(-30, book.days, 15):
        due = is_halved[at] | (begin % 30 == 0)
        ts = (begin + payday[at]) * DAY + 9 * HOUR + rng.random(len(people)) * 3 * HOUR
        amount = np.where(is_halved[at], wage // 2, wage)
        places.append(book.pay(ts[due], firms[at[due]], people[due], amount[due], "salary"))
    return np.concatenate(places)


def shopping(
    book: Book,
    rng: np.random.Generator,
    people: Ints,
    a_day: float,
    median: float,
    shops: int = 150,
) -> None:
    """Pay in shops by card; a few shops are everybody's."""
    sellers = book.endless(shops)
    payer = often(rng, people, a_day * book.days)
    shop = sellers[np.minimum(rng.zipf(1.4, len(payer)) - 1, shops - 1)]
    book.pay(
        moments(rng, len(payer), book.days), payer, shop, sums(rng, len(payer), median, 0.9), "card"
    )


def bills(book: Book, rng: np.random.Generator, people: Ints, median: float) -> None:
    """Pay for the flat once a month: two in three a company, the rest a landlord."""
    firms = book.endless(8)
    landlords = others(rng, people, people, 1)[:, 0]
    payee = np.where(rng.random(len(people)) < 0.65, rng.choice(firms, len(people)), landlords)
    rent, day = sums(rng, len(people), median, 0.5), rng.integers(0, 30, len(people))
    for begin in range(0, book.days, 30):
        ts = (begin + day) * DAY + day_time(rng, len(people))
        book.pay(ts, people, payee, rent)


def friends(
    book: Book, rng: np.random.Generator, people: Ints, a_day: float, median: float
) -> Ints:
    """Let people pay those they know, and strangers now and then; return whom each knows."""
    known = others(rng, people, people, CONTACTS)
    payer = often(rng, np.arange(len(people)), a_day * book.days)
    is_stranger = rng.random(len(payer)) < 0.12
    payee = np.where(is_stranger, rng.choice(people, len(payer)), pick(rng, known[payer]))
    amounts = sums(rng, len(payer), median, 1.0)
    book.pay(moments(rng, len(payer), book.days), people[payer], payee, amounts)
    return known


def deals(book: Book, rng: np.random.Generator, people: Ints, count: int, median: float) -> None:
    """Let strangers buy a car, furniture, a cow of each other; half of sellers pay on in a week."""
    ts = moments(rng, count, book.days)
    buyer, seller = rng.choice(people, (2, count))
    paid = book.pay(ts, buyer, seller, sums(rng, count, median, 0.7))
    again = rng.random(count) < 0.5
    later = ts[again] + rng.uniform(0.05, 7, again.sum()) * DAY
    way = rng.random(again.sum()) < 0.35
    payee = np.where(way, 0, rng.choice(people, again.sum()))
    share = rng.uniform(0.5, 1, again.sum())
    for kind, chosen in (("cash_out", way), ("transfer", ~way)):
        book.pay(
            later[chosen], seller[again][chosen], payee[chosen], 0, kind,
            of=paid[again][chosen], share=share[chosen], round_to=1000,
        )  # fmt: skip


def savings(rng: np.random.Generator, count: int, median: float) -> Any:
    """Return what people have at first."""
    return sums(rng, count, median, 1.1)


def exits(
    book: Book, rng: np.random.Generator, people: Ints, exchanges: Ints, median: float
) -> None:
    """Let people draw cash, and one in twenty buy cryptocurrency now and then."""
    payer = often(rng, people, 0.04 * book.days)
    book.pay(
        moments(rng, len(payer), book.days), payer, NOBODY, sums(rng, len(payer), median, 0.9),
        "cash_out", round_to=1000,
    )  # fmt: skip
    buyer = often(rng, people[rng.random(len(people)) < 0.05], 0.06 * book.days)
    exchange = rng.choice(exchanges, len(buyer))
    amount = sums(rng, len(buyer), 2 * median, 0.8)
    book.pay(moments(rng, len(buyer), book.days), buyer, exchange, amount)
