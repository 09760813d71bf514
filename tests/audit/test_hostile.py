"""Files that are no records, and records that somebody made to do harm."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from .conftest import VICTIM, Run, edit, record, states, verdict

pytestmark = pytest.mark.turns

JUNK = {
    "empty": b"",
    "text": b"moneygraph_manifest",
    "bytes": b"\xff\xfe\x00",
    "list": b"[1, 2]",
    "number": b"1e999",
    "null": b"null",
    "other": b'{"a": 1}',
    "deep": b"[" * 100_000,
    "deeper": b'{"moneygraph_manifest": 1, "result": ' + b"[" * 900 + b"]" * 900 + b"}",
    "not finite": b'{"moneygraph_manifest": NaN}',
    "too large": b'{"moneygraph_manifest": 1e999}',
    "long": b'{"moneygraph_manifest": ' + b"9" * 5000 + b"}",
    "twice": b'{"moneygraph_manifest": 1, "moneygraph_manifest": 1}',
    "marked": b'{"moneygraph_manifest": 1}',
    "true": b'{"moneygraph_manifest": true}',
    "later": b'{"moneygraph_manifest": 2}',
    "half": b'{"moneygraph_manifest": 1, "version": "\\ud800"}',
}


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert "unexpected" not in result.stderr
    assert "\x1b" not in result.stderr
    return result.stderr


@pytest.mark.parametrize("name", JUNK)
def test_junk(name: str, run: Run) -> None:
    Path("junk.json").write_bytes(JUNK[name])
    refused(run("verify", "junk.json"))


def test_no_file(run: Run) -> None:
    os.mkfifo("pipe")
    for name in ("nothing.json", "exports", "pipe", "x" * 300):
        refused(run("verify", name))


def test_unknown_command(traced: Run) -> None:
    edit(lambda written: written.update(command="rm \x1b[31m"))
    assert "cannot be repeated" in refused(traced("verify", "trace.json"))


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda w: w.update(extra=1), "the record: object contains unknown field extra"),
        (lambda w: w.pop("result"), "the record: object missing required field result"),
        (lambda w: w.update(exports={}), "the record.exports: expected array, got object"),
        (
            lambda w: w["exports"].append(w["exports"][0]),
            "the record.exports: two statement files are the same",
        ),
        (
            lambda w: w["exports"][0].update(sha256="F" * 64),
            "the record.exports[0].sha256: expected the 64 digits of a SHA-256",
        ),
        (
            lambda w: w["exports"][0].update(rows=-1),
            "the record.exports[0].rows: expected int >= 0",
        ),
        (
            lambda w: w["exports"][0].update(name="a\0b"),
            "the record.exports[0].name: expected a text without NUL",
        ),
        (
            lambda w: w["exports"][0]["sheets"].append(None),
            "the record.exports[0].sheets[1]: expected object, got null",
        ),
        (
            lambda w: w["parameters"].update(con="x"),
            "parameters: object contains unknown field con",
        ),
        (
            lambda w: w["parameters"].update(rule="all\x1b"),
            "parameters.rule: expected one of fifo",
        ),
        (
            lambda w: w["parameters"].update(rule=["lifo"]),
            "parameters.rule: expected str, got array",
        ),
        (lambda w: w["parameters"].update(back=1), "parameters.back: expected bool, got int"),
        (
            lambda w: w["parameters"].update(starts="KZ"),
            "parameters.starts: expected array, got str",
        ),
        (
            lambda w: w["parameters"].update(starts=["\ud800"]),
            "parameters.starts[0]: expected a text without NUL",
        ),
        (
            lambda w: w["parameters"].update(complaints=[1]),
            "parameters.complaints[0]: expected str, got int",
        ),
        (
            lambda w: w["parameters"].update(complaints="\x1b"),
            "parameters.complaints: invalid enum value",
        ),
        (
            lambda w: w["files"].update({"\x1b[31m": 1}),
            "the record.files[...]: expected str, got int",
        ),
        (
            lambda w: w["files"].update({"\0": "0" * 64}),
            "a key of the record.files: expected a text without NUL",
        ),
        (
            lambda w: w.update({"\x1b[31m\u202e": 1}),
            r"the record: object contains unknown field \x1b[31m\u202e",
        ),
        (
            lambda w: w.update({"k" * 9999: 1}),
            f"the record: object contains unknown field {'k' * 200}",
        ),
        (
            lambda w: w["exports"][0].update(rows=10**400),
            "the record.exports[0].rows: expected int <= 9007199254740992",
        ),
    ],
)
def test_shape(change: Any, wrong: str, traced: Run) -> None:
    edit(change)
    assert f"moneygraph writes it: {wrong}" in refused(traced("verify", "trace.json"))


@pytest.mark.parametrize("levels", [49, 50, 200, 330, 400, 900])
def test_a_result_of_many_levels(levels: int, traced: Run) -> None:
    edit(lambda written: written.update(result="here"))
    text = Path("trace.json").read_text(encoding="utf-8")
    deep = text.replace('"here"', "[" * levels + "]" * levels)
    Path("trace.json").write_text(deep, encoding="utf-8")
    result = traced("verify", "trace.json", "--json")
    if levels < 50:  # the record is one more
        assert not verdict(result, 1)["intact"]
    else:
        assert "its JSON cannot be read" in refused(result)


@pytest.mark.drawn
@pytest.mark.parametrize(
    "given",
    [
        {"since": "yesterday"},
        {"amount": "9" * 30},
        {"amount": "9" * 5000},
        {"amount": "-1"},
        {"currency": "'; drop table transfer; --"},
        {"starts": []},
        {"starts": ["9" * 30]},
        {"starts": ["../../etc/passwd:1", "x" * 10_000]},
        {"rule": "poison", "back": True},
        {"complaints": ["99"]},
        {"complaints": "all", "starts": []},
    ],
)
def test_parameters_no_call_would_take(given: dict[str, Any], traced: Run) -> None:
    edit(lambda written: written["parameters"].update(given))
    shown = verdict(traced("verify", "trace.json", "--json"), 1)
    assert shown["error"] or shown["difference"]


@pytest.mark.parametrize("path", ["exports/kaspi.csv", "//server/share/kaspi.csv", "/dev/zero"])
def test_paths_that_are_not_opened(path: str, traced: Run) -> None:
    edit(lambda written: written["exports"][2].update(path=path))
    assert states(verdict(traced("verify", "trace.json", "--json"), 1))["kaspi.csv"] == "missing"


def test_a_folder_or_pattern_is_not_walked(traced: Run) -> None:
    for path in (Path("exports").absolute(), Path("exports/*.csv").absolute(), "/", "x" * 9999):
        edit(lambda written, path=path: written["exports"][2].update(path=str(path)))
        shown = verdict(traced("verify", "trace.json", "--json"), 1)
        assert states(shown)["kaspi.csv"] == "missing"


def test_another_file_of_this_machine_tells_nothing(traced: Run) -> None:
    Path("secret.txt").write_text("secret", encoding="utf-8")
    edit(lambda w: w["exports"][2].update(path=str(Path("secret.txt").absolute())))
    result = traced("verify", "trace.json", "--json")
    assert states(verdict(result, 1))["kaspi.csv"] == "changed"


@pytest.mark.parametrize("covers", ["bank:'; drop table export; --", "a'b", "", "bank:"])
def test_covers_are_text(covers: str, traced: Run) -> None:
    edit(lambda written: written["exports"][2].update(asked_covers=covers))
    verdict(traced("verify", "trace.json", "--json"), 1)


def test_own_words_in_a_query_are_not_run(loaded: Run) -> None:
    loaded("find", "droppers", "--manifest", "find.json")

    def change(written: dict[str, Any]) -> None:
        asked = written["parameters"]["queries"]
        asked["../own"] = asked.pop("droppers")

    edit(change, "find.json")
    assert "no query '../own'" in verdict(loaded("verify", "find.json", "--json"), 1)["error"]


def test_any_value_anywhere(traced: Run) -> None:
    """Put values of every type at places drawn at random: a verdict or a refusal, no more."""
    drawn = random.Random(5)
    text = json.dumps(record())
    for _ in range(60):
        written = json.loads(text)
        place: Any = written
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = drawn.choice(keys)
            if not isinstance(place[key], (dict, list)) or not place[key] or drawn.random() < 0.3:
                break
            place = place[key]
        place[key] = drawn.choice([None, True, -1, 1e300, 10**40, "", "\x1b[31m", [], {}, [[]]])
        Path("trace.json").write_text(json.dumps(written), encoding="utf-8")
        result = traced("verify", "trace.json")
        assert result.exit_code in (0, 1, 2), result.output
        assert "unexpected" not in result.stderr, (key, place[key], result.stderr)
        assert "\x1b" not in result.output


def test_the_victim_is_traced(traced: Run) -> None:
    assert record()["parameters"]["starts"] == [VICTIM]
