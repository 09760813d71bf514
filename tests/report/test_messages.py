"""Every text of an error that a load can raise is there in Russian and Kazakh."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from moneygraph.ingest.readers import kind, refusal, source
from moneygraph.report.text.messages import in_language, messages
from moneygraph.report.text.words import place_words
from moneygraph.store import errors
from moneygraph.store.message import Message

PACKAGE = Path(errors.__file__).parents[1]
INGEST = sorted((PACKAGE / "ingest").rglob("*.py"))
FILES = [*INGEST, PACKAGE / "report/values/load.py", PACKAGE / "store/file.py"]
_NAME = re.compile(r"\{(\w+)\}")


def templates() -> set[str]:
    """Return the templates in calls of `Message` and `refusal`, with constants that they name."""
    found = {text for path in FILES for text in _templates_in(path)}
    found |= {"{name} " + what for what in _kinds()}
    found |= {
        f"{refusal.AGAIN}.",
        kind._FROM_BANK,
        kind._UNPACK,
        kind._TO_WORKBOOK,
        kind._ATTACHED,
        source.READS,
    }
    return found | {_meaning(error) for error in _refusals(errors.FileRefused)}


def _templates_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = _constants(tree)
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id == "Message":
            yield from _texts(call.args[0], constants)
        if call.func.id == "refusal":
            for place, prefix in zip((1, 2), ("{name} ", ""), strict=True):
                for argument in call.args[place : place + 1]:
                    yield from (prefix + text for text in _texts(argument, constants))


def _kinds() -> set[str]:
    """Return the texts of what a file is by its beginning."""
    nodes = ast.walk(ast.parse((PACKAGE / "ingest/readers/kind.py").read_text("utf-8")))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and text.startswith("is ")}


def _meaning(error: type[Exception]) -> str:
    return (error.__doc__ or "").splitlines()[0].rstrip(".")


def _refusals(error: type[Exception]) -> Iterator[type[Exception]]:
    yield error
    for one in error.__subclasses__():
        yield from _refusals(one)


def _constants(tree: ast.Module) -> dict[str, str]:
    found = {"AGAIN": "Ask the bank to send it again"}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            for text in _texts(node.value, found):
                found[node.targets[0].id] = text
    return found


def _texts(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    elif isinstance(node, ast.JoinedStr):
        parts = [
            constants.get(getattr(part.value, "id", ""), "?")
            if isinstance(part, ast.FormattedValue)
            else str(getattr(part, "value", ""))
            for part in node.values
        ]
        yield "".join(parts)


TEMPLATES = templates()


def test_templates_are_found() -> None:
    assert len(TEMPLATES) > 60 and "{name} is a PDF document" in TEMPLATES
    assert not [text for text in TEMPLATES if "?" in text]


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_every_message_of_a_load_is_in_each_language(lang: str) -> None:
    missing = sorted(text for text in TEMPLATES if not messages().get(text, {}).get(lang))
    assert missing == []


def test_no_text_is_left_over() -> None:
    assert sorted(set(messages()) - TEMPLATES) == []


@pytest.mark.parametrize("template", sorted(messages()))
def test_texts_have_the_same_values_and_letters(template: str) -> None:
    for lang in ("ru", "kk"):
        text = messages()[template][lang]
        assert sorted(_NAME.findall(text)) == sorted(_NAME.findall(template))
        if _NAME.sub("", template).strip(": "):
            assert re.search("[а-яәіңғүұқөһ]{2}", text.lower())


def test_values_are_translated_too() -> None:
    text = Message("{name} is of a kind that moneygraph does not read ({files})", name="a",
                files=Message("files without an ending"))  # fmt: skip
    assert text == "a is of a kind that moneygraph does not read (files without an ending)"
    assert in_language(text, "en") == text
    assert not re.search(r"\b(is|files|read)\b", in_language(text, "ru"))


def test_what_has_no_text_stays_english() -> None:
    assert in_language("a plain text", "ru") == "a plain text"
    assert in_language(Message("{a} there is no such text", a=1), "kk") == "1 there is no such text"


def test_the_only_sheet_of_a_file_is_not_named() -> None:
    place = {"file": "a.xlsx", "sheet": "One", "row": 3}
    assert place_words(place) == "a.xlsx [One]:3" == place_words(place | {"sheets": 2})
    assert place_words(place | {"sheets": 1}) == "a.xlsx:3"
