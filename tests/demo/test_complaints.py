from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from moneygraph.demo import write_demo
from moneygraph.demo.complaints import made, write_complaints
from moneygraph.demo.complaints import made as register
from moneygraph.demo.complaints import truth as lifo
from moneygraph.demo.complaints.made import make_complaints, register_rows
from moneygraph.demo.region import Region
from moneygraph.demo.scams import Ring
from moneygraph.demo.statements.answer import START
from moneygraph.demo.truth import visible
from moneygraph.store.errors import CallError

from .conftest import Written
from .test_exports import tiyn

Rows = list[dict[str, str]]
TABLES = ("complaint_ends", "complaint_ends_lifo")


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_of(region: Region, seed: int) -> Rows:
    header, *rows = register_rows(region.world, make_complaints(region, 1), seed)
    return [dict(zip(header, row, strict=True)) for row in rows]


def sums(rows: Rows, by: str, column: str = "amount") -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row[by]] += tiyn(row[column])
    return found


def test_every_row_is_a_transfer_that_a_statement_file_shows(demo: Written) -> None:
    lines = (demo.summary.folder / "complaints.csv").read_text("utf-8").splitlines()
    rows = read(demo.summary.folder / "complaints.csv")
    assert len(lines) == len(rows) + 1
    proofs, transfers = demo.truth("complaint_transfers"), demo.truth("transfers")
    assert [int(proof["row"]) for proof in proofs] == list(range(2, len(lines) + 1))
    victims = {row["number"]: row["victim"] for row in demo.truth("complaints")}
    for row, proof in zip(rows, proofs, strict=True):
        transfer = transfers[int(proof["transfer"]) - 1]
        assert transfer["id"] == proof["transfer"]
        assert transfer["visible"] == transfer["scam"] == "1"
        assert row["number"] == proof["number"]
        assert tiyn(row["amount"]) == tiyn(transfer["amount"])
        assert row["account"] in ("", transfer["from_account"])
        assert transfer["ts"].replace("T", " ").startswith(row["ts"])
        assert row["victim"].zfill(12) == victims[row["number"]] or not row["victim"]
        assert row["victim"] or row["account"]
        assert not row["transfer"]


def test_the_cells_of_a_row_separate_it_from_all_other_thefts(region: Region) -> None:
    complaints = make_complaints(region, 1)
    facts = [
        (one.victim, region.world.accounts[theft.order.from_account].number, theft.order)
        for one in complaints
        for theft in one.thefts
    ]
    amounts = Counter((victim, order.amount) for victim, _, order in facts)
    assert max(amounts.values()) > 1
    for seed in range(10):
        for row in rows_of(region, seed):
            fitting = [
                order
                for victim, number, order in facts
                if row["victim"] in ("", victim, victim.lstrip("0"))
                and row["account"] in ("", number)
                and tiyn(row["amount"]) == order.amount
                and str(START + timedelta(seconds=order.ts)).startswith(row["ts"])
            ]
            assert len(fitting) == 1


def test_each_victim_complains_once_of_all_that_was_lost(demo: Written) -> None:
    complaints = demo.truth("complaints")
    assert {(row["victim"], row["ring"], row["lost"]) for row in complaints} == {
        (row["owner"], row["ring"], row["lost"]) for row in demo.truth("victims")
    }
    numbers = [row["number"] for row in complaints]
    assert numbers == sorted(set(numbers))
    assert all(re.fullmatch(r"2519\d{5}", number) for number in numbers)


def test_sums_agree_with_the_truth(demo: Written) -> None:
    rows = sums(read(demo.summary.folder / "complaints.csv"), "number")
    assert rows == sums(demo.truth("complaints"), "number", "lost")
    for table in TABLES:
        assert sums(demo.truth(table), "number") == rows
    number = {row["victim"]: row["number"] for row in demo.truth("complaints")}
    of_victims = Counter(
        (number[row["victim"]], row["end"], row["account"], row["amount"])
        for row in demo.truth("ends")
    )
    assert of_victims == Counter(tuple(row.values()) for row in demo.truth("complaint_ends"))


def test_whatever_the_rule_the_region_loses_the_same(region: Region) -> None:
    totals: list[Counter[tuple[str, int]]] = []
    for ends in (region.run.theft_ends, lifo.lifo_ends(region)):
        total: Counter[tuple[str, int]] = Counter()
        for (_, end, account), amount in ends.items():
            assert amount > 0
            total[end, account] += amount
        totals.append(total)
    assert totals[0] == totals[1]


def test_a_theft_that_no_statement_file_shows_is_left_out(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = make_complaints(region, 5)
    alone, first = every[0], every[1]
    hidden = [theft.transfer for theft in (*alone.thefts, first.thefts[0])]
    assert len(first.thefts) > 1

    def seen(region: Region) -> NDArray[np.bool_]:
        shown = visible(region)
        shown[[int(id_) - 1 for id_ in hidden]] = False
        return shown

    for module in (made, lifo):
        monkeypatch.setattr(module, "visible", seen)
    write_complaints(region, 5, tmp_path, tmp_path)
    truth = read(tmp_path / "complaints.csv")
    assert not {row["transfer"] for row in read(tmp_path / "complaint_transfers.csv")} & {*hidden}
    lost = sums(truth, "number", "lost")
    assert len(lost) == len(every) - 1
    assert sum(lost.values()) < sum(complaint.lost for complaint in every)
    for table in TABLES:
        assert sums(read(tmp_path / f"{table}.csv"), "number") == lost


def test_complaints_are_filed_hours_to_days_after_the_theft(region: Region) -> None:
    registered = [complaint.registered for complaint in make_complaints(region, 1)]
    assert registered == sorted(registered)
    for complaint in make_complaints(region, 1):
        times = [theft.order.ts for theft in complaint.thefts]
        assert times == sorted(times)
        assert 2 * 3600 <= complaint.registered - times[-1] <= 8 * 86_400


def test_the_register_is_messy_in_the_stated_shares(region: Region) -> None:
    rows = [row for seed in range(30) for row in rows_of(region, seed)]

    def share(found: int, among: int = len(rows)) -> float:
        return found / among

    lengths = Counter(len(row["ts"]) for row in rows)
    assert share(lengths[10]) == pytest.approx(register.DAY_ONLY, abs=0.03)
    assert share(lengths[16]) == pytest.approx(register.TO_THE_MINUTE, abs=0.03)
    assert lengths[10] + lengths[16] + lengths[19] == len(rows)
    assert share(sum(not row["victim"] for row in rows)) == pytest.approx(0.05, abs=0.02)
    assert share(sum(not row["account"] for row in rows)) == pytest.approx(0.2, abs=0.03)
    spaced = [row["amount"] for row in rows if "," in row["amount"]]
    assert share(len(spaced)) == pytest.approx(register.SPACED_AMOUNT, abs=0.03)
    assert all(re.fullmatch(r"\d{1,3}( \d{3})*,\d\d", amount) for amount in spaced)
    whole_days = sum(len(row["registered"]) == 10 for row in rows)
    assert share(whole_days) == pytest.approx(register.REGISTERED_DAY_ONLY, abs=0.08)


def test_a_spreadsheet_loses_the_zeros_before_an_iin(region: Region) -> None:
    complaint = make_complaints(region, 1)[0]
    young = replace(complaint, victim="020821679154", thefts=complaint.thefts[:1])
    header, *rows = register_rows(region.world, [young] * 500, 1)
    shown = Counter(row[header.index("victim")] for row in rows)
    assert set(shown) == {"020821679154", "20821679154", ""}
    assert shown["20821679154"] / 500 == pytest.approx(register.ZEROS_LOST * 0.95, abs=0.06)


def test_group_and_region_are_filled_in_for_some(region: Region) -> None:
    complaints = make_complaints(region, 1)
    for message in ({one.group for one in complaints}, {one.region for one in complaints}):
        assert "" in message
        assert len(message) > 3
    by_number = defaultdict(set)
    for row in rows_of(region, 1):
        by_number[row["number"]].add((row["registered"], row["group"], row["region"]))
    assert all(len(message) == 1 for message in by_number.values())


def test_the_register_does_not_know_the_rings(region: Region) -> None:
    """With every victim robbed by a ring of its own it would be the same, word for word."""
    victims = [victim for ring in region.cast for victim in ring.victims]
    alone = [Ring(900 - place, 0, 1, [victim]) for place, victim in enumerate(victims)]
    assert rows_of(replace(region, cast=alone), 3) == rows_of(region, 3)
    droppers = {
        region.world.accounts[one.account].number for ring in region.cast for one in ring.droppers
    }
    assert not droppers & {cell for row in rows_of(region, 3) for cell in row.values()}


def test_complaints_draw_from_a_generator_of_their_own(region: Region, tmp_path: Path) -> None:
    before = (region.world.rng.bit_generator.state, region.world.random.getstate())
    write_complaints(region, 1, tmp_path, tmp_path)
    assert before == (region.world.rng.bit_generator.state, region.world.random.getstate())


def test_without_rings_nobody_complains(tmp_path: Path) -> None:
    write_demo(tmp_path, people=60, days=7, rings=0)
    text = (tmp_path / "complaints.csv").read_text("utf-8")
    assert text == "number,registered,victim,account,amount,ts,transfer,group,region\n"
    for table in ("complaints", "complaint_transfers", *TABLES):
        assert len((tmp_path / "truth" / f"{table}.csv").read_text("utf-8").splitlines()) == 1


def test_the_readme_names_what_is_there(demo: Written) -> None:
    text = (demo.summary.folder / "README.txt").read_text("utf-8")
    for name in demo.summary.folder.iterdir():
        assert name.name == "README.txt" or f"`{name.name}`" in text


def test_a_register_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "complaints.csv").write_text("evidence")
    with pytest.raises(CallError, match=r"complaints\.csv"):
        write_demo(tmp_path, people=60, days=7, rings=0)
    assert (tmp_path / "complaints.csv").read_text() == "evidence"
