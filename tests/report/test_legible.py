"""A code page that lacks a character shows one near it; nothing raises, and columns stay."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.report.terminal.legible import errors_of, legible
from moneygraph.report.terminal.terminal import Head, Terminal, cell_len, print_table

ENCODINGS = ("cp1251", "cp866", "cp1252", "ascii", "utf-8")
KAZAKH = "Әбілғазы Қуаныш Ұлжан Үміт Өтеген Ыңғай Һәм"


@given(st.text(), st.sampled_from(ENCODINGS))
def test_everything_can_be_written(text: str, encoding: str) -> None:
    shown = legible(text, encoding)
    written = shown.encode(encoding, errors_of(encoding))  # halves of surrogate pairs too
    assert text.encode(encoding, errors_of(encoding)) == written
    assert legible(shown, encoding) == shown


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", KAZAKH),
        ("cp1251", "Абілгазы Куаныш Улжан Уміт Отеген Ынгай Хам"),
        ("cp866", "Абилгазы Куаныш Улжан Умит Отеген Ынгай Хам"),
        ("ascii", "Abilgazy Kuanysh Ulzhan Umit Otegen Yngai Kham"),
    ],
)
def test_letters_of_kazakh(encoding: str, shown: str) -> None:
    assert legible(KAZAKH, encoding) == shown


def test_letters_of_passports() -> None:
    assert legible("Щукин, Юлия, ЁЖ, подъезд, соль", "cp1252") == (
        "Shchukin, Iuliia, EZh, podieezd, sol"
    )


def test_what_has_nothing_near_it_is_escaped() -> None:
    assert legible("中 é № ½ …", "cp866") == "\\u4e2d e № \\xbd ..."


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_columns_of_a_table_stay(encoding: str) -> None:
    written = BytesIO()
    stream = TextIOWrapper(written, encoding, errors=errors_of(encoding), newline="\n")
    heads = [Head("аты", whole=True), Head("сомасы", number=True), Head("түсініктеме")]
    rows = [["Щербаков → Әлия", "1 000.00", "Қ" * 90], ["Ш", "20.00", "… · –"]]
    print_table(Terminal(stream, 60), heads, rows)
    stream.flush()
    first, *lines = written.getvalue().decode(encoding).splitlines()
    assert all(cell_len(line) <= 60 for line in (first, *lines))
    ends = {line.index("0.00") for line in lines}
    assert len(ends) == 1
    assert ("…" if encoding in ("cp1251", "cp1252", "utf-8") else "~") in lines[0]


def test_an_account_is_never_cut_in_a_column_of_accounts() -> None:
    written = TextIOWrapper(BytesIO(), "utf-8")
    number = "KZ257220000000000001"
    rows = [[number, "Иванов Иван"], ["no number (банкомат ао банк центркредит)", "Банкомат"]]
    print_table(Terminal(written, 40), [Head("account", accounts=True), Head("who")], rows)
    written.seek(0)
    lines = written.read().splitlines()
    assert number in lines[1]
    assert all(cell_len(line) <= 40 for line in lines)


@pytest.mark.process
@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "cp1252", "ascii"])
@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_a_command_in_a_code_page(
    encoding: str, lang: str, robbery_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("COLUMNS", "80")
    call = ["--case", str(robbery_file), "trace", "KZ257220000000000001", "--lang", lang]
    done = subprocess.run(
        [sys.executable, "-m", "moneygraph", *call], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    shown = done.stdout.decode(encoding)
    assert "\\u" not in shown
    assert all(cell_len(line) <= 80 for line in shown.splitlines())
