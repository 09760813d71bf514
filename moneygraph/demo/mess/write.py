"""Writes the statement files of a messy region, and what the truth knows of the mess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from moneygraph.demo.ledger import EDGE
from moneygraph.demo.manners import BANKS, MESS
from moneygraph.demo.mess.answer import MessyAnswer
from moneygraph.demo.mess.books import make_books
from moneygraph.demo.mess.clock import clock_of
from moneygraph.demo.mess.real import Mess
from moneygraph.demo.mess.truth import write_mess_truth
from moneygraph.demo.statements import WRITERS
from moneygraph.demo.statements.answer import START
from moneygraph.demo.statements.files import write_csv
from moneygraph.demo.truth import money


def write_messy(
    mess: Mess, skews: dict[str, int], folder: Path, truth: Path, report: Callable[[str], None]
) -> dict[str, int]:
    """Write statement files and the truth of the mess; returns data rows by statement file."""
    books = make_books(mess)
    files: dict[str, int] = {}
    answers = []
    for bank, skew in skews.items():
        report(f"writing the statement file of {BANKS[bank].name}")
        clock = clock_of(bank, skew, mess.having("clocks"))
        answer = MessyAnswer(mess, books, bank, clock)
        files |= WRITERS[bank](answer, folder)
        answers.append(answer)
    if mess.having("declined"):
        files |= _write_declined(mess, folder)
    write_mess_truth(mess, answers, truth)
    return files


_HEADER = ("ts", "from_account", "to_account", "amount", "currency", "purpose", "status")


def _write_declined(mess: Mess, folder: Path) -> dict[str, int]:
    """Write what the app of a bank lists of payments that did not happen."""
    how, region = MESS["declined"], mess.region
    moved, numbers = region.transfers, [account.number for account in region.world.accounts]
    banks = region.world.bank_of()[moved["from_account"]]
    files = {}
    for bank in how["banks"]:
        at = mess.draw((banks == bank) & (moved["ts"] > 2 * EDGE), how["rate"])
        before = mess.rng.integers(20, EDGE, at.size)
        lines: list[tuple[str, ...]] = [_HEADER]
        for ts, index in sorted(zip((moved["ts"][at] - before).tolist(), at.tolist(), strict=True)):
            status = how["statuses"][int(mess.rng.integers(len(how["statuses"])))]
            payer, payee = int(moved["from_account"][index]), int(moved["to_account"][index])
            when = (START + timedelta(seconds=ts)).isoformat(" ")
            sum_ = money(int(moved["amount"][index]))
            lines.append((when, numbers[payer], numbers[payee], sum_, "KZT", "Перевод", status))
        name = f"{_STEMS[bank]}_app.csv"
        write_csv(folder / name, lines)
        files[name] = len(lines) - 1
    return files


_STEMS = {"722": "kaspi_722"}
