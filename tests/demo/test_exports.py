from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from moneygraph.demo import write_demo
from moneygraph.demo.statements.files import HALYK, KAZAKH, STATUTORY, VTB
from moneygraph.store.errors import CallError

from .conftest import Written

pytestmark = pytest.mark.turns

Rows = list[list[Any]]
_IDS = {"kaspi": (5, 10), "other": (7, 12), "halyk": (8, 13)}


def sheets(path: Path) -> dict[str, Rows]:
    book = load_workbook(path, read_only=True)
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def kaspi(folder: Path) -> Rows:
    rows: Rows = []
    for name, sheet in sheets(folder / "kaspi_722.xlsx").items():
        assert name.startswith("KAS_")
        head = next(place for place, row in enumerate(sheet) if row[4] == "Плательщик")
        assert sheet[head + 1][4] == "Наименование/ФИО плательщика"
        rows += sheet[head + 2 :]
    return rows


def halyk(folder: Path, name: str = "halyk_601.csv") -> Rows:
    with (folder / name).open(encoding="cp1251", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    assert lines[8] == list(HALYK)
    assert lines[-1][0] == "Итого"
    return lines[9:-2]


def home_credit(folder: Path) -> Rows:
    (sheet,) = sheets(folder / "home_credit_886.xlsx").values()
    assert sheet[0] == list(STATUTORY)
    assert sheet[1] == [str(number) for number in range(1, 19)]
    return sheet[2:]


def vtb(folder: Path) -> Rows:
    with zipfile.ZipFile(folder / "vtb_432.zip") as archive:
        text = archive.read("vtb_432.csv").decode("utf-8")
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text[1:]), delimiter="\t"))
    assert lines[0] == list(VTB)
    return lines[1:]


def centercredit(folder: Path) -> Rows:
    rows: Rows = []
    for sheet in sheets(folder / "centercredit_856.xlsx").values():
        assert sheet[3] == list(KAZAKH)
        rows += sheet[4:]
    return rows


def tiyn(cell: Any) -> int:
    if isinstance(cell, str):
        text = cell.replace(" ", "").replace("-", "")
        text = text.replace(",", "") if "." in text else text.replace(",", ".")
        whole, _, part = text.partition(".")
        return int(whole) * 100 + int(part)
    return round(cell * 100)


READERS = {
    "kaspi_722.xlsx": ("722", kaspi, lambda row: row[3]),
    "halyk_601.csv": ("601", halyk, lambda row: row[4] or row[5]),
    "home_credit_886.xlsx": ("886", home_credit, lambda row: row[4]),
    "vtb_432.csv": ("432", vtb, lambda row: row[4]),
    "centercredit_856.xlsx": ("856", centercredit, lambda row: row[4]),
}


@pytest.mark.parametrize("name", READERS)
def test_an_export_holds_its_banks_transfers_and_no_other(demo: Written, name: str) -> None:
    bank, read, amount = READERS[name]
    rows = read(demo.summary.exports)
    assert len(rows) == demo.summary.files[name]
    banks = {account["number"]: account["bank"] for account in demo.truth("accounts")}
    expected = Counter(
        tiyn(transfer["amount"])
        for transfer in demo.truth("transfers")
        if bank in (banks[transfer["from_account"]], banks[transfer["to_account"]])
    )
    assert Counter(tiyn(amount(row)) for row in rows) == expected


def test_counts_say_what_is_there(demo: Written) -> None:
    counts = json.loads((demo.summary.truth / "counts.json").read_text(encoding="utf-8"))
    transfers = demo.truth("transfers")
    assert counts["files"] == demo.summary.files
    assert counts["transfers"] == len(transfers)
    assert counts["visible_transfers"] == sum(row["visible"] == "1" for row in transfers)
    assert [row["id"] for row in transfers] == [str(id_ + 1) for id_ in range(len(transfers))]
    assert not any("965" in path.name for path in demo.summary.exports.iterdir())


def test_kaspi_states_openings_and_spells_with_latin_letters(demo: Written) -> None:
    openings = {row["number"]: tiyn(row["opening"]) for row in demo.truth("accounts")}
    stated = {}
    names = set()
    for sheet in sheets(demo.summary.exports / "kaspi_722.xlsx").values():
        first = next(i for i, row in enumerate(sheet) if str(row[0]).startswith("Входящий остаток"))
        for row in sheet[first + 1 : first + 40]:
            if not row[0]:
                break
            stated[row[0]] = tiyn(row[2])
            names.add(row[1])
    assert stated == {
        number: sum_
        for number, sum_ in openings.items()
        if number[4:7] == "722" and number[:2] == "KZ"
    }
    assert any("ə" in name for name in names)
    assert not any("ә" in name for name in names)


def test_halyk_splits_the_sum_and_sends_the_last_days_again(demo: Written) -> None:
    rows = halyk(demo.summary.exports)
    for row in rows:
        payer, payee = row[11][4:7], row[16][4:7]
        assert bool(row[4]) != bool(row[5])
        assert payer in ("601", "") if row[5] else payee in ("601", "")
        assert re.fullmatch(r"\d{1,3}( \d{3})*,\d\d", row[4] or row[5])
    again = halyk(demo.summary.exports, "halyk_601_again.csv")
    days = {row[0][:10] for row in again}
    assert 9 <= len(days) <= 10
    # the same rows, word for word, as many times
    of_days = Counter(tuple(row) for row in rows if row[0][:10] in days)
    assert Counter(map(tuple, again)) == of_days


def test_home_credit_gives_only_the_day_of_what_came_from_other_banks(demo: Written) -> None:
    for row in home_credit(demo.summary.exports):
        from_elsewhere = row[9] != 'ДБ АО "Банк Хоум Кредит"'
        assert bool(re.fullmatch(r"\d\d\.\d\d\.\d{4}", row[0])) == from_elsewhere


def test_vtb_debits_are_negative(demo: Written) -> None:
    for row in vtb(demo.summary.exports):
        assert row[1] == "KZT - Тенге"
        assert datetime.strptime(row[0], "%Y.%m.%d %H:%M:%S")
        assert row[4].startswith("-") == (row[9] == "VTBAKZKZ")


def test_what_makes_loading_hard_is_there(demo: Written) -> None:
    folder = demo.summary.exports
    loose = [row[place] for row in kaspi(folder) for place in _IDS["kaspi"]]
    assert any(isinstance(id_, (int, float)) and id_ < 10**11 for id_ in loose)
    every = [*halyk(folder), *vtb(folder)]
    hidden = [row for row in halyk(folder) if not row[16] and "наличных" not in row[2]]
    assert hidden
    assert len(every) > len(hidden) * 10
    clocks = json.loads((demo.summary.truth / "counts.json").read_text("utf-8"))["clock_skew_s"]
    assert len(set(clocks.values())) > 2
    assert all(abs(skew) <= 180 for skew in clocks.values())


def test_both_banks_of_a_payment_agree_but_for_words_and_seconds(demo: Written) -> None:
    """The two sides are within the skew and some seconds of each other, and both name the payer."""
    clocks = json.loads((demo.summary.truth / "counts.json").read_text("utf-8"))["clock_skew_s"]
    most = abs(clocks["722"] - clocks["601"]) + 45
    paid = {
        (row[11], row[16], tiyn(row[5])): datetime.strptime(row[0], "%d.%m.%Y %H:%M:%S")
        for row in halyk(demo.summary.exports)
        if row[5] and row[16][4:7] == "722" and tiyn(row[5]) > 10_000_00
    }
    got = {(row[8], row[13], tiyn(row[3])): row[0] for row in kaspi(demo.summary.exports)}
    both = paid.keys() & got.keys()
    assert len(both) > len(paid) * 0.8
    near = sum(abs((paid[key] - got[key]).total_seconds()) <= most for key in both)
    assert near >= len(both) - 2


def digests(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_demo(tmp_path / name, seed=3, people=120, days=10)
    write_demo(tmp_path / "other", seed=4, people=120, days=10)
    one, two, other = (digests(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert one.keys() == other.keys()
    assert one["truth/transfers.csv"] != other["truth/transfers.csv"]


def test_writing_again_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    write_demo(tmp_path / "demo", seed=3, people=120, days=10)
    first = digests(tmp_path / "demo")
    write_demo(tmp_path / "demo", seed=4, people=60, days=7, rings=0)
    write_demo(tmp_path / "demo", seed=3, people=120, days=10)
    assert digests(tmp_path / "demo") == first


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    evidence = tmp_path / "exports" / "kaspi_722.xlsx"
    evidence.write_bytes(b"evidence")
    with pytest.raises(CallError, match="kaspi_722"):
        write_demo(tmp_path, people=60, days=7)
    assert evidence.read_bytes() == b"evidence"


def test_somebody_elses_readme_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.txt"
    readme.write_text("my notes")
    with pytest.raises(CallError, match="README"):
        write_demo(tmp_path, people=60, days=7, rings=0)
    assert readme.read_text() == "my notes"
    assert list(tmp_path.iterdir()) == [readme]


def test_a_file_put_among_the_exports_is_left_alone(tmp_path: Path) -> None:
    write_demo(tmp_path, people=60, days=7, rings=0)
    before = digests(tmp_path)
    (tmp_path / "exports" / "case.xlsx").write_bytes(b"evidence")
    with pytest.raises(CallError, match=r"case\.xlsx"):
        write_demo(tmp_path, people=60, days=7, rings=0)
    assert digests(tmp_path) == before | {"exports/case.xlsx": b"evidence"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CallError):
        write_demo(tmp_path / "file", people=60, days=7)


def test_truth_tables_agree(demo: Written) -> None:
    lost = {row["owner"]: tiyn(row["lost"]) for row in demo.truth("victims")}
    amounts = {row["id"]: tiyn(row["amount"]) for row in demo.truth("transfers")}
    for row in demo.truth("victims"):
        assert sum(amounts[id_] for id_ in row["transfers"].split()) == lost[row["owner"]]
        assert sum(amounts[id_] for id_ in row["loan_transfers"].split()) == tiyn(row["loans"])
        assert row["first_ts"] <= row["last_ts"]
    ended: Counter[str] = Counter()
    for row in demo.truth("ends"):
        ended[row["victim"]] += tiyn(row["amount"])
    assert ended == lost
    assert sum(lost.values()) == demo.summary.stolen
    accounts = {row["number"]: row for row in demo.truth("accounts")}
    assert all(accounts[row["account"]]["role"] == "dropper" for row in demo.truth("droppers"))
    hows = {row["how"] for row in demo.truth("exits")}
    assert hows == {"named", "inferred"}


def test_progress_is_reported(tmp_path: Path) -> None:
    message: list[str] = []
    write_demo(tmp_path / "demo", people=60, days=7, rings=0, progress=message.append)
    assert len(message) == 7
