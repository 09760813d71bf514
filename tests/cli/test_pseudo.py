"""What any command prints is translated: said in a language of circled letters, none else is left.

A new output, such as a report in HTML or letters in a file of their own, is made here in the same
way and its text given to `left_readable`.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from html import unescape
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

import click
import docx
import duckdb
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.cli.command import Settings
from moneygraph.demo import write_demo
from moneygraph.detect.queries import read_profiles, read_queries
from moneygraph.export.letters import ours
from moneygraph.ingest.loading.loader import read_loaders
from moneygraph.report.pages.page import page
from moneygraph.report.text.texts import LANGUAGES, texts_of
from moneygraph.serve.jobs import Desk, Place
from moneygraph.serve.site import make_app
from moneygraph.store.data import OURS
from moneygraph.store.schema import RULES, SHARING_RULES
from tests.pseudo import PSEUDO, disguised, left_readable, of_babel, spoken, words, write_catalogues

from .conftest import EXPORTS, VICTIM

pytestmark = pytest.mark.turns

_LABELS = f"account,label\n{VICTIM},1\nKZ456010000000000001,0\nKZ99,1\n"
#: Every command and how it is called, on a case of all there can be; see `made`.
CALLS: dict[str, list[str]] = {
    "": [""],
    "load": ["broken", "nothing", "exports/kaspi.csv", "exports/kaspi.csv --covers all"],
    "watch": ["exports --once", "nowhere --once", "exports droppers --once --min-score 0"],
    "status": ["", "--rows", "--one-sided", "--accounts"],
    "trace": [
        *("--worst", "--complaints", "--complaints --rule all", f"{VICTIM} --rule pro-rata"),
        *(f"{VICTIM} --rule poison", "KZ687220000000000003 --back", f"{VICTIM} --until 2020-01-01"),
        *("--complaints --back", "--complaints --limit 2", f"{VICTIM} --picture a.svg"),
        *(f"{VICTIM} --rule libr --picture a.svg", f"{VICTIM} --until 2020-01-01 --picture b.svg"),
    ],
    "same": ["halyk.csv:2 kaspi.csv:5", "halyk.csv:2 halyk.csv:99"],
    "not-same": ["kaspi.csv:5 halyk.csv:2 --by me", "kaspi.csv:5 halyk.csv:99 --undo"],
    "undone": ["kaspi.csv:4 kaspi.csv:5"],
    "frozen": ["KZ456010000000000001 1000", "KZ456010000000000001", "KZ99X", f"{VICTIM} much"],
    "clock": ["601 +1h", "601 +2h --undo", "601 soon"],
    "complaints": [""],
    "freeze": ["", "--rule pro-rata --limit 3", "--now 2020-01-01"],
    "requests": ["", "--write letters"],
    "series": ["", "--link-most 2"],
    "report": ["--picture trail a.svg", "page.htm", "--picture trail --series 99 b.svg"],
    "completion": ["", "ksh"],
    "letters": ["mine", "mine", "mine/letters/freeze.ru.docx"],
    "find": [
        "--min-score 0 --limit 40 --explain",
        "--profile bank-of-russia",
        f"forward --account {VICTIM}",
        "--engine spark",
        "--engine spark --master local[2]",
        "--out findings",
        "--engine spark --master spark://127.0.0.1:1 --from nothing",
    ],
    "score": ["labels.csv", "labels.csv --unlabelled negative --picture a.svg", "nothing.csv"],
    "learn": ["labels.csv"],
    "show": [
        *(
            VICTIM,
            "900101300116",
            "halyk.csv:9",
            "halyk.csv:10",
            "halyk.csv:2",
            "KZ99",
            "kaspi.csv:2",
        ),
        *("complaints.csv:2", "links.csv:2", "KZ456010000000000001 --explain --limit 1"),
    ],
    "serve": ["--port 1 --host 203.0.113.1"],
    "check": ["", "--case nothing.duckdb"],
    "verify": ["trace.json", "trace.json --exports nothing", "exports/kaspi.csv"],
    "export": ["--format xlsx a.xlsx", "--format xlsx a.xlsx", "--format csv a --complaints"],
    "neo4j": ["push --uri bolt://localhost:1"],
    "profiles": [""],
    "queries": [""],
    "loaders": [
        *("", "show kaspi", "show complaints", "show aml-sim", "show none"),
        *("new none.csv", "check none none.csv"),
    ],
    "demo": ["region --people 40 --days 9 --seed 3", "region --people 3"],
}
#: The pages of `serve`, and what is asked of each.
PAGES = [
    *("/", "/load", "/found", "/freeze", "/requests", "/complaints", "/decisions", "/report"),
    *("/trace", f"/trace?start={VICTIM}", f"/trace?start={VICTIM}&rule=all"),
    *(
        f"/trace?start={VICTIM}&rule=libr",
        f"/trace?start={VICTIM}&back=on",
        "/show?what=transfer:1",
    ),
    *(f"/show?what={VICTIM}", "/show?what=halyk.csv:9", "/show?what=nothing", "/nothing"),
]
WRONG = [
    *("steal", "stattus", "load", "status more", "status more and", "trace", "trace --rul lifo"),
    *("trace --rule best", "trace --limit 0", "trace --limit many", "trace 1 --since"),
    *("trace 1 --worst", "trace 1 --amount much", "trace 1 --currency USD", "trace 1 --since soon"),
    *("status --memory lots", "status --threads 0"),
    *("trace --back=1", "find --min-score 2", "find --min-score high", "find droppers --wthin 6h"),
    *("find droppers --within soon", "find droppers --within", "find droppers -x", "find thieves"),
    *("export a.csv", "clock 601 +1h --from soon", "neo4j pull", "neo4j push --user me"),
    *("load --loader none x", "load --covers bank:7 exports", "status --lang xx", "show"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a case of a small region and of two banks with rows that are refused."""
    folder = tmp_path_factory.mktemp("pseudo")
    write_demo(folder / "demo", seed=7, people=60, rings=1, days=14)
    shutil.copytree(EXPORTS, folder / "exports")
    shutil.copytree(EXPORTS.parent / "broken", folder / "broken")
    (folder / "labels.csv").write_text(_LABELS, encoding="utf-8")
    demo = folder / "demo"
    with Case.open(folder / "case.duckdb", create=True) as case:
        case.load(demo / "exports", demo / "complaints.csv", demo / "links.csv", EXPORTS)
        manifest = folder / "trace.json"
        call = ["--case", folder / "case.duckdb", "trace", VICTIM, "--manifest", manifest]
    CliRunner().invoke(main, list(map(str, call)))
    return folder


@pytest.fixture(scope="module")
def known(made: Path) -> frozenset[str]:
    """Return the words that may be read: of files, and such as are typed or computed with."""
    found = words(*_typed(main), *RULES, *SHARING_RULES, *LANGUAGES, _LABELS)
    for text in CALLS.values():
        found |= words(*text)
    found |= words(*WRONG, "moneygraph", "help", Settings().case, "KZT", "SHA-256", "UTC")
    found |= words(*made.rglob("*"), "request-965.txt")
    found |= words(os.strerror(errno.EADDRNOTAVAIL))  # of the system, in its language
    found |= _of_case(made / "case.duckdb") | _of_data() | of_babel()
    return frozenset(found)


def _typed(command: click.Command) -> Iterator[str]:
    """Yield what is typed: names of commands and options, their choices and values by name."""
    context = click.Context(command)
    for param in command.params:
        yield from (
            *param.opts,
            *param.secondary_opts,
            param.make_metavar(context),
            str(param.default),
        )
        if isinstance(param.type, click.DateTime):
            yield from param.type.formats
    examples = re.findall(r"^ *moneygraph .*$", command.help or "", re.MULTILINE)
    yield from examples
    for name, one in getattr(command, "commands", {}).items():
        yield name
        yield from _typed(one)


def _of_case(path: Path) -> set[str]:
    """Return the words of a case that come from files, and of the files themselves."""
    columns = (
        *("number.number", "account.owner", "account.name", "statement_file.name"),
        *("section.name", "section.covers", "section.loader", "remark.detail", "link.kind"),
        *("row_words.purpose", "row_words.knp", "row_codes.operation", "row_codes.mcc"),
        *("row_parties.from_name", "row_parties.from_bank", "row_parties.to_name"),
        *("row_parties.to_bank", "complaint.number", "complaint.team", "complaint.region"),
        *("link.value", "account.bank"),
    )
    found = words(path, *(one.read_text(encoding="utf-8") for one in EXPORTS.iterdir()))
    with duckdb.connect(str(path), read_only=True) as con:
        for column in columns:
            table, name = column.split(".")
            rows = con.execute(f"select distinct {name} from {table}").fetchall()
            found |= words(*(row[0] for row in rows))
    return found


def _of_data() -> set[str]:
    """Return the names in our data files: of banks, loaders and their columns, queries, options."""
    found = words(*(name for names in OURS.table("banks")["bank"].values() for name in names))
    for loader in read_loaders(OURS).values():
        found |= words(loader.name, loader.columns, *loader.dates, loader.path, loader.ignored)
        found |= words(loader.currency, loader.absent, loader.swapped, loader.bank)
    for query in read_queries(OURS).values():
        found |= words(query.name, *query.params)
    for profile in read_profiles(OURS).values():
        found |= words(profile.name, profile.path, *(one.param for one in profile.settings))
    return found


@pytest.fixture(scope="module")
def locale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    write_catalogues(folder)
    return folder


@pytest.fixture
def spoken_in(
    made: Path, locale: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Let moneygraph speak the language on a copy of the case."""
    for name in ("exports", "broken"):
        (tmp_path / name).symlink_to(made / name)
    for name in ("case.duckdb", "labels.csv", "trace.json"):
        shutil.copy(made / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("MONEYGRAPH_CASE", "case.duckdb")
    with spoken(locale):
        yield tmp_path


def printed(call: str) -> str:
    result = CliRunner().invoke(main, call.split(), prog_name="moneygraph")
    assert not isinstance(result.exception, AssertionError | KeyError), result.exc_info
    return result.output


def test_every_command_is_called() -> None:
    assert {*main.commands, ""} == set(CALLS), "say here how the new command is called"


def test_letters_in_circles() -> None:
    text = disguised("The case {name}: {n} rows in {{file}}")
    assert text == "Ⓣⓗⓔ ⓒⓐⓢⓔ {name}: {n} ⓡⓞⓦⓢ ⓘⓝ {{ⓕⓘⓛⓔ}}"
    assert left_readable("ⓐⓑ left KZT ⓒ", {"kzt"}) == ["left"]


@pytest.mark.parametrize("name", CALLS)
def test_all_that_a_command_prints_is_translated(
    name: str, spoken_in: Path, known: frozenset[str]
) -> None:
    outputs = {call: printed(f"{name} {call}") for call in CALLS[name]}
    assert "ⓐ" in "".join(outputs.values())
    for call, output in outputs.items():
        assert not left_readable(output, known), (call, output)


@pytest.mark.parametrize("name", CALLS)
def test_help_is_translated(name: str, spoken_in: Path, known: frozenset[str]) -> None:
    output = printed(f"{name} --help")
    assert "ⓐ" in output
    assert not left_readable(output, known), output


@pytest.mark.parametrize("call", WRONG)
def test_errors_are_translated(call: str, spoken_in: Path, known: frozenset[str]) -> None:
    output = printed(call)
    assert "ⓔ" in output
    assert not left_readable(output, known), output


def test_reports_are_translated(spoken_in: Path, known: frozenset[str]) -> None:
    with Case.open("case.duckdb", read_only=True) as case:
        for scope in (("case",), ("owner", "900101300116")):
            result = case.report(*scope, lang=PSEUDO)
            record = {"result": result, "exports": [], "decisions": [], "parameters": {}}
            record |= {"version": "1", "written": "2026-01-01T00:00:00", "result_sha256": ""}
            html = page(record, "{}", texts_of(PSEUDO))
            words_in_script = html.partition('id="words">')[2].partition("</script>")[0]
            seen = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
            seen = re.sub(r"\w*…", "", seen)  # names that were cut
            assert "ⓐ" in seen and not left_readable(unescape(seen), known)
            groups = json.loads(words_in_script) | {"lang": "", "forms": {}}
            assert not left_readable("\n".join(_values(groups)), known)


def _values(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for one in found.values():
            yield from _values(one)
    else:
        yield re.sub(r"\{\w+\}", "", found)


#: What scripts of a page make its tables of.
_IN_SCRIPT = re.compile(r'<script type="application/json".*?>(.*?)</script>', re.DOTALL)


def sentences(value: Any, key: str = "") -> Iterator[str]:
    """Yield what is said in values of scripts: the sentences of a record, and all its words."""
    if isinstance(value, dict):
        for name, one in value.items():
            is_word = key == "words" or name in ("why", "says", "title")
            is_of_words = "report_js" in value and name not in ("lang", "forms")
            yield from sentences(one, "words" if is_word or is_of_words else name)
    elif isinstance(value, list):
        for one in value:
            yield from sentences(one, key)
    elif key == "words" and isinstance(value, str):
        yield re.sub(r"\{\w+\}", "", value)


def test_pages_are_translated(spoken_in: Path, known: frozenset[str]) -> None:
    client = make_app(Desk(Place(Path("case.duckdb"))), PSEUDO).test_client()
    names = known | {"en", "ru", "kk", *RULES, "all", "same", "pre", "да", "Да"}
    for address in PAGES:
        status = HTTPStatus.ACCEPTED
        while status == HTTPStatus.ACCEPTED:  # it is being worked on
            answer = client.get(address)
            status, html = answer.status_code, answer.get_data(as_text=True)
        assert status == (HTTPStatus.NOT_FOUND if "nothing" in address else HTTPStatus.OK)
        html = re.sub(r'<svg class="picture".*?</svg>', "", html, flags=re.DOTALL)
        html = _IN_SCRIPT.sub(lambda found: " ".join(sentences(json.loads(found[1]))), html)
        seen = unescape(re.sub(r"<[^>]*>", " ", html))
        assert "ⓐ" in seen
        assert not left_readable(re.sub(r"\w*…\w*", "", seen), names), address
        said = "\n".join(re.findall(r'(?:aria-label|placeholder)="(.*?)"', html))
        assert not left_readable(unescape(said), names), address


@pytest.mark.parametrize("kind", ["freeze", "requests"])
def test_documents_are_translated(
    kind: str, spoken_in: Path, known: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ours._LOCALES, PSEUDO, "eo-001")
    document = docx.Document(BytesIO(ours.our_template(kind, PSEUDO)))
    parts = [document, *(cell for table in document.tables for cell in table._cells)]
    printed_in_it = "\n".join(one.text for part in parts for one in part.paragraphs)
    assert "ⓐ" in printed_in_it
    assert not left_readable(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", printed_in_it), known)


def test_letters_and_workbooks_are_translated(spoken_in: Path, known: frozenset[str]) -> None:
    printed("requests --write letters")
    letters = [path.read_text(encoding="utf-8") for path in Path("letters").iterdir()]
    assert letters and not left_readable("\n".join(letters), known), letters
    printed("export --format xlsx --complaints a.xlsx")
    book = load_workbook("a.xlsx")
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    cells = "\n".join(str(cell) for row in rows for cell in row)
    assert not left_readable(cells, known)
    assert not left_readable("\n".join(book.sheetnames), known)
