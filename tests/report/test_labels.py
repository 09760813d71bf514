"""All text exists in three languages, with the same values in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import moneygraph
from moneygraph.detect.queries import read_profiles, read_queries
from moneygraph.ingest.loading.loader import FIELDS, read_loaders
from moneygraph.ingest.pairing.pass_list import PASSES
from moneygraph.report.text.messages import texts_by_english
from moneygraph.report.text.texts import LANGUAGES, placeholders, read_language, texts_of
from moneygraph.report.text.words import _remarks, remark_words
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError
from moneygraph.store.schema import ACCOUNT_KINDS, ENDS, KINDS, ORIGINS

_FATES = ("transfer", "paired", "duplicate", "undone", "reversal", "complaint", "link")
PACKAGE = Path(moneygraph.__file__).parent
SAID = re.compile(r"""texts\(\s*f?"([a-z]+\.[^"]+)\"""")
REASON = re.compile(r"then '([a-z-]+)'")


def flat(lang: str) -> dict[str, str]:
    return {
        f"{group}.{name}": text
        for group, entries in read_language("labels", lang).items()
        for name, text in entries.items()
    }


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_same_labels_and_places(lang: str) -> None:
    english, other = flat("en"), flat(lang)
    assert list(english) == list(other)
    for key, text in english.items():
        assert set(placeholders(text)) == set(placeholders(other[key])), key


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_nothing_is_left_in_english(lang: str) -> None:
    same = {key for key, text in flat("en").items() if text == flat(lang)[key]}
    assert same <= {"column.mcc", "sheet_column.sha256", "list.dates_any"}


def test_every_label_in_the_code_exists() -> None:
    known = flat("en")
    sources = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    asked = {key for source in sources for key in SAID.findall(source)}
    assert len(asked) > 50
    for key in asked:
        pattern = re.compile("[a-z_]+".join(map(re.escape, re.split(r"\{.*?\}", key))))
        assert any(pattern.fullmatch(name) for name in known), key


@pytest.mark.parametrize(
    ("group", "words"),
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
def test_every_word_of_ours_is_translated(group: str, words: tuple[str, ...]) -> None:
    assert set(words) <= set(read_language("labels", "ru")[group])


def test_every_code_of_a_remark_has_words_and_those_refused_a_remedy() -> None:
    folder = PACKAGE / "ingest" / "loading"
    files = [folder / f"{name}.sql" for name in ("refusals", "complaints", "links")]
    sql = "\n".join(path.read_text(encoding="utf-8") for path in files)
    codes = set(REASON.findall(sql)) | {"iban", "iin", "no-transfers"}
    codes -= {"rejected", "skipped"}
    assert len(codes) > 18
    assert codes <= set(_remarks())
    skipped = set(list(_remarks())[: list(_remarks()).index("extra-cells")])
    for code, entry in _remarks().items():
        for lang in LANGUAGES:
            assert entry["what"][lang]
            assert bool(entry["remedy"][lang]) == (code not in skipped)


def test_every_column_of_our_queries_has_a_label() -> None:
    columns = {one.name for query in read_queries(OURS).values() for one in query.columns}
    assert columns <= set(read_language("labels", "en")["column"])


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
    table = texts_by_english("catalogue")
    assert {" ".join(text.split()) for text in texts} == set(table)
    for text, entry in table.items():
        assert all(re.search("[а-яәіңғүұқөһ]", entry[lang]) for lang in ("ru", "kk")), text


def test_a_code_without_words_is_shown_itself() -> None:
    assert remark_words("brand-new", "kk") == {"what": "brand-new", "remedy": ""}


def test_a_language_there_is_not() -> None:
    with pytest.raises(CallError, match="no language 'xx'"):
        texts_of("xx")


def test_numbers_in_labels_are_spaced_and_ids_are_not() -> None:
    texts = texts_of("ru")
    message = texts("load.case", transfers=1_234_001, accounts=2, owners=5)
    assert message == "В деле 1 234 001 перевод, 2 счёта и 5 владельцев."
    assert texts("show.transfer", id="12345", amount="1", currency="KZT", ts="").startswith(
        "Перевод 12345:"
    )
