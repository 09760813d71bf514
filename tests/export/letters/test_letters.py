"""Letters to banks: what they say, whom they go to, their annexes and their files."""

from __future__ import annotations

import json
import re
import warnings
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from moneygraph.api import Case
from moneygraph.export.letters import LetterOptions, check_letters, write_letters
from moneygraph.export.letters.content import ACCOUNT_VALUES, CONDITIONS, FEW, VALUES
from moneygraph.export.letters.words import LetterWords, template_words
from moneygraph.report.text.texts import LANGUAGES
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import CallError, Notice
from moneygraph.store.schema import SHARING_RULES
from tests.casework.conftest import SEEN, SILENT, VICTIM_ACCOUNTS, Load, complains, load, paid
from tests.cli.conftest import Run, run

from .conftest import asked, freezing, held, requesting, text_of

pytestmark = pytest.mark.turns

__all__ = ["load", "run"]

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = "=cmd|'/c calc'!A0 <w:p/> & {{total}} {{account.id}} {%x%}\x1b[31m\u202e\x00\ufffe\ud800"
ROWS = [
    paid("02 10:00", VICTIM_ACCOUNTS[0], SILENT[0], "200"),
    paid("03 10:00", VICTIM_ACCOUNTS[1], SEEN[0], "100.50", there="60"),
    paid("03 11:00", VICTIM_ACCOUNTS[2], SEEN[1], "1234567.89"),
]
THREE = [
    complains("1", 0, "200", "02 10:00"),
    complains("2", 1, "100.50", "03 10:00"),
    complains("3", 2, "1234567.89", "03 11:00"),
]


@pytest.mark.parametrize("kind", ["freeze", "requests"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_letter_says(load: Load, tmp_path: Path, lang: str, kind: str, golden: Any) -> None:
    case = load(ROWS, THREE)
    found = case.freeze() if kind == "freeze" else case.requests()
    files = case.letters(found, tmp_path / "out", LetterOptions((lang,)), day=date(2026, 3, 10))
    letters = [one.path for one in files if one.path.suffix == ".docx"]
    assert len(letters) == 1
    golden(GOLDEN / f"{kind}.{lang}.golden.txt", text_of(letters[0]))


def test_command_line(run: Run, load: Load, tmp_path: Path) -> None:
    load(ROWS, THREE).close()
    done = run("freeze", "--json", "--letters", tmp_path / "out", "--limit", "1")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert len(data["freeze"]) == 1  # but the letters name both
    names = [Path(one["file"]).name for one in data["letters"]]
    stem = "freeze-601-halyk-bank"
    assert names == [f"{stem}.kk.docx", f"{stem}.ru.docx", f"{stem}.xlsx"]
    assert {one["bank"] for one in data["letters"]} == {"601"}
    assert SEEN[0] in (text := text_of(tmp_path / "out" / names[1])) and SEEN[1] in text
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    for path in (tmp_path / "out").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    printed = run("requests", "--letters", tmp_path / "out", "--date", "10.03.2026")
    assert printed.exit_code == 0, printed.output
    assert "requests-965-fortebank.ru.docx" in printed.stdout and "REQUEST" not in printed.stdout
    assert "10 марта 2026 года" in text_of(tmp_path / "out" / "requests-965-fortebank.ru.docx")
    assert "letters" not in json.loads(run("requests", "--json").stdout)


def test_nothing_is_written_over(run: Run, load: Load, tmp_path: Path) -> None:
    load(ROWS, THREE).close()
    out = tmp_path / "out"
    assert run("requests", "--letters", out).exit_code == 0
    before = {path: path.read_bytes() for path in out.iterdir()}
    again = run("requests", "--letters", out)
    assert again.exit_code == 2 and "is there already" in again.stderr
    old = out / "requests-722-kaspi-bank.ru.docx"
    old.write_text("old", encoding="utf-8")
    forced = run("requests", "--letters", out, "--force")
    assert forced.exit_code == 0 and old.name in forced.stderr
    assert {path: path.read_bytes() for path in before} == before  # the same case, the same bytes
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".money")] == []


def test_no_letters_where_nothing_is_found(run: Run, load: Load, tmp_path: Path) -> None:
    load(ROWS[1:], THREE[1:]).close()
    done = run("requests", "--letters", tmp_path / "out")
    assert done.exit_code == 0 and "requests" not in done.stdout
    assert (
        json.loads(run("requests", "--json", "--letters", tmp_path / "o").stdout)["letters"] == []
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (["--pdf"], "--letters"),
        (["--letters", "case.duckdb"], "is a file"),
        (["--letters", "nowhere/out"], "no folder nowhere"),
        (["--letters", "out", "--mask"], "cannot be masked"),
        (["--letters", "out", "--date", "soon"], "no time or day"),
        (["--letters", "out", "--template", "mine.docx"], "of one language"),
    ],
)
def test_wrong_calls(
    run: Run, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    call: list[str], what: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    load(ROWS, THREE).close()
    for command in ("freeze", "requests"):
        done = run(command, *call)
        assert done.exit_code == 2 and what in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_library_writes_no_masked_letters_either(load: Load, tmp_path: Path) -> None:
    load(ROWS, THREE).close()
    with (
        Case.open(tmp_path / "case.duckdb", read_only=True, masked=True) as case,
        pytest.raises(CallError, match="masked"),
    ):
        case.letters(case.freeze(), tmp_path / "out")


def test_a_folder_that_cannot_be_written(load: Load, tmp_path: Path) -> None:
    case = load(ROWS, THREE)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "requests-965-fortebank.xlsx").mkdir()
    with pytest.raises(CallError, match="is there already"):
        case.letters(case.requests(), tmp_path / "out", LetterOptions(force=True))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["requests-965-fortebank.xlsx"]


def test_two_currencies_are_two_calls(load: Load, tmp_path: Path) -> None:
    dollars = f"2026-03-04 10:00,{VICTIM_ACCOUNTS[3]},{SILENT[0]},99.99,USD,,,,"
    case = load([*ROWS, dollars], THREE)
    claims = tmp_path / "dollars.csv"
    claim = f"4,,{VICTIM_ACCOUNTS[3]},99.99,USD,2026-03-04 10:00"
    claims.write_text(f"number,victim,account,amount,currency,ts\n{claim}\n", encoding="utf-8")
    case.load(claims)
    with pytest.raises(CallError, match="currenc"):
        case.requests()
    for currency, amount in (("KZT", 200), ("USD", 99.99)):
        found = case.requests(currency=currency)
        case.letters(found, tmp_path / currency)
        book = openpyxl.load_workbook(tmp_path / currency / "requests-965-fortebank.xlsx")
        assert [cell.value for cell in book.worksheets[0][2]][9:11] == [amount, currency]


def test_without_complaints_a_letter_says_so(tmp_path: Path) -> None:
    write_letters(freezing(held(), stand_in=True), tmp_path / "out", LetterOptions(("ru",)))
    text = text_of(tmp_path / "out" / "freeze-601-halyk-bank.ru.docx")
    assert "Заявлений потерпевших в обработанных материалах нет" in text


def test_what_is_not_sure_and_what_a_balance_caps_is_said(tmp_path: Path) -> None:
    rows = [held(unsure=345), held("KZ866010000000000002", amount=100, stated=100)]
    write_letters(freezing(*rows), tmp_path / "out", LetterOptions(("ru",)))
    text = text_of(tmp_path / "out" / "freeze-601-halyk-bank.ru.docx")
    assert "Из указанных сумм 3,45 тенге (три тенге 45 тиын) прошли через переводы" in text
    assert "и указан этот остаток: 1." in text
    assert "124,45 тенге (сто двадцать четыре тенге 45 тиын)" in text
    assert "от 61,72 до 246,90" in text and "{{" not in text


def test_of_an_account_frozen_in_part_the_rest_is_asked_for(tmp_path: Path) -> None:
    files = write_letters(
        freezing(held(unsure=12000, frozen=2345), held("KZ866010000000000002")),
        tmp_path / "out",
        LetterOptions(("ru",)),
    )
    text = text_of(files[0].path)
    assert "от 38,27 до 223,45" in text  # 61.72 to 246.90, less what is stopped
    assert "223,45 тенге (двести двадцать три тенге 45 тиын)" in text  # 100 and 123.45
    assert "Из указанных сумм 100,00 тенге" in text
    sheet = openpyxl.load_workbook(files[1].path).worksheets[0]
    columns = (6, 8, 9, 10, 11, 13)  # left, least, most, not sure of it, traced, frozen
    assert [sheet.cell(2, at).value for at in columns] == [100, 38.27, 223.45, 100, 123.45, 23.45]
    assert [sheet.cell(3, at).value for at in columns] == [123.45, 61.72, 246.9, 0, 123.45, 0]


def test_a_thousand_accounts_are_in_the_annex(tmp_path: Path) -> None:
    rows = [held(f"KZ86601{n:013}", victims=((f"no{n}", 12345),)) for n in range(1000)]
    options = LetterOptions(("kk", "ru"))
    files = write_letters(freezing(*rows), tmp_path / "out", options)
    text = text_of(files[1].path)
    assert "Всего счетов: 1000." in text and rows[0].account not in text
    book = openpyxl.load_workbook(files[2].path)
    accounts = [row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert accounts == [row.account for row in rows]
    complaints = [row[2] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
    assert complaints == [f"no{n}" for n in range(1000)]


@pytest.mark.parametrize(("n", "in_letter"), [(FEW, True), (FEW + 1, False)])
def test_few_accounts_are_in_the_letter(tmp_path: Path, n: int, in_letter: bool) -> None:
    rows = [asked(f"KZ18965{at:013}") for at in range(n)]
    files = write_letters(requesting(*rows), tmp_path / "out", LetterOptions(("ru",)))
    text = text_of(files[0].path)
    assert all((row.account in text) == in_letter for row in rows)


def test_banks_that_no_table_names_and_unknown_ones(tmp_path: Path) -> None:
    rows = [
        asked(bank="999"),
        asked("KZ18", bank="../../etc/x"),
        asked("KZ19", bank="ETC X"),
        asked("KZ20", bank=None),
        asked("?cash", bank="965"),
    ]
    files = write_letters(requesting(*rows), tmp_path / "out", LetterOptions(("ru",)))
    assert {one.path.name: one.bank for one in files} == {
        "requests-999.ru.docx": "999",
        "requests-999.xlsx": "999",
        "requests-etc-x.ru.docx": "../../etc/x",
        "requests-etc-x.xlsx": "../../etc/x",
        "requests-etc-x-2.ru.docx": "ETC X",
        "requests-etc-x-2.xlsx": "ETC X",
        "requests-unknown-bank.xlsx": None,
    }
    assert {path.parent for path in tmp_path.rglob("*.docx")} == {tmp_path / "out"}
    text = text_of(tmp_path / "out" / "requests-999.ru.docx")
    assert "[наименование банка]" in text and "(код банка в номере счёта: 999)" in text
    book = openpyxl.load_workbook(tmp_path / "out" / "requests-unknown-bank.xlsx")
    assert [row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [
        "KZ20",
        "?cash",
    ]
    notes = [row[0] for row in book.worksheets[2].iter_rows(values_only=True)]
    assert any("пока обратиться не к кому" in str(note) for note in notes)


def test_unknown_banks_are_told_of(run: Run, load: Load, tmp_path: Path) -> None:
    row = f"2026-03-02 10:00,{VICTIM_ACCOUNTS[0]},,200,KZT,,,,A man"
    load([row], THREE[:1]).close()
    printed = run("requests", "--letters", tmp_path / "out").stdout.split()
    told = "requests-unknown-bank.xlsx: their bank or number is not known, so there is no letter"
    assert told in " ".join(printed)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["requests-unknown-bank.xlsx"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_of_statements_is_only_text(tmp_path: Path, lang: str) -> None:
    rows = [
        held(name=HOSTILE, owner=HOSTILE, victims=((HOSTILE, 5),)),
        held("KZ86601\u202e1", name="{{account.amount}}", owner="{{if many}}"),
    ]
    files = write_letters(freezing(*rows), tmp_path / "out", LetterOptions((lang,)))
    text = text_of(files[0].path)
    shown = HOSTILE.split("\x1b")[0] + "\\x1b[31m\\u202e\\x00\\ufffe\\ud800"
    assert text.count(shown) == 2
    assert "{{account.amount}} ⏎ {{if many}}" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
    book = openpyxl.load_workbook(files[1].path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert {cell.value for cell in cells if str(cell.value).startswith("=")} == {shown}


def test_amounts_are_exact_numbers(tmp_path: Path) -> None:
    most = 999_999_999_999_999  # of 15 digits; one more is a text
    rows = [
        held("KZ1", amount=most, traced=most, stated=most),
        held("KZ2", amount=10**15 + 7, traced=10**18 + 1),
        held("KZ3", amount=1, currency="KZT"),
    ]
    files = write_letters(freezing(*rows), tmp_path / "out", LetterOptions(("ru",)))
    sheet = openpyxl.load_workbook(files[1].path).worksheets[0]
    found = [[sheet.cell(at, column).value for column in (6, 11, 12)] for at in (2, 3, 4)]
    assert found == [
        [9999999999999.99, 9999999999999.99, 9999999999999.99],
        ["10000000000000.07", "10000000000000000.01", None],
        [0.01, 123.45, None],
    ]
    assert sheet.cell(2, 6).number_format == "#,##0.00"
    read = CalamineWorkbook.from_path(files[1].path).get_sheet_by_index(0).to_python()
    assert read[1][5] == 9999999999999.99 and read[1][13] == datetime(2026, 3, 2, 10, 5, 7)
    assert "20 000 000 000 000,07" in text_of(files[0].path)


def test_the_same_case_gives_the_same_bytes(load: Load, tmp_path: Path) -> None:
    case = load(ROWS, THREE)
    made = []
    for name in ("first", "second"):
        files = case.letters(case.freeze(), tmp_path / name)
        made.append([(one.path.name, one.sha256, one.path.read_bytes()) for one in files])
    assert made[0] == made[1]


@pytest.mark.parametrize("rule", SHARING_RULES)
def test_every_rule_is_explained(load: Load, tmp_path: Path, rule: str) -> None:
    case = load(ROWS, THREE)
    files = case.letters(case.freeze(rule=rule), tmp_path / "out", LetterOptions(("kk",)))
    assert f"{rule} ережесі бойынша (" in text_of(files[0].path)


def test_a_record_is_of_the_answer_alone(run: Run, load: Load, tmp_path: Path) -> None:
    load(ROWS, THREE).close()
    record = tmp_path / "record.json"
    done = run("freeze", "--letters", tmp_path / "out", "--manifest", record)
    assert done.exit_code == 0, done.output
    assert "letters" not in json.loads(record.read_text(encoding="utf-8"))["result"]
    assert run("verify", record).exit_code == 0


def test_words_are_there_in_each_language() -> None:
    english = template_words("en")
    for lang in LANGUAGES:
        words = template_words(lang)
        assert list(words) == list(english)
        for key, text in words.items():
            assert _asks(text) == _asks(english[key]), key
            if lang != "en" and re.search("[A-Za-z]{3}", re.sub(r"{{.*?}}", "", english[key])):
                assert text != english[key] or key == "words.date", key
    assert {f"rule_about.{rule}" for rule in SHARING_RULES} <= set(english)


def _asks(text: str) -> list[str]:
    return sorted(re.findall(r"{+(.*?)}", text))


def test_values_are_those_that_are_promised() -> None:
    words = LetterWords("ru", OURS)
    for content, row in ((freezing(held()), held()), (requesting(asked()), asked())):
        values = content.values(words, "601", [row], "a.xlsx")
        assert set(values) == {*VALUES[content.kind], *CONDITIONS}
        (account,) = content.accounts(words, [row])
        assert set(account) == {f"account.{name}" for name in ACCOUNT_VALUES[content.kind]}


def test_many_complaints_are_cut_in_the_letter_alone(tmp_path: Path) -> None:
    row = asked(complaints=tuple(f"no{n}" for n in range(30)))
    words = LetterWords("ru", OURS)
    values = requesting(row).values(words, "965", [row], "a.xlsx")
    assert values["complaints"].endswith("no19, и ещё 10 (см. приложение)")


def test_a_template_of_the_users_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "letters"
    folder.mkdir(parents=True)
    (folder / "freeze.ru.docx").write_bytes(b"no document")
    data = DataFiles.beside(tmp_path / "mine")
    with pytest.raises(CallError, match=r"freeze\.ru\.docx is no Word document"):
        check_letters("freeze", tmp_path / "out", LetterOptions(), data)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Notice)
        check_letters("requests", tmp_path / "out", LetterOptions(), data)
