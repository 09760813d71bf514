from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from moneygraph.demo.names import (
    FOREIGN,
    Numbers,
    check_digit,
    iban,
    on_a_terminal,
    without_kazakh_letters,
)


def holds(number: str) -> bool:
    """The check digit by the state's rule, written out once more."""
    digits = [int(digit) for digit in number]
    rest = sum(place * digit for place, digit in enumerate(digits[:11], 1)) % 11
    if rest == 10:
        second = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]
        rest = sum(weight * digit for weight, digit in zip(second, digits, strict=False)) % 11
    return rest == digits[11]


def iban_holds(number: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def test_known_check_digits() -> None:
    assert check_digit("90010130000") == "7"  # 9*1 + 1*4 + 1*6 + 3*7 = 40
    assert check_digit("12345678901") == "3"  # 296 leaves 10; by the second weights 377
    assert check_digit("75321817597") is None  # both leave 10


@settings(deadline=None)
@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)), st.booleans(), st.integers(0, 99))
def test_person_numbers(birth: date, woman: bool, seed: int) -> None:
    number = Numbers(Random(seed)).person(birth, woman)
    assert holds(number)
    assert number[:6] == f"{birth:%y%m%d}"
    assert int(number[6]) % 2 == (0 if woman else 1)
    assert number[6] in ("3", "4") if birth.year < 2000 else number[6] in ("5", "6")


@settings(deadline=None)
@given(st.dates(date(1995, 1, 1), date(2025, 12, 31)), st.integers(0, 99))
def test_company_numbers(registered: date, seed: int) -> None:
    number = Numbers(Random(seed)).company(registered)
    assert holds(number)
    assert number[4] in "456"


@settings(deadline=None)
@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=13, max_size=13))
def test_ibans(rest: str) -> None:
    number = iban("KZ", "722" + rest)
    assert len(number) == 20
    assert iban_holds(number)


def test_foreign_ibans_have_their_countries_length() -> None:
    lengths = {"TR": 26, "AE": 23, "GE": 22, "LT": 20}
    for country in FOREIGN:
        number = Numbers(Random(1)).foreign_account(country)
        assert iban_holds(number)
        assert len(number) == lengths[country]


def test_no_number_is_given_twice() -> None:
    numbers = Numbers(Random(3))
    given_out = [numbers.person(date(1990, 1, 1), woman=False) for _ in range(300)]
    assert len(set(given_out)) == 300


def test_spellings() -> None:
    assert on_a_terminal("ТОО «Дәмді Нан 7»") == "DAMDI NAN 7"
    assert without_kazakh_letters("Әлия Қасымова").encode("cp1251")
