"""Every text of an error, of progress and of a question is there in Russian and Kazakh."""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

from moneygraph.detect.evaluate.labels import SUBJECTS
from moneygraph.export.neo4j import server
from moneygraph.export.neo4j.stages import STAGES
from moneygraph.ingest.readers import kind, refusal, source
from moneygraph.report.text.messages import in_language
from moneygraph.report.text.words import place_words
from moneygraph.store import catalogue, errors, untrusted
from moneygraph.store.message import Message, reason
from tests.texts import OTHERS, translations

PACKAGE = Path(errors.__file__).parents[1]
FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
_SYSTEM = (
    *(errno.EACCES, errno.ENOENT, errno.ENOSPC, errno.EROFS, errno.EISDIR, errno.ENOTDIR),
    *(errno.ENAMETOOLONG, errno.EEXIST, errno.EIO, errno.ELOOP),
)
#: The templates of a `Message` whose call does not hold them, by its module.
COMPUTED = {
    "detect/evaluate/known.py": SUBJECTS,
    "detect/evaluate/labels.py": SUBJECTS,
    "export/neo4j/pushing.py": [stage.name for stage in STAGES],
    "export/neo4j/server.py": [text for pair in server._MEANINGS.values() for text in pair],
    "flow/trails/names.py": ["rejected", "skipped"],
    "ingest/readers/refusal.py": [
        *(f"{refusal.AGAIN}.", refusal.BOMB, kind._FROM_BANK, kind._UNPACK, kind._AS_STATEMENT),
        *(kind._AS_PDF, source.READS),
    ],
    "report/values/load.py": [],
    "store/untrusted.py": untrusted.FORMS,
    "store/opening.py": [kind for kind, *_ in catalogue._LISTS],
    "store/message.py": [os.strerror(number) for number in _SYSTEM],
}


def templates() -> set[str]:
    """Return the templates in calls of `Message` and `refusal`, with constants that they name."""
    found = {text for path in FILES for text in _templates_in(path) if text is not None}
    found |= {"{name} " + what for what in _kinds()}
    found |= {text for texts in COMPUTED.values() for text in texts}
    return found | {_meaning(error) for error in _refusals(errors.FileRefused)}


def _templates_in(path: Path) -> Iterator[str | None]:
    """Yield the templates of a module's calls, None for one that a call does not hold."""
    constants = _constants(TREES[path])
    for call in ast.walk(TREES[path]):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id == "Message":
            yield from list(_texts(call.args[0], constants)) or [None]
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
#: Calls whose first two texts a person reads.
SHOWN = {
    *(error.__name__ for error in _refusals(errors.MoneygraphError)),
    *("WrongShape", "fail", "progress", "report_progress", "echo", "prompt", "UsageError"),
    *("BadParameter", "ClickException"),
}


def test_templates_are_found() -> None:
    assert len(TEMPLATES) > 500 and "{name} is a PDF document" in TEMPLATES
    assert not [text for text in TEMPLATES if "?" in text.replace("{", "")]


def test_a_template_is_in_the_call_itself() -> None:
    computed = {str(path.relative_to(PACKAGE)) for path in FILES if None in [*_templates_in(path)]}
    assert computed == set(COMPUTED)


def test_no_plain_text_is_shown() -> None:
    """But for a call as it is typed: ``moneygraph trace ...``."""
    plain = [
        (str(path.relative_to(PACKAGE)), ast.unparse(argument))
        for path, tree in TREES.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name(call.func) in SHOWN
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant | ast.JoinedStr) and _has_words(argument)
    ]
    assert plain == []


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _has_words(node: ast.Constant | ast.JoinedStr) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
    return bool(re.search("[a-z]{2}", re.sub("^moneygraph( trace)?", "", text)))


def test_every_message_is_in_each_language_and_none_is_left_over() -> None:
    for lang in OTHERS:
        assert TEMPLATES ^ set(translations("messages", lang)) == {""}


def test_a_text_has_the_braces_of_the_english() -> None:
    for lang in OTHERS:
        for template, text in translations("messages", lang).items():
            assert text.count("{{") == template.count("{{"), template


def test_a_list_of_names_and_what_steers_a_terminal() -> None:
    assert Message("There are: {names}.", names=["a", "b\x1b"]) == "There are: a, b\\x1b."
    assert in_language(Message("There are: {names}.", names=("a",)), "kk") == "Барлары: a."


def test_a_refusal_of_the_system() -> None:
    refused = reason(PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
    assert in_language(refused, "ru") == "нет прав доступа"
    assert reason(OSError("{x}")) == "OSError"


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
