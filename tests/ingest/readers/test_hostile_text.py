"""Text tables that are broken, foreign or made to do harm."""

from __future__ import annotations

import resource
import time

import pytest

from moneygraph.ingest.readers import open_sheets
from moneygraph.store.errors import UnreadableFile

AGAIN = "Ask the bank to send it again"
EMPTY_HEAD = f"bank.csv has nothing in its first 60 lines. {AGAIN}."
BROKEN = f"is broken or was cut short. {AGAIN}."
NO_TABLE = f"is a web page (HTML) without a table. {AGAIN} as .csv or .xlsx."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", f"bank.csv is empty. {AGAIN}."),
        (b"\xef\xbb\xbf", EMPTY_HEAD),
        (b"\xff\xfe", EMPTY_HEAD),
        (b"\n\n \n;;;\n", EMPTY_HEAD),
        (b"\0" * 5000, EMPTY_HEAD),
        (b"%PDF-1.7\n%...", f"bank.csv {BROKEN}"),
        (b"Rar!\x1a\x07\x01\x00", f"bank.csv {BROKEN}"),
        (b"\x1f\x8b\x08\x00", "bank.csv is a gzip archive. Unpack it and load the folder."),
        (b"\x89PNG\r\n\x1a\n", f"bank.csv is a picture. {AGAIN} as .csv or .xlsx."),
        (
            b"\n <HTML xmlns:x='urn'><table><tr><td>1</td></tr>",
            f"bank.csv {BROKEN}",
        ),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?><Workbook>",
            f"bank.csv {BROKEN}",
        ),
        (
            b"<?xml version='1.0'?><statement>",
            f"bank.csv is an XML file, not a table that can be read. {AGAIN} as .csv or .xlsx.",
        ),
        (
            b"<?xml version='1.0'?>\n<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053'>",
            "bank.csv is a message in ISO 20022 (XML) that is neither a statement (camt.052, 053,"
            f" 054) nor a payment (pacs.008). {AGAIN} as camt.053, .csv or .xlsx.",
        ),
        (
            "1CClientBankExchange\r\nКодировка=Windows\r\n".encode("cp1251"),
            f"bank.csv was cut short: it has no line КонецФайла. {AGAIN}.",
        ),
        (
            "1CClientBankExchange\r\n".encode("utf-16"),
            f"bank.csv was cut short: it has no line КонецФайла. {AGAIN}.",
        ),
        (
            b'[\n  {"ts": "2026-02-12", "amount": 5}]',
            f"bank.csv is a JSON file, not a table. {AGAIN} as .csv or .xlsx.",
        ),
        (
            b"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX>",
            f"bank.csv {BROKEN}",
        ),
        (
            b"!Type:Bank\nD12.02.2026\nT-100\n^\n",
            f"bank.csv is a statement in the format QIF, not a table. {AGAIN} as .csv or .xlsx.",
        ),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<html>",
            f"bank.csv {BROKEN}",
        ),
        (
            b"From: bank@example.com\nContent-Type: text/plain\n\nHello",
            "bank.csv is an e-mail message without an attachment or a table."
            f" {AGAIN} as .csv or .xlsx.",
        ),
        (
            b"<style>td {}</style><div>table</div>",
            f"bank.csv {NO_TABLE}",
        ),
        (bytes(range(1, 128)) * 99, f"bank.csv is not a text file. {AGAIN} as .csv or .xlsx."),
        (
            "a;b\n±µ¶;x\n".encode("latin-1"),
            "bank.csv is in an encoding that is neither UTF-8 nor Cyrillic (line 2, byte 0xB1)."
            f" {AGAIN} as UTF-8.",
        ),
        (
            "a;b\nПеревод;Иванов\n".encode() + "Заём;Петров\n".encode("cp1251"),
            "bank.csv is UTF-8 in part, but line 3 is not (byte 0xC7)."
            f" {AGAIN}, whole and in one encoding.",
        ),
        (
            "a;b\nПеревод;Иванов".encode()[:-1],
            "bank.csv is UTF-8 in part, but line 2 is not (byte 0xD0)."
            f" {AGAIN}, whole and in one encoding.",
        ),
        (
            "a;b\nПеревод;Иванов\n".encode("cp1251") + b"\x98;x\n",
            "bank.csv is not the Windows-1251 text it seemed to be: line 3 has the byte 0x98."
            f" {AGAIN} as UTF-8.",
        ),
        (
            "a;b\n1;2\n".encode("utf-16") + b"\x00\xd8\x41",
            "bank.csv is not the UTF-16 text it seemed to be: line 3 has the byte 0x00."
            f" {AGAIN} as UTF-8.",
        ),
        (
            b"a;b\n" + b"x" * 1_100_000,
            f"bank.csv cannot be read: line 2 is longer than 1 MB. {AGAIN}.",
        ),
    ],
)
def test_what_is_refused_and_how(bench, data, message):
    assert bench.refusal("bank.csv", data) == message


def test_mixed_encodings_far_behind_the_sample(bench):
    data = "ts;кто\n".encode() + b"2026-01-01;nobody\n" * 90_000 + "x;Иванов\n".encode("cp1251")
    assert bench.refusal("bank.csv", data) == (
        "bank.csv is UTF-8 in part, but line 90002 is not (byte 0xC8)."
        f" {AGAIN}, whole and in one encoding."
    )


@pytest.mark.parametrize("lines", [0, 1000])
def test_a_line_of_one_gigabyte(bench, lines):
    path = bench.write("bank.csv", b"a;b\n" * lines)
    with path.open("r+b") as file:
        file.truncate(1 << 30)  # takes no room on the disk, and is read as NULs
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    source = bench.source("small.csv", b"x")
    source = type(source)("bank.csv", path, "", source.folder)
    if lines == 0:
        with pytest.raises(UnreadableFile) as caught:
            open_sheets(source)
        assert str(caught.value) == f"bank.csv cannot be read: line 1 is longer than 1 MB. {AGAIN}."
    else:
        (sheet,) = open_sheets(source)
        assert len(bench.rows(sheet)) == 1000
        assert sheet.nuls == (1 << 30) - 4000
    assert time.monotonic() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


@pytest.mark.parametrize("end", [b"", b"\n", b"\n1;2\n" * 1000])
@pytest.mark.parametrize("size", [1_100_000, 40_000_000])
def test_a_long_line_further_down(bench, size, end):
    """DuckDB drops such a line without a word when it is the last."""
    data = b"a;b\n" * 2000 + b"x" * size + end
    assert bench.refusal("bank.csv", data) == (
        f"bank.csv cannot be read: line 2001 is longer than 1 MB. {AGAIN}."
    )


def test_a_line_just_short_enough(bench):
    rows = bench.read(b"a;b\n" * 100 + b"x" * 1_000_000 + b";y\n1;2", skip=100)
    assert rows == [(101, "x" * 1_000_000, "y", None), (102, "1", "2", None)]


def test_nuls_are_left_out_and_counted(bench):
    (sheet,) = bench.sheets("bank.csv", b"a;b\n1\0;\0\0x\n\0\n2;3\n")
    assert sheet.head == [["a", "b"], ["1", "x"], [], ["2", "3"]]
    assert bench.rows(sheet, skip=1) == [
        (2, "1", "x", None),
        (3, None, None, None),
        (4, "2", "3", None),
    ]
    assert sheet.nuls == 4


def test_a_quote_that_is_never_closed_swallows_nothing(bench):
    rows = bench.read(b'a;b\n1;"TOO\n2;x\n"3;y\n' + b"4;z\n" * 3, skip=1)
    assert rows == [
        (2, "1", '"TOO', None),
        (3, "2", "x", None),
        (4, '"3', "y", None),
        (5, "4", "z", None),
        (6, "4", "z", None),
        (7, "4", "z", None),
    ]


def test_an_open_quote_before_very_many_rows(bench):
    rows = bench.read(b'a;b\n"1;x\n' + b"2;y\n" * 50_000, skip=1)
    assert rows[:2] == [(2, '"1', "x", None), (3, "2", "y", None)]
    assert len(rows) == 50_001


def test_text_after_a_closed_quote_is_kept(bench):
    assert bench.read('a;b\n"ТОО" Арман;1\n'.encode(), skip=1) == [(2, "ТОО Арман", "1", None)]


def test_very_many_columns(bench):
    (sheet,) = bench.sheets("bank.csv", b";".join(b"%d" % i for i in range(5000)) + b"\n1;2\n")
    assert sheet.width == 1024
    (first, second) = bench.rows(sheet)
    assert first[1024] == "1023"
    assert first[1025] == ";".join(map(str, range(1024, 5000)))
    assert second[:3] == (2, "1", "2")


def test_a_ragged_table(bench):
    lines = [b";".join([b"x"] * (1 + i % 7)) for i in range(500)]
    rows = bench.read(b"a;b;c\n" + b"\n".join(lines), skip=1, width=3)
    cells = [[cell for cell in row[1:] if cell is not None] for row in rows]
    assert b";".join([b"x"] * 4) == lines[3]
    assert [";".join(row).encode() for row in cells] == lines


def test_escapes_and_marks_in_cells_are_data(bench):
    text = "a\x1b[31m;\u202eb\u2028c;d\x85e\x0b\n"
    assert bench.read(text.encode())[0][1:-1] == ("a\x1b[31m", "\u202eb\u2028c", "d\x85e\x0b")


def test_messages_cannot_steer_a_terminal(bench):
    assert bench.refusal("bank\x1b[2J\n\u202e.csv", b"") == (
        f"bank\\x1b[2J\\n\\u202e.csv is empty. {AGAIN}."
    )
