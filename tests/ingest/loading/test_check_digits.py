"""Check digits of account numbers and owners, against python-stdnum and the official rule."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import iban

from moneygraph.ingest.loading.numbers import make_number_macros
from moneygraph.ingest.loading.spelling import Spelling
from moneygraph.ingest.loading.vocabulary import make_word_macros
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import run_file
from tests.laws import laws

DIGITS, SIGNS = "0123456789", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Numbers of other countries from the registry of ISO 13616.
FOREIGN = (
    "GB29NWBK60161331926819",
    "DE89370400440532013000",
    "TR330006100519786457841326",
    "AE070331234567890123456",
    "GE29NB0000000101904917",
    "LT121000011101001000",  # as long as a number of Kazakhstan
)


SPELLING = Spelling.of(OURS)


def macros() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    make_word_macros(con, OURS)
    run_file(con, "ingest/loading/parse.sql")
    make_number_macros(con, SPELLING)
    return con


CON = macros()


def is_iban_of_ours(number: str) -> bool:
    """Return what `numbers.sql` finds of a number: whether it is a good IBAN of Kazakhstan."""
    ((holds,),) = CON.execute(
        "select looks_kz_iban($1) and coalesce(iban_holds($1), false)", [number]
    ).fetchall()
    return bool(holds)


def is_id(text: str) -> bool:
    ((holds,),) = CON.execute("select coalesce(id_holds(padded_id($1)), false)", [text]).fetchall()
    return bool(holds)


def with_check_digits(bban: str) -> str:
    return f"KZ{iban.calc_check_digits('KZ00' + bban)}{bban}"


BBANS = st.one_of(
    st.text(DIGITS, min_size=16, max_size=16),
    st.builds(
        str.__add__,
        st.text(DIGITS, min_size=3, max_size=3),
        st.text(SIGNS, min_size=13, max_size=13),
    ),
    st.text(SIGNS, min_size=16, max_size=16),  # a bank's code has digits alone
)


@given(BBANS)
@example("0" * 16)
@example("9" * 16)
@example("999" + "Z" * 13)
@example("Z" * 16)
@example("KZT5004100100AAA")
def test_good_ibans(bban: str) -> None:
    number = with_check_digits(bban)
    assert is_iban_of_ours(number) == iban.is_valid(number) == bban[:3].isdigit()


@given(BBANS, st.integers(0, 19), st.sampled_from(SIGNS))
@example("5704503887606591", 2, "U")
def test_ibans_with_another_sign(bban: str, place: int, sign: str) -> None:
    number = with_check_digits(bban)
    changed = number[:place] + sign + number[place + 1 :]
    # the oracle counts a letter among the two check digits, which ISO 13616 wants to be digits
    expected = iban.is_valid(changed) and changed.startswith("KZ") and changed[2:4].isdigit()
    assert is_iban_of_ours(changed) == expected


@given(BBANS, st.integers(2, 18))
def test_ibans_with_two_signs_swapped(bban: str, place: int) -> None:
    number = with_check_digits(bban)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert is_iban_of_ours(swapped) == iban.is_valid(swapped)


@given(st.text(DIGITS, min_size=2, max_size=2), BBANS)
def test_any_check_digits(check: str, bban: str) -> None:
    number = f"KZ{check}{bban}"
    assert is_iban_of_ours(number) == iban.is_valid(number)


@pytest.mark.parametrize("number", FOREIGN)
def test_ibans_of_other_countries_are_none_of_ours(number: str) -> None:
    assert iban.is_valid(number) and not is_iban_of_ours(number)


def is_abroad(number: str) -> bool:
    ((foreign,),) = CON.execute("select is_foreign_iban($1)", [number]).fetchall()
    return bool(foreign)


@pytest.mark.parametrize("number", FOREIGN)
def test_ibans_of_other_countries_are_abroad(number: str) -> None:
    assert is_abroad(number) and SPELLING.holds(number)
    other = number[:-1] + ("1" if number[-1] == "0" else "0")
    assert not is_abroad(other) and not SPELLING.holds(other)
    assert not is_abroad(number + "0") and not is_abroad("AC" + number[2:])


@laws(60)
@given(st.one_of(BBANS.map(with_check_digits), st.text(SIGNS, min_size=5, max_size=30)))
def test_both_readings_of_check_digits_agree(number: str) -> None:
    if number[4:7].isdigit() or not number.startswith("KZ"):
        assert SPELLING.holds(number) == (is_abroad(number) or is_iban_of_ours(number))


def test_lengths_are_those_of_the_registry() -> None:
    from stdnum import numdb

    known = numdb.get("iban")
    for country, length in SPELLING.lengths.items():
        parts = known.info(country)[0][1]["bban"] if known.info(country)[0][1] else ""
        if parts:
            wide = 4 + sum(int(part) for part in re.findall(r"(\d+)!", parts))
            assert length == wide, country


def is_id_by_the_rule(number: str) -> bool:
    """Return what the official rule says; twelve zeros, which fit it, are nobody's."""
    digits = [int(digit) for digit in number]
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        rest = sum(a * b for a, b in zip(digits[:11], weights, strict=True)) % 11
        if rest < 10:
            return rest == digits[11] and any(digits)
    return False


@given(st.text(DIGITS, min_size=11, max_size=11))
@example("90010130000")  # the first weights leave 7
@example("12345678901")  # the first leave 10, the second 3
@example("75321817597")  # both leave 10: no digit is right
@example("00000000000")
def test_the_check_digit_of_iins_and_bins(begin: str) -> None:
    good = [digit for digit in DIGITS if is_id(begin + digit)]
    assert good == [digit for digit in DIGITS if is_id_by_the_rule(begin + digit)]


@given(st.integers(10**6, 10**10 - 1))
def test_iins_and_bins_without_their_leading_zeros(number: int) -> None:
    assert is_id(str(number)) == is_id(f"{number}.0") == is_id_by_the_rule(f"{number:012}")
