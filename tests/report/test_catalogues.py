"""The catalogues of texts are whole: nothing empty, unsure, left over, or with other values."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo

from docs.texts import put_english, read, sources
from moneygraph.report.text.catalogues import by_english, catalogue, click_speaks
from tests.texts import CATALOGUES, DOMAINS, OTHERS, entries, forms, key, translations
from tests.texts import catalogue as source_of

_CYRILLIC = re.compile("[а-яәіңғүұқөһ]", re.IGNORECASE)
#: Labels that are no words of a language.
_SAME = {"column.mcc", "sheet_column.sha256", "list.dates_any"}
#: What click writes: texts of earlier versions, and those that it looks up by a variable.
_OF_CLICK = {"No such option: {name}", "required"}


def values(text: str) -> set[str]:
    """Return the names of the values in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("domain", "lang"), CATALOGUES)
def test_nothing_is_empty_or_unsure_and_all_plural_forms_are_there(domain: str, lang: str) -> None:
    catalog = source_of(domain, lang)
    assert str(catalog.locale) == lang and not catalog.fuzzy and not catalog.obsolete
    for message in entries(domain, lang):
        assert not message.fuzzy, message.id
        assert all(forms(message)), message.id
        assert len(forms(message)) == (catalog.num_plurals if message.pluralizable else 1)
    source = next(path for path in sources() if path.match(f"{lang}/*/{domain}.po"))
    found = re.findall(r'^msgid "(.*)"$', source.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(found) == len(catalog) + 1, "a text is there twice"


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_language_has_the_same_texts_in_the_same_order(domain: str) -> None:
    first, *rest = (lang for name, lang in CATALOGUES if name == domain)
    for lang in rest:
        assert [one.id for one in entries(domain, lang)] == [
            one.id for one in entries(domain, first)
        ]


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_has_the_values_of_the_english(domain: str, lang: str) -> None:
    english = {key(one): forms(one) for one in entries("labels", "en")}
    for message in entries(domain, lang):
        ids = (message.id,) if isinstance(message.id, str) else message.id
        asked = [values(text) for text in (english[ids[0]] if domain == "labels" else ids)]
        for text in forms(message):
            left_out = {"number_type"} if domain == "click" else set()
            assert any(values(text) == one - left_out for one in asked), message.id


@pytest.mark.parametrize("lang", OTHERS)
def test_nothing_is_left_in_english(lang: str) -> None:
    english = translations("labels", "en")
    for name, text in translations("labels", lang).items():
        assert text != english[name] or name in _SAME or not has_words(text), name
    for domain in ("data", "help", "messages"):
        for text, translated in translations(domain, lang).items():
            assert _CYRILLIC.search(translated) or not has_words(text), text


def has_words(text: str) -> bool:
    return bool(re.search("[a-z]{2}", re.sub(r"\{\w+\}", "", text)))


def test_what_is_compiled_is_what_the_sources_say() -> None:
    compiled = sorted(path.with_suffix(".mo") for path in sources())
    assert sorted(compiled[0].parents[2].glob("*/*/*.mo")) == compiled
    for path in sources():
        fresh = BytesIO()
        write_mo(fresh, read(path))
        fresh.seek(0)
        with path.with_suffix(".mo").open("rb") as file:
            assert contents(read_mo(file)) == contents(read_mo(fresh)), "run `make docs`"


def contents(catalog: Catalog) -> tuple[object, ...]:
    texts = {key(message): forms(message) for message in catalog if message.id}
    return catalog.locale, catalog.plural_expr, texts


@pytest.mark.parametrize("lang", OTHERS)
def test_the_english_stands_beside_each_label(lang: str) -> None:
    english = source_of("labels", "en")
    stale = [one.id for one in entries("labels", lang) if put_english(one, english)]
    assert stale == [], "run `make docs`"


def test_every_text_of_click_is_one_that_click_writes() -> None:
    texts = extract_from_dir(str(Path(click.__file__).parent))
    written = {text if isinstance(text, str) else text[0] for _, _, text, _, _ in texts}
    assert set(translations("click", "ru")) - written <= _OF_CLICK


def test_a_text_by_its_english() -> None:
    assert by_english("help", "Print the version\n  and stop.", "en").startswith(
        "Print the version\n"
    )
    assert by_english("help", "Print the version\n  and stop.", "ru") == "Показать версию и выйти."
    assert by_english("help", "there is none", "kk") == "there is none"
    assert by_english("help", "", "ru") == ""
    assert catalogue("help", "en").gettext("Example:") == "Example:"


def test_click_speaks_a_language_for_as_long_as_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    error = click.NoSuchOption("--x")
    before = error.format_message()
    with click_speaks("kk"):
        assert click.UsageError("x").format_message() == "x"
        assert click.BadParameter("x").format_message() == "Мән дұрыс емес: x"
    assert click.BadParameter("x").format_message() == "Invalid value: x"
    assert error.format_message() == before
