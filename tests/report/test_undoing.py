"""What `show` states of payments that were undone and of money that was given back."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from moneygraph.api import Case
from moneygraph.ingest.pairing.refunds import POINTS
from moneygraph.ingest.pairing.undone import REASONS
from moneygraph.report.terminal.show import print_show
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import LANGUAGES, texts_of
from tests.ingest.pairing.banks import OURS, later, row, write
from tests.texts import group

pytestmark = pytest.mark.turns

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


def test_an_account_that_only_an_undone_payment_names(case: Case, tmp_path: Path) -> None:
    rows = [
        row(later(0), A, OURS[2], "500"),
        row(later(5), A, OURS[2], "-500", purpose="Сторно операции"),
        row(later(60), A, SHOP, "700"),
    ]
    case.load(write(tmp_path / "bank.csv", rows))
    account = case.show(OURS[2])["account"]
    assert (account["transfer_count"], account["undone_count"], account["statements"]) == (0, 1, [])
    assert not case.trace(OURS[2]).starts


def test_a_refund_and_what_it_gives_back_name_each_other(bank: Case) -> None:
    refund, paid = (bank.show(f"bank.csv:{number}")["transfer"] for number in (5, 4))
    (tie,), (back,) = refund["reverses"], paid["reversed_by"]
    assert (tie["transfer"], back["transfer"]) == (paid["id"], refund["id"])
    assert (tie["amount"], tie["currency"], tie["score"]) == ("200.00", "KZT", 0.85)
    assert tie["reasons"] == ["words", "part", "only-one", "days"]
    assert "reverses" not in paid
    assert "reversed_by" not in refund


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_account_has_its_undone_payments(bank: Case, lang: str) -> None:
    shown = bank.show(SHOP, limit=5)
    account = shown["account"]
    assert account["undone_count"] == 1
    (one,) = account["undone"]
    assert (one["direction"], one["other"], one["amount"]) == ("in", A, "500.00")
    assert (one["row"], one["undone_by"]["row"]) == (2, 3)
    assert one["reasons"][0] == "minus" and 0.8 < one["score"] <= 1
    stream = io.StringIO()
    print_show(Terminal(stream, 200), texts_of(lang), shown)
    assert "bank.csv:2" in stream.getvalue() and "bank.csv:3" in stream.getvalue()


def test_every_format_has_what_is_given_back(bank: Case, tmp_path: Path) -> None:
    for name in ("ftm", "graphml", "gexf", "csv", "i2", "parquet"):
        bank.export(name, tmp_path / name)
    bank.export("xlsx", tmp_path / "a.xlsx")
    assert "reverses 200.00 KZT of payment-" in (tmp_path / "ftm").read_text()
    assert (
        '<data key="reverses">1</data><data key="reverses_score">0.85</data>'
        in (tmp_path / "graphml").read_text()
    )
    assert '<attvalue for="reverses" value="1"/>' in (tmp_path / "gexf").read_text()
    assert (tmp_path / "csv").read_text().splitlines()[2].endswith(",2")
    assert "1,0.85," in (tmp_path / "i2" / "links.csv").read_text()
    assert "bank.csv:2" in (tmp_path / "i2" / "undone.csv").read_text()
    con = duckdb.connect()
    for table, columns, expected in (
        ("reversal", "transfer, reverses, amount, score", (2, 1, 20_000, 0.85)),
        ("undone", "amount, split(source, '/')[-1]", (50_000, "bank.csv:2")),
    ):
        path = str(tmp_path / "parquet" / f"{table}.parquet")
        assert con.sql(f"select {columns} from '{path}'").fetchall() == [expected]
    book = load_workbook(tmp_path / "a.xlsx")
    (_, paid) = book["undone payments"].iter_rows(values_only=True)
    assert paid[3] == 500 and "minus" in paid[-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_words(bank: Case, lang: str) -> None:
    words = group("undoing", lang)
    assert {*POINTS, *REASONS} == set(words)
    stream = io.StringIO()
    for number in range(2, 6):
        print_show(
            Terminal(stream, 120), texts_of(lang), bank.show(f"bank.csv:{number}", lang=lang)
        )
    printed = " ".join(stream.getvalue().split())
    for word in ("only-one", "part", "minus"):
        assert words[word] in printed
