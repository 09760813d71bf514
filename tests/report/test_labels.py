"""Every label that the code asks for is there, and no other; so are the words of our codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import moneygraph
from moneygraph.detect.queries import read_profiles, read_queries
from moneygraph.ingest.loading.loader import FIELDS, read_loaders
from moneygraph.ingest.pairing.pass_list import PASSES
from moneygraph.report.text.texts import texts_of
from moneygraph.report.text.words import remark_words
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError
from moneygraph.store.schema import ACCOUNT_KINDS, ENDS, KINDS, ORIGINS
from tests.texts import group, translations

_FATES = ("transfer", "paired", "duplicate", "undone", "reversal", "complaint", "link")
#: Codes of rows that are no data and ask for nothing.
_SKIPPED = {
    *("blank", "column-numbers", "header", "total", "note", "no-money", "not-carried-out"),
    "no-transfers",
}
PACKAGE = Path(moneygraph.__file__).parent
REASON = re.compile(r"then '([a-z-]+)'")
PAGES = PACKAGE / "report" / "pages"
TEMPLATES = [
    path.read_text(encoding="utf-8")
    for folder in (PAGES, PACKAGE / "serve")
    for path in (folder / "templates").iterdir()
]
SOURCES = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
LABELS = translations("labels", "en")


def asked(source: str) -> Iterator[str]:
    """Yield a pattern for the keys of each call for a label in a module."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and call.args:
            name = ast.unparse(call.func)
            if re.fullmatch(r"(self\._?|settings\.)?texts", name):
                yield from patterns(call.args[0])
            elif re.fullmatch(r"(self\._?|settings\.)?texts\.word", name):
                for start in patterns(call.args[0]):
                    yield from (f"{start}\\.{end}" for end in patterns(call.args[1]))


def patterns(node: ast.expr) -> Iterator[str]:
    """Yield what a part of a key can be, as patterns."""
    if isinstance(node, ast.IfExp):
        yield from patterns(node.body)
        yield from patterns(node.orelse)
    elif isinstance(node, ast.Constant):
        yield re.escape(str(node.value))
    elif isinstance(node, ast.JoinedStr):
        yield "".join("".join(patterns(part)) for part in node.values)
    else:
        yield "(.+)"


def asked_in_pages() -> Iterator[str]:
    """Yield a pattern for the keys that a template asks for, and one for those of scripts."""
    for text in TEMPLATES:
        yield from map(re.escape, re.findall(r't\("([\w.]+)"(?! ~)', text))
        for begin in re.findall(r't\("([\w.]+)" ~', text):
            yield re.escape(begin) + r"([\w-]+)"
    yield r"report_js\.(?:c_)?(\w+)"
    yield r"letter\..*"  # all of which are in a letter or an annex: see tests/export/letters


def test_every_label_in_the_code_exists() -> None:
    found = {pattern for source in SOURCES for pattern in asked(source)}
    assert len(found) > 250
    for pattern in found:
        assert any(re.fullmatch(pattern, key) for key in LABELS), pattern


def test_no_label_is_left_over() -> None:
    """A label is asked for by a call, and what the call does not name is a word in the code.

    What goes with a number inside another text is asked for by that text.
    """
    found = {pattern for source in SOURCES for pattern in asked(source)} | {*asked_in_pages()}
    scripts = [path.read_text(encoding="utf-8") for path in (PAGES / "assets").glob("*.js")]
    queries = [path.read_text(encoding="utf-8") for path in (PACKAGE.parent / "queries").iterdir()]
    sql = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.sql")]
    named = words("\n".join([*SOURCES, *sql, *queries, *scripts, *TEMPLATES]))
    for key in LABELS:
        text, _, value = key.rpartition(".")
        if text in LABELS:
            assert f"{{{value}}}" in LABELS[text], key
            continue
        matches = [match for one in found if (match := re.fullmatch(one, key))]
        assert any(words("".join(match.groups())) <= named for match in matches), key


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_kind", ACCOUNT_KINDS),
        ("transfer_kind", KINDS),
        ("end", (*ENDS, *ORIGINS)),
        ("pass", [one.title for one in PASSES]),
        ("fate", (*_FATES, "rejected", "warned", "skipped")),
        ("how", ("complaints", "links")),
        ("holds", tuple(FIELDS)),
    ],
)
def test_every_word_of_ours_is_translated(name: str, words: tuple[str, ...]) -> None:
    assert set(words) <= set(group(name))


def test_every_code_of_a_remark_has_words_and_those_refused_a_remedy() -> None:
    folder = PACKAGE / "ingest" / "loading"
    files = [folder / f"{name}.sql" for name in ("refusals", "complaints", "links")]
    sql = "\n".join(path.read_text(encoding="utf-8") for path in files)
    codes = set(REASON.findall(sql)) | {"iban", "iin", "no-transfers"}
    codes -= {"rejected", "skipped"}
    assert len(codes) > 18
    assert codes <= set(group("remark"))
    assert set(group("remark")) - _SKIPPED == set(group("remark_remedy"))


def test_every_column_of_our_queries_has_a_label() -> None:
    columns = {one.name for query in read_queries(OURS).values() for one in query.columns}
    assert columns <= set(group("column"))


def test_our_loaders_and_profiles_are_explained_in_each_language() -> None:
    """But for lines of a file that a loader shows as an example."""
    profiles = read_profiles(OURS).values()
    texts = {text for one in profiles for text in (one.title, one.about)}
    texts |= {
        text for one in profiles for each in one.settings for text in (each.source, each.note)
    }
    for loader in read_loaders(OURS).values():
        lines = loader.about.splitlines()
        texts |= {loader.title, *(line for line in lines if len(re.findall(r",\S", line)) < 2)}
    assert {" ".join(text.split()) for text in texts} == set(translations("data", "ru"))


def test_a_code_without_words_is_shown_itself() -> None:
    assert remark_words("brand-new", "kk") == {"what": "brand-new", "remedy": ""}


def test_a_language_there_is_not() -> None:
    with pytest.raises(CallError, match="no language 'xx'"):
        texts_of("xx")


def test_numbers_in_labels_are_spaced_and_ids_are_not() -> None:
    texts = texts_of("ru")
    message = texts("load.case", transfers=1_234_001, accounts=2, owners=5)
    assert message == "В деле 1\xa0234\xa0001 перевод, 2 счёта и 5 владельцев."
    assert texts("show.transfer", id="12345", amount="1", currency="KZT", ts="").startswith(
        "Перевод 12345:"
    )
