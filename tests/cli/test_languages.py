"""Help and errors of usage are in the language that a call asks for, wherever it does."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
import pytest

from moneygraph.cli import main
from moneygraph.cli.wording import language_in
from moneygraph.report.text.help import paragraphs
from tests.texts import OTHERS, translations

from .conftest import Run
from .test_documented import COMMANDS

#: What is typed or read by programs, and is the same in every language.
_KEPT = re.compile(r"--[a-z-]+|`[^`]+`|docs/[\w/]+\.md|\b[A-Z]+_[A-Z_]+\b")


def texts(command: click.Command) -> Iterator[str]:
    """Yield each paragraph of the help of a command and of those below it, and of its options."""
    yield from paragraphs(inspect.cleandoc(command.help or ""))
    yield from (one.help or "" for one in command.params if isinstance(one, click.Option))
    if isinstance(command, click.Group):
        for one in command.commands.values():
            yield from texts(one)


def test_all_help_is_in_each_language_and_nothing_is_left_over() -> None:
    clicks = {"Show this message and exit.", "[OPTIONS]", "COMMAND [ARGS]...", "Options"}
    ours = {"Example:", "Examples:", "Everywhere", "[COMMAND] [ARGS]..."}
    for lang in OTHERS:
        table = translations("help", lang)
        assert set(texts(main)) | clicks | ours == set(table)
        for text, translated in table.items():
            assert set(_KEPT.findall(translated)) == set(_KEPT.findall(text)), (text, lang)


@pytest.mark.parametrize("lang", OTHERS)
def test_nothing_of_help_stays_english(lang: str, run: Run) -> None:
    headings = "Usage|Options|Everywhere|Commands|OPTIONS|ARGS|default|Examples?|Show"
    for name in ("", *COMMANDS):
        shown = run(*name.split(), "--help", "--lang", lang)
        assert shown.exit_code == 0
        assert not re.search(rf"\b({headings})\b", shown.stdout), (name, shown.stdout)
        assert max(map(len, shown.stdout.splitlines())) <= 80
        assert re.search(r"^ *moneygraph [a-z]", shown.stdout, re.MULTILINE), "its example"


def test_the_language_of_help(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    russian = run("load", "--help", "--lang", "ru").stdout
    assert russian.startswith("Вызов: moneygraph load [ПАРАМЕТРЫ] PATH...\n")
    assert run("--lang", "ru", "load", "-h").stdout == russian
    assert run("load", "--lang=ru", "--help").stdout == russian
    english = run("load", "--help").stdout
    monkeypatch.setenv("MONEYGRAPH_LANG", "ru")
    assert run("load", "--help").stdout == russian
    assert run("load", "--help", "--lang", "en").stdout == english
    monkeypatch.setenv("MONEYGRAPH_LANG", "xx")
    assert run("load", "--help").stdout == english


def test_the_last_language_counts_and_none_after_a_double_dash() -> None:
    assert language_in(["--lang", "ru", "x", "--lang=kk"]) == "kk"
    assert language_in(["load", "--", "--lang", "ru"]) is None
    assert language_in(["--lang", "xx"]) is language_in(["--lang"]) is None


CALLS = {
    "load": "'PATH...'",
    "load --nothing": "'--nothing'",
    "trace --rul lifo": "'--rule'",
    "trace --rule best": "'lifo'",
    "trace --limit 0": "x>=1",
    "trace --limit many": "'many'",
    "trace 1 --since": "'--since'",
    "trace --back=1": "'--back'",
    "status more": "more",
    "status more and": "more and",
    "find --min-score 2": "0<=x<=1",
    "find --min-score high": "'high'",
    "export a.csv": "csv",
    "clock 601 soon": "+1h30m",
    "clock 601 +1h --from soon": "%Y-%m-%d",
    "neo4j pull": "'pull'",
    "neo4j push --user me": "--username",
    "stattus": "'status'",
}


@pytest.mark.parametrize("lang", OTHERS)
def test_errors_of_usage(lang: str, run: Run) -> None:
    head = translations("click", lang)["Usage:"]
    for call, kept in CALLS.items():
        result = run("--lang", lang, *call.split())
        assert (result.exit_code, result.stdout) == (2, ""), call
        before, _, error = result.stderr.rpartition("\n\n")
        if before:  # click writes the line of usage where it knows the command
            usage, hint = before.splitlines()
            assert usage.startswith(f"{head} moneygraph") and "--help" in hint
        assert kept in error and not re.search(r"\b(is|for|not|No|argument|option)\b", error), error
        english = run(*call.split()).stderr
        assert english.startswith(("Usage: moneygraph", "Error: ")) and kept in english


def test_a_question_that_is_not_answered(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def abort(*_: object, **__: object) -> None:
        raise click.Abort

    monkeypatch.setattr("moneygraph.detect.queries.read_queries", abort)
    result = run("queries", "--lang", "kk")
    assert (result.exit_code, result.stderr) == (1, "тоқтатылды\n")


def test_an_error_of_a_command_and_one_nobody_foresaw(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run("trace", "--lang", "ru")
    assert result.stderr.startswith("ошибка: для trace нужен START, --worst или заявления\n")
    monkeypatch.setattr("moneygraph.detect.queries.read_queries", lambda _: 1 / 0)
    result = run("queries", "--lang", "ru")
    assert result.stderr.startswith("ошибка: непредвиденная ZeroDivisionError: division by zero\n")
    result = run("queries", "--lang", "ru", "--mask")
    assert "ZeroDivisionError: [скрыто]" in result.stderr
