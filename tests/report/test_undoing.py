"""What `show` states of payments that were undone and of money that was given back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.ingest.pairing.refunds import POINTS
from moneygraph.ingest.pairing.undone import REASONS
from moneygraph.report.terminal.show import print_show
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import LANGUAGES, read_language, texts_of
from tests.ingest.pairing.banks import OURS, later, row, write

A, SHOP = OURS[0], OURS[1]


@pytest.fixture
def bank(case: Case, tmp_path: Path) -> Case:
    rows = [
        row(later(0), A, SHOP, "500"),
        row(later(5), A, SHOP, "-500", purpose="Сторно операции"),
        row(later(60), A, SHOP, "700"),
        row(later(90), SHOP, A, "200", purpose="Частичный возврат"),
    ]
    case.load(write(tmp_path / "bank.csv", rows))
    return case


def test_both_rows_of_an_undone_payment_name_the_other(bank: Case) -> None:
    paid, back = (bank.show(f"bank.csv:{number}")["row"] for number in (2, 3))
    assert (paid["fate"], back["fate"]) == ("undone", "reversal")
    (by,), (of,) = paid["undone_by"], back["undone"]
    assert (by["row"], of["row"], of["amount"], of["score"]) == (3, 2, "500.00", by["score"])
    assert of["reasons"][0] == "minus"
    assert by["reasons"] == of["reasons"]


def test_a_refund_and_what_it_gives_back_name_each_other(bank: Case) -> None:
    refund, paid = (bank.show(f"bank.csv:{number}")["transfer"] for number in (5, 4))
    (tie,), (back,) = refund["reverses"], paid["reversed_by"]
    assert (tie["transfer"], back["transfer"]) == (paid["id"], refund["id"])
    assert (tie["amount"], tie["currency"], tie["score"]) == ("200.00", "KZT", 0.85)
    assert tie["reasons"] == ["words", "part", "only-one", "days"]
    assert "reverses" not in paid
    assert "reversed_by" not in refund


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_words(bank: Case, lang: str) -> None:
    assert {*POINTS, *REASONS} == set(read_language("labels", lang)["undoing"])
    stream = io.StringIO()
    for number in range(2, 6):
        print_show(
            Terminal(stream, 120), texts_of(lang), bank.show(f"bank.csv:{number}", lang=lang)
        )
    printed = " ".join(stream.getvalue().split())
    for word in ("only-one", "part", "minus"):
        assert read_language("labels", lang)["undoing"][word] in printed
