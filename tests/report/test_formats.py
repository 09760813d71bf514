"""Numbers, money and times by the rules of a language; all that is written can be typed back."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.report.text.formats import Formats
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.texts import LANGUAGES
from moneygraph.store.amounts import moment, tiyn

EN, RU, KK = map(Formats, LANGUAGES)


@given(st.integers(-(10**18), 10**18), st.sampled_from(LANGUAGES))
def test_a_whole_number_is_as_babel_writes_it(number: int, lang: str) -> None:
    assert Formats(lang).count(number) == format_decimal(number, locale=lang)


@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from(LANGUAGES))
def test_an_amount_is_exact_and_is_read_back(units: int, lang: str) -> None:
    shown = Formats(lang).amount(units)
    assert tiyn(shown) == units
    digits = "".join(one for one in shown if one.isdigit())
    assert digits == plain_amount(abs(units)).replace(".", "")


def test_amounts() -> None:
    assert [one.money(123456789, "KZT") for one in (EN, RU, KK)] == [
        "1,234,567.89 KZT",
        *["1\xa0234\xa0567,89 KZT"] * 2,
    ]
    assert EN.money(5, None) == "0.05"
    assert EN.amount(12_345_678_900_000_000, "BTC") == "123,456,789.00000000"
    assert RU.amount(-5) == "-0,05"
    assert [EN.short_amount(units) for units in (10_000_000, 10_000_050)] == [
        *("100,000", "100,000.50"),
    ]
    assert EN.grouped("-1234.50") == "-1,234.50" and KK.grouped("7") == "7"


def test_roughly() -> None:
    assert [one.about(250_000_000) for one in (EN, KK)] == ["2.5 million", "2,5 миллион"]
    assert RU.about(250_000_000).replace("\xa0", " ") == "2,5 миллиона"
    assert EN.about(99_950) == "1 thousand"


def test_percent_is_100_and_0_only_of_all_and_nothing() -> None:
    shares = (0, 0.0001, 0.5, 0.9999, 1)
    assert [EN.percent(one) for one in shares] == ["0%", "1%", "50%", "99%", "100%"]
    assert RU.percent(0.29) == "29\xa0%"


def test_numbers_with_a_fraction() -> None:
    assert (EN.decimal(0.914, 2), RU.decimal(2.5, 1)) == ("0.91", "2,5")
    assert (EN.signed(3.25), KK.signed(-0.5)) == ("+3.2", "−0,5")


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        ("2026-03-02T10:15:00", "02 Mar 2026, 10:15", "02.03.2026 10:15"),
        ("2026-03-02T10:15:07", "02 Mar 2026, 10:15:07", "02.03.2026 10:15:07"),
        ("2026-03-02T00:00:00", "02 Mar 2026, 00:00", "02.03.2026 00:00"),
        ("2026-03-02", "02 Mar 2026", "02.03.2026"),
        (date(2026, 9, 12), "12 Sep 2026", "12.09.2026"),
        (datetime(2026, 5, 1, 23, 59, 59), "01 May 2026, 23:59:59", "01.05.2026 23:59:59"),
        (None, "", ""),
        ("soon", "soon", "soon"),
    ],
)
def test_moments(value: object, english: str, russian: str) -> None:
    assert EN.moment(value) == english
    assert RU.moment(value) == KK.moment(value) == russian


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.sampled_from(LANGUAGES))
def test_a_time_is_read_back(at: datetime, lang: str) -> None:
    at = at.replace(microsecond=0)
    assert moment("", Formats(lang).moment(at), end_of_day=False) == at


def test_spans() -> None:
    assert EN.days("2026-03-02", "2026-03-05") == "02 Mar 2026 – 05 Mar 2026"
    assert RU.days("2026-03-02", "2026-03-02") == "02.03.2026"


def test_babel_is_loaded_when_something_is_written_and_not_before() -> None:
    program = (
        "import sys; from moneygraph.report.text.texts import texts_of; texts = texts_of('ru');"
        "texts('account.cash'); assert 'babel' not in sys.modules; texts.count(1);"
        "assert 'babel' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
