"""Every command and option that is promised exists, has help, and an example that parses."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import click
import pytest

from moneygraph.cli import main

from .conftest import Run

SHARED = {
    *("--case", "--json", "--mask", "--folder", "--lang", "--memory", "--threads", "--version"),
}
LETTERS = {"--letters", "--letter-lang", "--template", "--date", "--pdf", "--force"}
COMMANDS = {
    "load": {"--loader", "--covers", "--account", "--password-file"},
    "watch": {"--once", "--min-score"},
    "status": {"--rows", "--one-sided", "--accounts"},
    "trace": {
        *("--rule", "--back", "--since", "--until", "--amount", "--currency"),
        *("--worst", "--limit", "--complaints", "--complaint", "--manifest"),
        *("--picture", "--force"),
    },
    "same": {"--undo", "--by", "--why"},
    "not-same": {"--undo", "--by", "--why"},
    "undone": {"--undo", "--by", "--why"},
    "frozen": {"--currency", "--undo", "--by", "--why"},
    "clock": {"--from", "--until", "--undo", "--by", "--why"},
    "complaints": {"--manifest"},
    "freeze": {
        *("--rule", "--now", "--limit", "--complaint", "--currency", "--manifest"),
        *LETTERS,
    },
    "requests": {"--rule", "--write", "--currency", "--manifest", *LETTERS},
    "letters": {"--force"},
    "series": {"--link-most", "--limit", "--currency", "--manifest"},
    "report": {
        *("--complaint", "--series", "--account", "--owner", "--rule", "--currency", "--picture"),
        "--force",
    },
    "serve": {"--port", "--host", "--no-browser"},
    "find": {
        *("--min-score", "--limit", "--profile", "--explain", "--engine", "--uri", "--username"),
        *("--manifest", "--model", "--master", "--from", "--out", "--into"),
    },
    "score": {
        *("--of", "--label", "--all-positive", "--unlabelled", "--min-score", "--picture"),
        *("--force", "--model"),
    },
    "learn": {
        *("--of", "--label", "--all-positive", "--unlabelled", "--until", "--out", "--force"),
    },
    "check": set(),
    "verify": {"--exports"},
    "profiles": set[str](),
    "queries": set[str](),
    "queries show": set[str](),
    "loaders": set[str](),
    "loaders show": set[str](),
    "loaders new": {"--out", "--force"},
    "loaders check": {"--limit", "--account"},
    "show": {"--limit", "--explain"},
    "export": {
        *("--format", "--around", "--hops", "--finding", "--trace", "--complaints", "--rule"),
        *("--since", "--until", "--back", "--force"),
    },
    "neo4j": set[str](),
    "neo4j push": {
        *("--uri", "--username", "--around", "--hops", "--finding", "--trace", "--complaints"),
        *("--rule", "--since", "--until", "--back", "--replace"),
    },
    "demo": {"--seed", "--people", "--rings", "--days", "--messy", "--mess", "--form"},
    "completion": set[str](),
}
HEAVY = (
    *("duckdb", "numpy", "pandas", "numba", "networkx", "rich", "openpyxl", "python_calamine"),
    *("neo4j", "xgboost", "docx", "lxml", "num2words", "babel", "flask", "waitress"),
    *("pyspark", "pyarrow"),
)


def command_of(name: str) -> click.Command:
    command: click.Command = main
    for part in name.split():
        assert isinstance(command, click.Group)
        command = command.commands[part]
    return command


def names_in(group: click.Group, before: str = "") -> set[str]:
    found = set()
    for name, command in group.commands.items():
        found.add(before + name)
        if isinstance(command, click.Group):
            found |= names_in(command, f"{before}{name} ")
    return found


def test_all_commands_and_no_others() -> None:
    assert names_in(main) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_options_and_help(name: str, run: Run) -> None:
    command = command_of(name)
    options = {
        option
        for param in command.params
        if isinstance(param, click.Option)
        for option in param.opts
    }
    assert options == COMMANDS[name] | SHARED
    assert all(param.help for param in command.params if isinstance(param, click.Option))
    result = run(*name.split(), "--help")
    assert result.exit_code == 0
    assert re.search(r"\n  Examples?:\n    moneygraph ", result.stdout), result.stdout
    assert all(option in result.stdout for option in options)
    assert max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_parse(name: str) -> None:
    examples = re.findall(r"^ *moneygraph (.*)$", command_of(name).help or "", re.MULTILINE)
    assert examples
    for example in examples:
        words = shlex.split(example)
        assert words[: len(name.split())][0] == name.split()[0]
        main.make_context("moneygraph", words[:0], resilient_parsing=True)
        rest = words
        command: click.Command = main
        while isinstance(command, click.Group) and rest and rest[0] in command.commands:
            command, rest = command.commands[rest[0]], rest[1:]
        command.make_context(name, rest, parent=click.Context(main))


def test_short_help_and_version(run: Run) -> None:
    assert run("-h").stdout == run("--help").stdout
    assert re.fullmatch(r"moneygraph \d+\.\d+\.\d+\n", run("--version").stdout)
    assert run("load", "--version").stdout == run("--version").stdout


@pytest.mark.process
@pytest.mark.parametrize(
    "args", [["--help"], ["trace", "--help"], ["find", "--help"], ["score", "--help"]]
)
def test_help_imports_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys\nfrom moneygraph.cli import main\n"
        f"try: main({args!r}, prog_name='moneygraph')\nexcept SystemExit: pass\n"
        f"sys.exit(','.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("Usage: moneygraph")
    assert done.stderr.strip() in ("", "0"), done.stderr
