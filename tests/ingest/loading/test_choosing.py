"""Which loader reads a file: where two fit, a loader of one's own, and one that is broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.ingest.loading.loader import read_loaders
from moneygraph.store.data import DataFiles, our_folder
from moneygraph.store.errors import AmbiguousLoader, CallError, LeftOut, LoaderError, NoLoader
from tests.conftest import TESTS
from tests.ingest.loading.contents import contents_of

pytestmark = pytest.mark.turns

SAMPLE = TESTS / "samples" / "kaspi" / "one-row-header.csv"
MINE = """title = "My bank"
[columns]
ts = ["When"]
from_account = ["From"]
to_account = ["To"]
amount = ["Sum"]
[layout]
required = ["ts", "from_account", "to_account", "amount"]
dates = ["%d/%m/%y"]
"""
EXPORT = "When,From,To,Sum\n02/03/26,A,B,100.00\n"

Run = Callable[..., Result]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's own folder, in use by `case` and `run`."""
    folder = tmp_path / "own"
    for kind in ("loaders", "tables"):
        (folder / kind).mkdir(parents=True)
    monkeypatch.setenv("MONEYGRAPH_FOLDER", str(folder))
    return folder


@pytest.fixture
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    """A case that is new, with the user's own folder where a test has one."""
    folder = request.getfixturevalue("own") if "own" in request.fixturenames else None
    with Case.open(tmp_path / "case.duckdb", create=True, folder=folder) as opened:
        yield opened


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*args: object) -> Result:
        case = ["--case", str(tmp_path / "cli.duckdb")]
        return CliRunner().invoke(main, [*map(str, args), *case], prog_name="moneygraph")

    return call


@pytest.fixture
def second_kaspi(own: Path) -> Path:
    """Two loaders fit an export of Kaspi: ours and `twin`."""
    return Path(shutil.copy(our_folder("loaders") / "kaspi.toml", own / "loaders" / "twin.toml"))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(EXPORT)
    return path


def test_where_two_fit_the_user_chooses(case: Case, second_kaspi: Path) -> None:
    (file,) = case.load(SAMPLE).files
    assert isinstance(file.error, AmbiguousLoader)
    assert "row 1 fits more than one loader: kaspi, twin" in file.error.message
    assert file.error.remedy == "Choose one with --loader NAME."
    assert case.status()["exports"] == []
    (file,) = case.load(SAMPLE, loader="twin").files
    assert (file.error, file.loader, file.transfers) == (None, "twin", 5)


def test_the_same_on_the_command_line(run: Run, second_kaspi: Path, tmp_path: Path) -> None:
    refused = run("load", SAMPLE)
    assert refused.exit_code == 1
    printed = "".join(refused.output.split())
    assert "kaspi,twin" in printed
    assert "--loaderNAME" in printed
    assert run("load", SAMPLE, "--loader", "kaspi").exit_code == 0
    with Case.open(tmp_path / "cli.duckdb") as case:
        assert contents_of(case)["covers"][0][2] == "kaspi"


def test_a_file_that_fits_neither_is_not_in_doubt(
    case: Case, second_kaspi: Path, tmp_path: Path
) -> None:
    """A near miss, and one export in doubt does not stop the others."""
    report = case.load(SAMPLE, TESTS / "samples" / "vtb" / "signed.csv")
    assert [type(file.error) for file in report.files] == [AmbiguousLoader, type(None)]
    assert report.transfers == 5


@pytest.mark.parametrize("loader", ["kaspi", "twin"])
def test_a_loader_by_name_gives_what_recognising_gives(
    case: Case, second_kaspi: Path, tmp_path: Path, loader: str
) -> None:
    case.load(SAMPLE, loader=loader)
    second_kaspi.unlink()
    with Case.open(tmp_path / "other.duckdb", create=True) as other:
        other.load(SAMPLE)
        for part in ("transfers", "accounts", "remarks", "balances"):
            assert contents_of(case)[part] == contents_of(other)[part]


def test_a_loader_that_does_not_fit_refuses_the_file(case: Case) -> None:
    (file,) = case.load(SAMPLE, loader="vtb").files
    assert isinstance(file.error, NoLoader)
    assert "closest is 'vtb', missing: 'Сумма (вал.)'" in file.error.message


@pytest.mark.parametrize("loader", ["none", "Kaspi", "kaspi.toml", "", "\x1b[31m"])
def test_an_unknown_loader(case: Case, run: Run, loader: str) -> None:
    with pytest.raises(CallError, match="there is no loader") as caught:
        case.load(SAMPLE, loader=loader)
    assert "kaspi" in caught.value.remedy
    assert "\x1b" not in caught.value.message
    result = run("load", SAMPLE, "--loader", loader)
    assert result.exit_code == 2
    assert "error: there is no loader" in result.stderr
    assert "\x1b" not in result.output


def test_a_loader_of_ones_own(case: Case, own: Path, export: Path) -> None:
    (file,) = case.load(export).files
    assert isinstance(file.error, NoLoader)
    (own / "loaders" / "mine.toml").write_text(MINE)
    (file,) = case.load(export).files
    assert (file.error, file.loader, file.transfers) == (None, "mine", 1)
    assert contents_of(case)["transfers"][0][:1] == ["2026-03-02 00:00:00"]


def test_the_folder_can_be_named_in_the_call(
    run: Run, tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine" / "loaders").mkdir(parents=True)
    (tmp_path / "mine" / "loaders" / "mine.toml").write_text(MINE)
    assert run("load", export).exit_code == 1
    assert run("load", export, "--folder", tmp_path / "mine").exit_code == 0
    assert "My bank" in run("loaders", "--folder", tmp_path / "mine").output
    assert "My bank" not in run("loaders").output
    missing = run("load", export, "--folder", tmp_path / "none")
    assert missing.exit_code == 2
    assert "is not there" in missing.stderr


def test_a_loader_of_ones_own_takes_the_place_of_ours(case: Case, own: Path, export: Path) -> None:
    (own / "loaders" / "kaspi.toml").write_text(MINE)
    assert read_loaders(DataFiles.beside(own))["kaspi"].title == "My bank"
    report = case.load(export, SAMPLE)
    loaders = {Path(file.file).name: file.loader for file in report.files if not file.error}
    # what ours would have read is read by the words of its header
    assert loaders == {"mine.csv": "kaspi", SAMPLE.name: "statutory-ru"}


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("form", "written", "time"),
    [
        ("%d/%m/%y", "02/03/26", "2026-03-02 00:00:00"),
        ("%m/%d/%y", "02/03/26", "2026-02-03 00:00:00"),
        ("%y-%m-%d %H:%M", "26-03-02 10:15", "2026-03-02 10:15:00"),
        ("%Y-%d-%m", "2026-02-03", "2026-03-02 00:00:00"),
        ("%d.%m.%Y", "2026-03-02 10:15", "2026-03-02 10:15:00"),  # ISO 8601 needs no format
        ("%d.%m.%Y", "46083", "2026-03-02 00:00:00"),  # nor does a day's number in Excel
    ],
)
def test_dates_are_read_as_the_loader_has_them(
    case: Case, own: Path, export: Path, form: str, written: str, time: str
) -> None:
    (own / "loaders" / "mine.toml").write_text(MINE.replace("%d/%m/%y", form))
    export.write_text(EXPORT.replace("02/03/26", written))
    case.load(export)
    assert [row[0] for row in contents_of(case)["transfers"]] == [time]


BROKEN = {
    "no TOML": ("title = ", "cannot be read"),
    "no title": (MINE.replace("title", "name"), "no title"),
    "no columns": ('title = "x"\n[layout]\nrequired = ["ts"]\n', "no [columns]"),
    "a header without brackets": (MINE.replace('["When"]', '"When"'), "maps ts to something else"),
    "no header": (MINE.replace('["When"]', "[]"), "maps ts to something else"),
    "an unknown field": (MINE + '[columns.when]\na = ["b"]', "maps when to something else"),
    "a field that is none": (MINE.replace("amount", "sum"), "unknown field sum"),
    "a field without column": (MINE.replace('"amount"]', '"amount", "knp"]'), "requires knp"),
    "no time": (MINE.replace('"ts", ', ""), "does not require ts"),
    "an unknown setting": (MINE + "negatives = 1\n", "unknown setting negatives"),
    "a setting that means nothing": (MINE + 'negative = "credit"\n', "has negative = 'credit'"),
    "a format of no date": (MINE.replace("%y", "%Q"), "has dates ="),
    "a currency of no country": (MINE + 'currency = "TENGE"\n', "has currency = 'TENGE'"),
    "a start that is no day": (MINE + 'hours_since = "soon"\n', "has hours_since = 'soon'"),
    "a bank that is a number": (f"bank = 722\n{MINE}", "bank that is no code"),
    "signs that steer a terminal": (f'"\\u001b[31m" = {MINE}', "cannot be read"),
    "an unknown sign": (MINE + '"\\u001b[31m" = 1\n', "unknown setting"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_loader_is_named(
    case: Case, own: Path, run: Run, export: Path, fault: str
) -> None:
    text, wrong = BROKEN[fault]
    path = own / "loaders" / "mine.toml"
    path.write_text(text)
    with pytest.warns(LeftOut) as told:
        case.load(export)
    assert isinstance(told[0].message, LeftOut)
    error = told[0].message.error
    assert isinstance(error, LoaderError)
    assert error.message.startswith(f"the loader {path} ")
    assert wrong in error.message
    assert error.remedy
    assert "\x1b" not in str(error)
    for call, code in ((("load", export), 1), (("loaders",), 0), (("loaders", "show", "mine"), 2)):
        result = run(*call)
        assert result.exit_code == code
        assert str(path) in result.stderr
        assert wrong in result.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_loader_that_is_no_text(case: Case, own: Path, export: Path, content: bytes) -> None:
    path = own / "loaders" / "mine.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.warns(LeftOut, match=r"mine\.toml cannot be read"):
        case.load(export)


def test_the_loader_that_was_not_broken(case: Case, own: Path, export: Path) -> None:
    """The near miss of the broken ones."""
    settings = 'currency = "USD"\nnegative = "debit"\npositive = "credit"\ncovers = "all"\n'
    (own / "loaders" / "mine.toml").write_text(f'bank = "722"\n{MINE}{settings}')
    assert case.load(export).transfers == 1
    assert contents_of(case)["transfers"][0][7] == "USD"


PAID = """ts,from_account,to_account,amount,to_name
2026-03-02 10:00:00,A,B,5,ТОО Обменник соседей
2026-03-02 11:00:00,A,C,5,ТОО Бинанс
2026-03-02 12:00:00,A,D,5,ТОО Необменник соседей
"""


def test_an_exchange_of_ones_own_comes_beside_ours(case: Case, own: Path, export: Path) -> None:
    export.write_text(PAID)
    names = 'names = ["обменник соседей"]'
    (own / "tables" / "exchanges.toml").write_text(f"[mine]\n{names}\n", encoding="utf-8")
    case.load(export)
    found = {row[0]: row[4] for row in contents_of(case)["accounts"]}
    assert found == {"A": "unknown", "B": "exchange", "C": "exchange", "D": "unknown"}


def test_without_it_it_is_none(case: Case, export: Path) -> None:
    export.write_text(PAID)
    case.load(export)
    assert {row[0]: row[4] for row in contents_of(case)["accounts"]}["B"] == "unknown"


@pytest.mark.parametrize("names", ["[]", '["", "—"]'])
def test_a_name_without_letters_is_nobody(case: Case, own: Path, export: Path, names: str) -> None:
    """It would be found in every name."""
    (own / "tables" / "exchanges.toml").write_text(f"[mine]\nnames = {names}\n")
    export.write_text(PAID)
    case.load(export)
    assert [row[4] for row in contents_of(case)["accounts"]].count("exchange") == 1


def test_words_of_ones_own_go_before_ours(case: Case, own: Path, export: Path) -> None:
    (own / "tables" / "kinds.toml").write_text(
        '[knp]\n"119" = "other"\n[[words]]\nkind = "salary"\npurpose = ["покупка в"]\n'
    )
    export.write_text(
        "ts,from_account,to_account,amount,knp,purpose\n"
        "2026-03-02,A,B,1,119,x\n2026-03-02,A,B,2,,Покупка в лавке\n2026-03-02,A,B,3,413,x\n"
    )
    case.load(export)
    assert [row[10] for row in contents_of(case)["transfers"]] == ["other", "salary", "loan"]


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("exchanges", "[mine", "cannot be read"),
        ("exchanges", '[mine]\nnames = "okx"\n', "names that are no list"),
        ("exchanges", "[mine]\nnames = [1]\n", "names that are no list"),
        ("exchanges", 'mine = ["okx"]\n', "names that are no list"),
        ("exchanges", 'licensed = ["okx"]\n', "another kind of value under licensed"),
        ("kinds", '[knp]\n"119" = "gift"\n', "unknown kind 'gift'"),
        ("kinds", '[[words]]\npurpose = ["x"]\n', "unknown kind None"),
        ("kinds", '[[words]]\nkind = "loan"\npurpose = "x"\n', "purpose that are no list"),
        ("accounts", '[[words]]\nkind = "shop"\nnames = ["x"]\n', "unknown kind 'shop'"),
    ],
)
def test_a_broken_table_is_named(
    case: Case, own: Path, run: Run, export: Path, name: str, text: str, wrong: str
) -> None:
    (own / "tables" / f"{name}.toml").write_text(text)
    export.write_text(PAID)
    with pytest.raises(LoaderError) as caught:
        case.load(export)
    assert f"{name}.toml" in caught.value.message
    assert wrong in caught.value.message
    result = run("load", export)
    assert result.exit_code == 2
    assert wrong in result.stderr
    assert not list(export.parent.glob("cli.duckdb*"))
