"""Which texts are one account number, which are two, and which are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.ingest.loading.spelling import Spelling, shown_part
from moneygraph.store.data import OURS
from tests.ingest.loading.exports import iban
from tests.laws import laws

SPELLING = Spelling.of(OURS)
#: With letters that have look-alikes in its body.
NUMBER = "KZ04601HB12OM0000017"
NUMBER = next(
    one for one in (f"KZ{check:02}601HB12CM0000017" for check in range(100)) if SPELLING.holds(one)
)
DIGITS = "40817810500000000001"

ONE = [
    (text.replace("#", NUMBER), NUMBER)
    for text in (
        "#", " # ", "'#", "`#`", '="#"', "«#»", "№ #", "Счет #", "счёт № #", "р/с: #", "ИИК #",
        "ИИК#", "ЖСК: #", "шот #", "IBAN #", "IBAN:#", "acc. #", "Account No. #", "# KZT",
        "#/KZT", "# (USD)", "#KZT", "# тенге", "#;", "\ufeff#\u200b", "#\xa0",
    )
]  # fmt: skip
ONE += [
    (NUMBER.lower(), NUMBER),
    (" ".join(NUMBER), NUMBER),
    ("-".join((NUMBER[:4], NUMBER[4:8], NUMBER[8:])), NUMBER),
    ("\u2013".join((NUMBER[:4], NUMBER[4:])), NUMBER),
    (NUMBER.replace("K", "К").replace("B", "В").replace("M", "М").replace("C", "С"), NUMBER),
    (NUMBER.replace("0", "O"), NUMBER),
    (NUMBER.replace("0", "О").lower(), NUMBER),
    (f"{DIGITS[:5]}.{DIGITS[5:8]}.{DIGITS[8:]}", DIGITS),
    ("4081 7810 5000 0000 0001 RUB", DIGITS),
    ("сч. 40817-810-5-00000000001", DIGITS),
    ("1234567.0", "1234567"),
    ("ас-17", "AC-17"),
    ("НС17", "HC17"),
]


@pytest.mark.parametrize(("text", "number"), ONE)
def test_spellings_of_one_account(text: str, number: str) -> None:
    assert SPELLING.number(text) == number
    assert SPELLING.odd(text) is None


TWO = [
    ("C-001 KZT", "C-001 USD"),  # a bank's own numbers may differ in the currency alone
    ("ACC0000001", "0000001"),
    ("12-3456", "1-23456"),
    ("O12345", "012345"),  # nothing proves the zero
    ("KZ046010000000000018", "KZ046O10000000000018"),
    ("Касса 1", "Kacca 2"),
    ("счет 5", "5"),
    ("NO9386011117947", "9386011117947"),  # Norway, and no "No."
    (iban("601", 1), iban("601", 2)),
]


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_accounts_stay_two(one: str, other: str) -> None:
    assert SPELLING.number(one) != SPELLING.number(other)


@pytest.mark.parametrize(
    "text",
    [
        "0", "00000", "0.0", "-", "--", "—", "***", "...", "?", "???", "нет данных",
        "#ССЫЛКА!", "Нет Данных.", "н/д", "Н.Д.", "нд", "не указан", "счет не указан",
        "Номер счёта не указан", "без счета", "б/н", "номер счета", "NULL", "none", "n/a",
        "#N/A", "NaN", "no data", "account unknown", "жоқ", "деректер жоқ", "шот нөмірі жоқ",
        "көрсетілмеген", "белгісіз", "x000", "xxxx", "ХХХХ ХХХХ", "0000 0000 0000 0000",
        "KZ000000000000000000", "9999999999999999", "Касса", "наличными", "Cash desk",
    ],
)  # fmt: skip
def test_words_and_signs_for_no_account(text: str) -> None:
    assert SPELLING.odd(text) == "none"


@pytest.mark.parametrize(
    "text",
    [
        "1", "A", "C1", "AC0000000002001", "12E45", "1E10", "10000000000000000000", "1000",
        "Касса 1", "X17", "AX00X1", NUMBER, NUMBER + "*", "KZ100000000000000000",
        "ACC...1", "Нетто 5", "NA17", "?иванов", "40817810500000100000", "1111",
    ],
)  # fmt: skip
def test_what_is_a_number_although_it_looks_odd(text: str) -> None:
    assert SPELLING.odd(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4405 63** **** 1234", "440563*1234"),
        ("440563******1234", "440563*1234"),
        ("440563XXXXXX1234", "440563*1234"),
        ("4405-63хх-хххх-1234", "440563*1234"),
        ("****1234", "*1234"),
        ("•••• 1234", "*1234"),
        ("+7 701 ***-**-12", "7701*12"),
        ("KZ12***********1234", "kz12*1234"),
        ("4405...1234", "4405*1234"),
        ("Gold *1234", "gold*1234"),
        ("..1234", "*1234"),
    ],
)
def test_masked_numbers_are_known_by_what_they_show(text: str, shown: str) -> None:
    assert SPELLING.odd(text) == "masked" and shown_part(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "4,08178E+19",
        "4.08178E+19",
        "4,08178e19",
        "5E+19",
        "'4.08178105000000E+19",
        "4,08Е+15",
        "4.08178E+019",
    ],
)
def test_what_a_spreadsheet_has_cut(text: str) -> None:
    assert SPELLING.odd(text) == "cut"


@laws(200)
@given(st.text(max_size=30))
def test_reading_a_number_again_changes_nothing(text: str) -> None:
    number = SPELLING.number(text)
    assert SPELLING.number(number) == number


@laws(100)
@given(st.integers(0, 10**13 - 1), st.data())
def test_one_account_however_it_is_spelt(n: int, data: st.DataObject) -> None:
    number = iban("722", n)
    parts = data.draw(
        st.lists(st.sampled_from(["", " ", "-", "\xa0", "\u200b"]), min_size=20, max_size=20)
    )
    text = "".join(sign + after for sign, after in zip(number, parts, strict=True))
    text = data.draw(st.sampled_from(["", "'", "ИИК ", "IBAN: ", "сч. № "])) + text
    text += data.draw(st.sampled_from(["", " KZT", "/USD", " (eur)"]))
    if data.draw(st.booleans()):
        text = text.replace("K", "К", 1).lower()
    assert SPELLING.number(text) == number
