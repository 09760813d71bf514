"""`python -m benchmarks files`: reading what banks send, beside what the parser alone takes.

A statement in XML (camt.053) is read, and its XML parsed by expat with handlers that do nothing, in
turns (3); the ratio is the median of the turns'. Many small statements are loaded by one thread and
by all there are, each a new process.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from xml.parsers import expat

from benchmarks.__main__ import run
from moneygraph.ingest.readers.iso20022 import read_iso20022
from moneygraph.ingest.readers.source import Source

_TURNS: Final = 3
_ROWS: Final = 200
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr/>'
    "<Stmt><Id>S</Id><FrToDt><FrDtTm>2026-01-01T00:00:00</FrDtTm><ToDtTm>2026-12-31T23:59:59</ToDtTm>"
    "</FrToDt><Acct><Id><IBAN>KZ41722C000000000001</IBAN></Id><Ccy>KZT</Ccy></Acct>\n"
)
_FOOT: Final = "</Stmt></BkToCstmrStmt></Document>\n"


def make_camt(path: Path, entries: int) -> None:
    """Write a statement of one account with so many entries, each of some 800 bytes."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        file.writelines(_entry(number) for number in range(entries))
        file.write(_FOOT)


def _entry(n: int) -> str:
    mark, side = ("DBIT", "Cdtr") if n % 3 else ("CRDT", "Dbtr")
    time_ = f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}T{n % 24:02}:{n % 60:02}:{n % 59:02}"
    return (
        f'<Ntry><NtryRef>{n}</NtryRef><Amt Ccy="KZT">{n % 90_000 + 1}.{n % 100:02}</Amt>'
        f"<CdtDbtInd>{mark}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>{time_}</DtTm></BookgDt>"
        f"<AcctSvcrRef>R{n}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd>"
        f"<SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E{n}"
        f"</EndToEndId></Refs><RltdPties><{side}><Pty><Nm>ИМЯ {n % 5000}</Nm><Id><PrvtId><Othr>"
        f"<Id>{n % 5000:012}</Id></Othr></PrvtId></Id></Pty></{side}><{side}Acct><Id><Othr><Id>"
        f"KZ09601A{n % 5000:012}</Id></Othr></Id></{side}Acct></RltdPties><RltdAgts><{side}Agt>"
        f"<FinInstnId><BICFI>HSBKKZKX</BICFI></FinInstnId></{side}Agt></RltdAgts><RmtInf><Ustrd>"
        f"/KNP/119/ASSIGN/Перевод {n}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def make_statements(folder: Path, files: int) -> None:
    """Write so many statements, each of an account of its own with 200 rows."""
    folder.mkdir()
    for number in range(files):
        rows = "".join(
            f"{n % 28 + 1:02}.02.2026 {n % 24:02}:{n % 60:02}:{(n * 7) % 60:02};"
            f"{f'{n + 1};' if n % 2 else f';{n + 1}'};"
            f"KZ09601A{(number + n) % 900:012};Имя;Перевод\n"
            for n in range(_ROWS)
        )
        text = f"Выписка по счету KZ41722C{number:012}\n{_HEADER}\n{rows}"
        (folder / f"{number:05}.csv").write_text(text, encoding="utf-8")


_HEADER: Final = "Дата;Дебет;Кредит;Счет контрагента;Контрагент;Назначение"


def parsed(path: Path) -> None:
    """Parse a file by expat, with handlers that do nothing."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda _tag, _attributes: None
    parser.EndElementHandler = lambda _tag: None
    parser.CharacterDataHandler = lambda _text: None
    with path.open("rb") as file:
        parser.ParseFile(file)


def read(path: Path) -> None:
    """Read a file as a load does, up to the tables that it is put into."""
    with tempfile.TemporaryDirectory() as folder:
        read_iso20022(Source(path.name, path, "", Path(folder)), Path(folder))


def seconds(work: Callable[[Path], None], path: Path) -> float:
    """Return the processor's seconds that work on a file takes."""
    started = time.process_time()
    work(path)
    return time.process_time() - started


def loaded(folder: Path, case: Path, threads: int) -> float:
    """Return the seconds of a load into a new case."""
    command = ("-m", "moneygraph", "--case", str(case), "--threads", str(threads))
    return run(*command, "load", str(folder))[0]


def main(arguments: Sequence[str]) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="benchmarks files", description=__doc__)
    parser.add_argument("--entries", type=int, default=300_000, help="entries of the statement")
    parser.add_argument("--files", type=int, default=200, help="small statements")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        statement = folder / "statement.xml"
        make_camt(statement, given.entries)
        turns = [(seconds(parsed, statement), seconds(read, statement)) for _ in range(_TURNS)]
        ratio = statistics.median(ours / alone for alone, ours in turns)
        size = statement.stat().st_size / 1e6
        print("| what | alone | ours | times |\n|---|---:|---:|---:|")
        alone, ours = (statistics.median(times) for times in zip(*turns, strict=True))
        what = f"{size:.0f} MB of camt.053 read; expat"
        print(f"| {what} | {alone:.1f} s | {ours:.1f} s | {ratio:.2f} |")
        make_statements(folder / "many", given.files)
        threads = len(os.sched_getaffinity(0))
        one = loaded(folder / "many", folder / "one.duckdb", 1)
        all_of_them = loaded(folder / "many", folder / "all.duckdb", threads)
        print(
            f"| {given.files} statements of {_ROWS} rows loaded; 1 thread, {threads}"
            f" | {one:.1f} s | {all_of_them:.1f} s | {one / all_of_them:.2f} less |"
        )
