"""Numbers, money and times as a person reads them, by the rules of a language (CLDR, by Babel).

What programs read is in `numbers`. Money is never a float. Babel formats some thousand numbers a
second, so its rules are asked once and what repeats is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.text.numbers import plain_amount

if TYPE_CHECKING:
    from babel import Locale

#: Days with the name of the month, where digits alone are read in two ways: 3/4 or 4/3.
_NAMED_MONTH: Final = {"en": "dd MMM y"}
_MONTH: Final = re.compile("M+")
#: What a day is made of in a pattern of CLDR, and what a page's script calls it.
_DAY_PART: Final = re.compile("d+|M+|y+")
_PART_NAMES: Final = {"d": "{day}", "M": "{month}", "y": "{year}"}
_DAYS_KEPT: Final = 4096
_MILLION: Final = 1_000_000


@dataclass(frozen=True)
class _Rules:
    """What is between thousands, before decimals, and the pattern of a day."""

    group: str
    decimal: str
    day: str


class Formats:
    """Writes values in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def count(self, number: int) -> str:
        """Return a whole number with thousands apart.

        >>> Formats("en").count(-12345), Formats("ru").count(12345)
        ('-12,345', '12\\xa0345')
        """
        return f"{number:,}".replace(",", _rules(self.lang).group)

    def decimal(self, number: float, digits: int) -> str:
        """Return a number such as a score, which is no money, with so many digits."""
        return f"{number:.{digits}f}".replace(".", _rules(self.lang).decimal)

    def signed(self, points: float) -> str:
        """Return points with their sign, to a tenth."""
        text = f"{points:+.1f}".replace("-", "\N{MINUS SIGN}")
        return text.replace(".", _rules(self.lang).decimal)

    def grouped(self, amount: str) -> str:
        """Return an amount that a program reads as a person reads it.

        >>> Formats("en").grouped("-1234567.89"), Formats("kk").grouped("1234.50")
        ('-1,234,567.89', '1\\xa0234,50')
        """
        whole, point, part = amount.partition(".")
        sign = "-" if whole.startswith("-") else ""
        shown = f"{sign}{self.count(abs(int(whole)))}"
        return f"{shown}{_rules(self.lang).decimal}{part}" if point else shown

    def amount(self, units: int, currency: str | None = None) -> str:
        """Return minor units with all decimals of the currency."""
        return self.grouped(plain_amount(units, currency))

    def short_amount(self, units: int) -> str:
        """Return minor units without decimals that are zero."""
        return self.short(plain_amount(units))

    def money(self, units: int, currency: str | None) -> str:
        """Return an amount with its currency behind it, when that is known."""
        return f"{self.amount(units, currency)} {currency}" if currency else self.amount(units)

    def about(self, units: int) -> str:
        """Return minor units roughly, as one says it: three digits at the most, in words.

        >>> Formats("en").about(159530000), Formats("ru").about(30020000)
        ('1.6 million', '300 тысяч')
        """
        from babel.numbers import format_compact_decimal

        whole = round(units / 100)
        digits = len(str(abs(whole)))
        rounded = round(whole, min(0, 3 - digits))
        after_point = 1 if digits % 3 in (1, 2) else 0
        return format_compact_decimal(
            rounded, format_type="long", locale=_locale(self.lang), fraction_digits=after_point
        )

    def percent(self, share: float) -> str:
        """Return a share from 0 to 1 in whole percent; never 100% or 0% unless it is that.

        >>> Formats("en").percent(0.996), Formats("ru").percent(1.0), Formats("kk").percent(0.001)
        ('99%', '100\\xa0%', '1%')
        """
        rounded = round(share * 100)
        if rounded == 100 and share < 1:
            rounded = 99
        if rounded == 0 and share > 0:
            rounded = 1
        return _percent(self.lang, rounded)

    def size(self, count: int) -> str:
        """Return a number of bytes as that of a file: in kB, from a million on in MB.

        >>> Formats("en").size(45_600), Formats("ru").size(1_440_000)
        ('46 kB', '1,4 МБ')
        """
        from babel.units import format_unit

        large = count >= _MILLION
        unit, size = ("megabyte", count / _MILLION) if large else ("kilobyte", -(-count // 1000))
        shown = round(size, 1)
        return format_unit(shown, f"digital-{unit}", "short", locale=_locale(self.lang))

    def moment(self, value: Any) -> str:
        """Return a time or a day, or its ISO text: no seconds that are zero; nothing for None.

        >>> Formats("en").moment("2025-09-20T10:24:00"), Formats("ru").moment("2025-09-20")
        ('20 Sep 2025, 10:24', '20.09.2025')
        """
        known = _time_of(value) if isinstance(value, str) else value
        if not isinstance(known, date):
            return known or ""
        day = _day(self.lang, known.year, known.month, known.day)
        if not isinstance(known, datetime):
            return day
        return f"{day}{self._before_clock}{known:%H:%M:%S}".removesuffix(":00")

    def short(self, amount: str) -> str:
        """Return an amount that a program reads without decimals that are zero.

        >>> Formats("ru").short("1234567.00"), Formats("en").short("-0.50")
        ('1\\xa0234\\xa0567', '-0.50')
        """
        whole, _, part = amount.partition(".")
        return self.grouped(amount if part.strip("0") else whole)

    def days(self, first: Any, last: Any) -> str:
        """Return a span of days or times; one where both are the same."""
        start, end = self.moment(first), self.moment(last)
        return start if start == end else f"{start} – {end}"

    def for_pages(self) -> dict[str, Any]:
        """Return how a page's script writes values, as this class does: see `assets/base.js`.

        >>> Formats("en").for_pages()["date"], Formats("ru").for_pages()["date"]
        ('{day} {month} {year}', '{day}.{month}.{year}')
        """
        rules, months = _rules(self.lang), _months(self.lang)
        date_of = _DAY_PART.sub(lambda match: _PART_NAMES[match[0][0]], rules.day)
        separators = {"group": rules.group, "decimal": rules.decimal, "clock": self._before_clock}
        return separators | {"date": date_of, "months": months}

    @property
    def _before_clock(self) -> str:
        return ", " if self.lang in _NAMED_MONTH else " "

    @property
    def day_pattern(self) -> str:
        """How a day is written, in letters of CLDR: ``dd.MM.y``."""
        return _rules(self.lang).day


def _time_of(text: str) -> date | str:
    """Return the day or the time of an ISO text; any other as it is."""
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return text


@cache
def _rules(lang: str) -> _Rules:
    locale = _locale(lang)
    symbols = locale.number_symbols[locale.default_numbering_system]
    day = _NAMED_MONTH.get(lang) or locale.datetime_skeletons["yMd"].pattern
    return _Rules(symbols["group"], symbols["decimal"], day)


@cache
def _locale(lang: str) -> Locale:
    from babel import Locale  # takes a moment, and help needs none

    return Locale.parse(lang)


@lru_cache(maxsize=_DAYS_KEPT)
def _day(lang: str, year: int, month: int, day: int) -> str:
    from babel.dates import format_date

    return format_date(date(year, month, day), _rules(lang).day, _locale(lang))


@cache
def _months(lang: str) -> list[str]:
    """Return how the twelve months stand in a day."""
    from babel.dates import format_date

    month = next(iter(_MONTH.findall(_rules(lang).day)))
    return [format_date(date(2000, one, 1), month, _locale(lang)) for one in range(1, 13)]


@cache
def _percent(lang: str, whole: int) -> str:
    from babel.numbers import format_percent

    return format_percent(Decimal(whole) / 100, locale=_locale(lang))
