"""A made-up region, and beside it a file whose every column names somebody."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.demo import write_demo
from moneygraph.detect import masked
from moneygraph.store.data import OURS
from moneygraph.store.masking import open_twin

Run = Callable[..., Result]

PERSON, IIN, PHONE = "Сидоркин Ефграф", "900101300116", "+77015550199"
#: Names where none is looked for: in a file's name, a bank's column, codes, purposes.
NOSY = f"""ts,from_account,to_account,amount,kind,purpose,knp,mcc,from_name,from_id,from_bank,\
to_name,to_id,to_bank,reference
2025-09-03 10:00,KZ257220000000000001,KZ456010000000000001,150000,transfer,\
долг Ефграфу {PHONE},Ефграф,5411,{PERSON},{IIN},Ломбард Ефграфовых,\
Binance Ефграф Сидоркин,850505400103,Kaspi Bank,док-77015550199
2025-09-03 11:00,KZ257220000000000001,,9000,card,ИП Ефграфова,119,Сидоркин,{PERSON},{IIN},722,\
ИП Сидоркин,,АО «Kaspi Bank»,7
2025-09-03 12:00,KZ257220000000000001,KZ456010000000000001,Сидоркин,transfer,,,,{PERSON},{IIN},,,,,
"""
COMPLAINTS = f"""number,registered,victim,account,amount,ts,group,region
251900777,2025-09-04,{IIN},KZ257220000000000001,150000,2025-09-03 10:00,Ефграфовы,Сидоркино
251900778,2025-09-04,{PERSON},KZ257220000000000001,1,2025-09-03 10:00,,
"""
LINKS = f"""account,kind,value
KZ257220000000000001,phone,{PHONE}
KZ456010000000000001,phone,{PHONE}
KZ257220000000000001,друг Ефграф,Сидоркин
"""


#: Labels by real names, and by the file that a transfer is in.
LABELS = f"account,owner,label,pattern\nKZ257220000000000001,{IIN},1,fan-in\n"
NOSY_LABELS = "transfer,label\nСидоркин.csv:2,1\n"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return exports: of a region, and those that name people where none is looked for."""
    folder = tmp_path_factory.mktemp("region")
    write_demo(folder / "demo", seed=7, people=80, rings=1, days=20)
    (folder / "demo" / "truth.json").unlink(missing_ok=True)
    shutil.copytree(folder / "demo" / "exports", folder / "all")
    for name in ("complaints.csv", "links.csv"):
        shutil.copy(folder / "demo" / name, folder / "all" / name)
    nosy = {"Сидоркин.csv": NOSY, "жалоба Ефграфа.csv": COMPLAINTS, "связи Ефграфа.csv": LINKS}
    for name, text in nosy.items():
        (folder / "all" / name).write_text(text, encoding="utf-8")
    (folder / "all" / "Ефграф без формата.csv").write_text("Сидоркин,Ефграф\n1,2\n", "utf-8")
    return folder / "all"


@pytest.fixture(scope="session")
def made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a case of these exports, with its key and all that is kept."""
    path = tmp_path_factory.mktemp("made") / "case.duckdb"
    with Case.open(path, create=True) as case:
        case.load(folder)
    Case.open(path, masked=True).close()
    return path


@pytest.fixture
def run(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``moneygraph ARGS...`` on a copy of that case, in a folder of its own."""
    shutil.copy(made, tmp_path / "case.duckdb")
    (tmp_path / "labels.csv").write_text(LABELS, encoding="utf-8")
    (tmp_path / "nosy.csv").write_text(NOSY_LABELS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONEYGRAPH_LANG", "en")

    def call(*args: object) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], prog_name="moneygraph")

    return call


@contextmanager
def _answering(twin: duckdb.DuckDBPyConnection) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masked, "open_twin", lambda path, data: twin.cursor())
        yield


@contextmanager
def one_twin(case: Path) -> Iterator[None]:
    """Let all masked calls on a case share its twin, where each would make its own."""
    with open_twin(case, OURS) as twin, _answering(twin):
        yield


@pytest.fixture(scope="session")
def twin_of_made(made: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_twin(made, OURS) as twin:
        yield twin


@pytest.fixture
def one_twin_of_made(twin_of_made: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let the masked calls of all tests share the twin of the case that `run` copies."""
    with _answering(twin_of_made):
        yield


def all_of(result: Result) -> str:
    """Return all that a call wrote; `output` lacks what goes to the bytes of standard output."""
    return result.stdout + result.stderr
