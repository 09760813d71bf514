"""What is offered to a shell: our names, and of a case only its numbers, safe and unseen."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem, get_completion_class

from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.cli.completing import MOST
from moneygraph.cli.completion import INSTALL, split_words

from .conftest import VICTIM, Run, parsed
from .test_documented import COMMANDS, command_of

#: What only a person can say: times, amounts, counts, names, reasons, addresses, rows of files.
FREE = {
    *("since", "until", "now", "amount", "limit", "hops", "min_score", "label", "by", "why"),
    *("uri", "username", "seed", "people", "rings", "days", "link_most", "first", "second"),
    *("last", "ahead", "series", "day", "port", "host", "memory", "threads", "master"),
}
HOSTILE = (
    *("$(touch owned)", "`touch owned`", "A;touch owned", "A b", "A\nB", "A\x1b[31m", "-rf", "~A"),
    *(
        "A'",
        'A"',
        "A*",
        "A\\",
        "A|B",
        "A&B",
        "A>B",
        "A!B",
        "A\u202eB",
        "AБ",
        "A" * 65,
        "A:1",
        "A,B",
    ),
)

Offered = Callable[..., list[str]]


def offers(*words: str, shell: str = "bash") -> list[CompletionItem[str]]:
    made = get_completion_class(shell)
    assert made is not None
    *before, begun = words
    return made(main, {}, "moneygraph", "_MONEYGRAPH_COMPLETE").get_completions(before, begun)


@pytest.fixture
def offered(loaded: Run) -> Offered:
    """Return what is offered for the last word of a call on the case with exports."""
    return lambda *words: [item.value for item in offers(*words)]


def parameters() -> Iterator[tuple[str, click.Parameter]]:
    return ((name, param) for name in COMMANDS for param in command_of(name).params)


@pytest.mark.parametrize(
    "param", [pytest.param(one, id=f"{name} {one.name}") for name, one in parameters()]
)
def test_every_parameter_is_completed_or_free(param: click.Parameter) -> None:
    is_flag = isinstance(param, click.Option) and param.is_flag
    is_chosen = isinstance(param.type, click.Choice)
    is_completed = param._custom_shell_complete is not None
    assert [is_flag, is_chosen, is_completed, param.name in FREE].count(True) == 1


@pytest.mark.parametrize(
    ("words", "some"),
    [
        (("sta",), {"status"}),
        (("queries", ""), {"show"}),
        (("queries", "show", "dr"), {"dropper-owners", "droppers"}),
        (("find", "loan"), {"loan-then-transfer"}),
        (("find", "droppers", "--wi"), {"--within"}),
        (("find", "--profile", "bank"), {"bank-of-russia"}),
        (("score", "labels.csv", "mule"), {"mule-chains"}),
        (("export", "--finding", "dr"), {"dropper-owners", "droppers"}),
        (("export", "--format", "xl"), {"xlsx"}),
        (("load", "--loader", "kaspi"), {"kaspi", "kaspi-deposit", "kaspi-gold"}),
        (("loaders", "show", "statutory-k"), {"statutory-kk"}),
        (("load", "--covers", "a"), {"all"}),
        (("clock", "60"), {"601"}),
        (("trace", "--currency", "KZ"), {"KZT"}),
        (("trace", "--rule", "li"), {"lifo", "libr"}),
        (("status", "--lang", ""), {"en", "ru", "kk"}),
        (("demo", "--mess", "clo"), {"clocks"}),
        (("completion", ""), set(INSTALL)),
        (("freeze", "--since", ""), set()),
    ],
)
def test_names(offered: Offered, words: tuple[str, ...], some: set[str]) -> None:
    assert set(offered(*words)) == some


def test_names_of_ones_own(offered: Offered, tmp_path: Path) -> None:
    (tmp_path / "own/queries").mkdir(parents=True)
    for name in ("mine", "$(touch owned)"):
        (tmp_path / f"own/queries/{name}.sql").write_text("no query at all")
    folder = str(tmp_path / "own")
    assert set(offered("--folder", folder, "find", "m")) == {"mine", "mule-chains"}
    assert offered("--folder", folder, "find", "$") == []
    assert "--within" in offered("--folder", folder, "find", "--")


def test_parameters_are_of_the_queries_named(offered: Offered) -> None:
    assert "--burst" in offered("find", "--")
    chosen = offered("find", "forward", "--")
    assert {"--account", "--within", "--limit", "--case"} <= set(chosen)
    assert "--burst" not in chosen


@pytest.mark.parametrize(
    "call",
    [
        *(("show",), ("trace",), ("export", "--around"), ("export", "--trace")),
        *(("find", "forward", "--account"), ("find", "forward", "--account", "=")),
    ],
)
def test_accounts_and_owners(offered: Offered, call: tuple[str, ...]) -> None:
    assert VICTIM in offered(*call, "KZ")
    assert offered(*call, VICTIM[:-1]) == [VICTIM]
    with Case.open("case.duckdb", read_only=True) as case:
        ((owner,),) = case.con.execute(
            "select owner from account where number = ?", [VICTIM]
        ).fetchall()
    assert owner in offered(*call, owner[:6])


def test_no_number_is_a_value_of_another_parameter(offered: Offered) -> None:
    assert offered("find", "forward", "--within", "") == []


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("call", [("trace", "--complaint"), ("freeze", "--complaint")])
def test_complaints(offered: Offered, call: tuple[str, ...]) -> None:
    with Case.open("case.duckdb") as case:
        for number in ("251900001", "251900002", "25/A-3", "25$(x)"):
            case.con.execute("insert into complaint (number) values (?)", [number])
    assert offered(*call, "25") == ["25/A-3", "251900001", "251900002"]
    assert offered(*call, "2519") == ["251900001", "251900002"]


def test_a_case_named_in_the_call(
    offered: Offered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.move("case.duckdb", "other.duckdb")
    assert offered("show", "KZ") == []
    assert VICTIM in offered("--case", "other.duckdb", "show", "KZ")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert VICTIM in offered("show", "--case", "~/other.duckdb", "KZ")


def test_what_is_offered_is_safe(offered: Offered) -> None:
    with Case.open("case.duckdb") as case:
        for id_, number in enumerate(("A1", "A/2.b_c-d", *HOSTILE), 90_000):
            case.con.execute(
                "insert into account (id, number, owner) values ($1, $2, $2)", [id_, number]
            )
    assert {"A/2.b_c-d", "A1"} <= set(offered("show", "A"))
    assert set(offered("show", "A")) & set(HOSTILE) == set()
    assert all(offered("show", number[0]) != [number] for number in HOSTILE)


def test_what_is_offered_of_many_leads_not_astray(offered: Offered) -> None:
    """A shell types on as far as all that it is offered agrees."""
    with Case.open("case.duckdb") as case:
        case.con.execute(
            "insert into account (id, number)"
            " select 90000 + n, 'LV' || (n // 100) || '-' || n from range(400) as t(n)"
        )
    found = offered("show", "LV")
    assert len(found) == MOST
    assert {one[:3] for one in found} == {"LV0", "LV1", "LV2", "LV3"}
    assert found == sorted(found)
    assert len(offered("show", "LV3-3")) == MOST


@pytest.mark.parametrize(
    "words", [("--mask", "show", "KZ"), ("trace", "--mask", "--complaint", "")]
)
def test_no_real_number_with_a_mask(offered: Offered, words: tuple[str, ...]) -> None:
    assert offered(*words) == []


def test_a_mask_after_what_is_typed(offered: Offered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "moneygraph\nshow\nKZ\n--mask")
    assert offered("show", "KZ") == []


def test_nothing_is_written(offered: Offered, tmp_path: Path) -> None:
    case = tmp_path / "case.duckdb"
    case.chmod(0o644)  # opened otherwise it would be made private
    before = hashlib.sha256(case.read_bytes()).digest()
    assert offered("show", "KZ")
    assert hashlib.sha256(case.read_bytes()).digest() == before
    assert case.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["case.duckdb"]


def _is_no_case(path: Path) -> None:
    path.write_text("no case")


def _is_foreign(path: Path) -> None:
    with Case.open(path) as case:
        case.con.execute("create view more as select 1")


def _is_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [Path.unlink, _is_no_case, _is_foreign, _is_a_folder])
def test_a_case_that_cannot_be_used_offers_nothing(
    offered: Offered,
    spoil: Callable[[Path], None],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    spoil(tmp_path / "case.duckdb")
    assert offered("show", "KZ") == []
    assert offered("sho") == ["show"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.process
def test_a_case_that_is_held_offers_nothing(offered: Offered) -> None:
    code = "import duckdb; held = duckdb.connect('case.duckdb'); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert offered("show", "KZ") == []
        holder.communicate(b"\n")
    assert offered("show", "KZ")


def test_help_beside_names_is_in_the_language(offered: Offered) -> None:
    for words in (("--lang", "ru", "freez"), ("--lang", "ru", "freeze", "--compl")):
        (item,) = offers(*words)
        assert item.help
        assert not item.help.isascii()


@pytest.mark.parametrize("shell", INSTALL)
def test_the_script(run: Run, shell: str) -> None:
    shown = run("completion", shell).stdout
    assert "_MONEYGRAPH_COMPLETE" in shown
    assert shown.endswith(f"# {INSTALL[shell]}\n")
    assert shown.isascii()
    assert parsed(run("completion", shell, "--json")) == {"shell": shell, "script": shown}


def test_no_such_shell(run: Run) -> None:
    result = run("completion", "tcsh", "--lang", "ru")
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish', 'powershell'" in result.stderr


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("moneygraph show", ["moneygraph", "show"]),
        ("a --case C:\\my\\a.duckdb b", ["a", "--case", "C:\\my\\a.duckdb", "b"]),
        ("a 'it''s one' \"two `\"words`\"\" x", ["a", "it's one", 'two "words"', "x"]),
        ("a one` word 'not closed", ["a", "one word", "not closed"]),
        ("", []),
    ],
)
def test_words_of_powershell(line: str, words: list[str]) -> None:
    assert split_words(line) == words


def test_powershell_is_answered(offered: Offered, monkeypatch: pytest.MonkeyPatch) -> None:
    """The protocol of the script alone: PowerShell itself was not at hand."""
    made = get_completion_class("powershell")
    assert made is not None
    complete = made(main, {}, "moneygraph", "_MONEYGRAPH_COMPLETE").complete
    monkeypatch.setenv("COMP_WORDS", f"moneygraph --case '{Path.cwd() / 'case.duckdb'}' show KZ25")
    monkeypatch.setenv("COMP_CWORD", "4")
    lines = complete().splitlines()
    assert lines[lines.index(VICTIM) - 1 : lines.index(VICTIM) + 2] == ["plain", VICTIM, "_"]
    monkeypatch.setenv("COMP_WORDS", "moneygraph statu")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert complete().splitlines()[1:] == [
        "status",
        "Show what is in the case: files, what they...",
    ]
    monkeypatch.setenv("COMP_WORDS", "moneygraph --lang kk statu")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert complete().splitlines() == ["plain", "status", "_"]
