"""Templates: what they can ask for, and what is refused in one that somebody else made."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from contextlib import suppress
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from moneygraph.export.letters import LetterOptions, write_letters
from moneygraph.export.letters.content import ACCOUNT_VALUES, CONDITIONS, VALUES
from moneygraph.export.letters.fill import Template
from moneygraph.export.letters.ours import our_template
from moneygraph.report.text.texts import LANGUAGES
from moneygraph.store.errors import CallError, Notice
from tests.cli.conftest import Run, run

from .conftest import Change, changed, freezing, held, in_body, paragraph, text_of

pytestmark = pytest.mark.turns

__all__ = ["run"]

OURS = our_template("freeze", "ru")
NAMES = [*VALUES["freeze"], *(f"account.{name}" for name in ACCOUNT_VALUES["freeze"])]
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
FIELD = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{codes}{rest}</w:p>'
REST = (
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def in_relations(kind: str, target: str, mode: str = ' TargetMode="External"') -> Change:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    one = f'<Relationship Id="x" Type="{base}/{kind}" Target="{target}"{mode}/>'
    return lambda text: text.replace("</Relationships>", f"{one}</Relationships>")


def in_types(kind: str) -> Change:
    one = f'<Override PartName="/word/x.xml" ContentType="{kind}"/>'
    return lambda text: text.replace("</Types>", f"{one}</Types>")


def field(*codes: str, rest: str = REST) -> str:
    pieces = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    return FIELD.format(codes=pieces, rest=rest)


def table(*cells: str) -> str:
    inside = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{inside}</w:tr></w:tbl>"


def box(text: str) -> str:
    inside = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return f"<w:p><w:r><w:pict>{inside}</w:pict></w:r></w:p>"


def in_footer(text: str) -> str:
    return text.replace("<w:p>", paragraph("{{x}}") + "<w:p>", 1)


def with_entity(_: str) -> str:
    return '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
BODY = "word/document.xml"
WRONG: dict[str, tuple[str, Change, str]] = {
    "unknown": (BODY, in_body(paragraph("Сумма {{amout}}")), "asks for amout, which there is not"),
    "code": (BODY, in_body(paragraph("{{ 1+1 }}")), "asks for 1+1"),
    "not closed": (BODY, in_body(paragraph("{{bank")), "not whole, in: {{bank"),
    "not opened": (BODY, in_body(paragraph("bank}}")), "not whole"),
    "no end": (BODY, in_body(paragraph("{{if few}}")), "no {{end}} behind it, in: {{if few}}"),
    "no if": (BODY, in_body(paragraph("{{end}}")), "no {{if …}} before it"),
    "if with text": (BODY, in_body(paragraph("{{if few}} x {{end}}")), "has {{if few}} in a"),
    "unknown if": (BODY, in_body(paragraph("{{if x}}") + paragraph("{{end}}")), "asks for x"),
    "a condition shown": (BODY, in_body(paragraph("{{few}}")), "asks for few"),
    "no row": (BODY, in_body(paragraph("{{account.n}}")), "outside of a table's row"),
    "of the other kind": (BODY, in_body(paragraph("{{first_day}}")), "asks for first_day"),
    "in a cell": (BODY, in_body(table(paragraph("{{if few}}"))), "no {{end}}"),
    "in a box": (BODY, in_body(box("{{nobody}}")), "asks for nobody"),
    "in a footer": ("word/footer1.xml", in_footer, "asks for x"),
    "picture": (RELATIONS, in_relations("image", "http://h/x.png"), "would fetch http://h/x.png"),
    "template": (RELATIONS, in_relations("attachedTemplate", "x.dotm", ""), "would fetch x.dotm"),
    "chunk": (RELATIONS, in_relations("aFChunk", "x.xml", ""), "would fetch x.xml"),
    "macros": (TYPES, in_types("application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "program": ("word/vbaProject.bin", lambda _: "x", "holds word/vbaProject.bin"),
    "page": ("word/x.html", lambda _: "x", "holds word/x.html"),
    "field": (BODY, in_body(field("INCLUDEPICTURE http://h/x")), "a field INCLUDEPICTURE"),
    "field in pieces": (BODY, in_body(field(" D", "DE", "AUTO x")), "a field DDEAUTO"),
    "field without end": (BODY, in_body(field("LINK x", rest="")), "a field LINK"),
    "field in a field": (BODY, in_body(field("PAGE", rest=field("IMPORT x") + REST)), "field"),
    "simple field": (BODY, in_body('<w:p><w:fldSimple w:instr=" MACROBUTTON x"/></w:p>'), "MACROB"),
    "bad XML": (BODY, lambda text: text[:-5], "is broken inside: word/document.xml"),
    "entities": ("word/styles.xml", with_entity, "broken inside"),
    "no main part": (TYPES, lambda text: text.replace("document.main+xml", "x+xml"), "is no Word"),
    "no types": (TYPES, lambda text: "", "is no Word"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_template_is_refused(tmp_path: Path, name: str) -> None:
    part, change, what = WRONG[name]
    path = tmp_path / "mine.docx"
    path.write_bytes(changed(OURS, part, change))
    options = LetterOptions(("ru",), path)
    with pytest.raises(CallError, match=re.escape(what)) as raised:
        write_letters(freezing(held()), tmp_path / "out", options)
    assert str(path) in str(raised.value) and not (tmp_path / "out").exists()


def test_a_placeholder_in_a_footnote_is_refused(tmp_path: Path) -> None:
    def notes(_: str) -> str:
        word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        return f'<w:footnotes xmlns:w="{word}">{paragraph("{{bank}}")}</w:footnotes>'

    with_notes = changed(changed(OURS, TYPES, in_types(FOOTNOTES)), "word/x.xml", notes)
    with pytest.raises(CallError, match=r"in word/x\.xml, where none is filled in"):
        Template("mine.docx", with_notes, ["bank"], [])


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 cut short", b"%PDF-1.7", b"\xd0\xcf\x11\xe0old"]
)
def test_what_is_no_document(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(data)
    with pytest.raises(CallError, match="is no Word document"):
        write_letters(freezing(held()), tmp_path / "out", LetterOptions(("ru",), path))


def test_a_workbook_is_no_document(tmp_path: Path) -> None:
    write_letters(freezing(held()), tmp_path / "out", LetterOptions(("ru",)))
    (annex,) = (tmp_path / "out").glob("*.xlsx")
    with pytest.raises(CallError, match="is no Word document"):
        write_letters(freezing(held()), tmp_path / "o", LetterOptions(("ru",), annex))


def test_bombs_are_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(110_000_000))
    with pytest.raises(CallError, match="far more than it is"):
        Template("x.docx", made.getvalue(), [], [])
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for n in range(1001):
            archive.writestr(f"word/{n}.xml", b"<a/>")
    with pytest.raises(CallError, match="far more than it is"):
        Template("x.docx", many.getvalue(), [], [])
    lying = bytearray(OURS)
    at = lying.index(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<L", 7)  # a size that is not so
    with pytest.raises(CallError, match="is no Word document"):
        Template("x.docx", bytes(lying), [], [])
    path = tmp_path / "large.docx"
    path.write_bytes(bytes(20_000_001))
    with pytest.raises(CallError, match="is larger than 20 MB"):
        write_letters(freezing(held()), tmp_path / "out", LetterOptions(("ru",), path))


@pytest.mark.parametrize("name", ["nowhere.docx", "."])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(CallError, match="cannot be read"):
        write_letters(freezing(held()), tmp_path / "o", LetterOptions(("ru",), tmp_path / name))


@pytest.mark.parametrize("seed", range(40))
def test_whatever_a_document_is_made_of(seed: int) -> None:
    """Elements that are missing, doubled, elsewhere or with another text: a letter or an error."""
    draw = random.Random(seed)

    def shuffled(text: str) -> str:
        tree = etree.fromstring(text.encode())
        for _ in range(6):
            one, other = draw.sample(list(tree.iter("*"))[1:], 2)
            match draw.randrange(3):
                case 0:
                    one.getparent().remove(one)
                case 1:
                    other.append(deepcopy(one))
                case _:
                    one.text = draw.choice(["{{bank}}", "{{end}}", "{{if few}}", "{{", "}}", ""])
        return etree.tostring(tree, encoding="unicode")

    with suppress(CallError):
        template = Template("mine.docx", changed(OURS, BODY, shuffled), NAMES, CONDITIONS)
        values = dict.fromkeys([*NAMES, *CONDITIONS], "x")
        assert template.filled(values, [values, values])


def filled(xml: str, *, name: str = "Сидоров", accounts: int = 1) -> str:
    """Return what our template says with XML at its beginning."""
    template = Template("mine.docx", changed(OURS, BODY, in_body(xml)), NAMES, CONDITIONS)
    values = dict.fromkeys([*NAMES, *CONDITIONS], "") | {"bank": "Kaspi"}
    rows = [{"account.name": f"{name} {n}"} for n in range(accounts)]
    return text_of(template.filled(values, rows))


def test_word_may_cut_a_placeholder_into_pieces() -> None:
    pieces = "".join(
        f"<w:r><w:t>{text}</w:t></w:r>" for text in ("К: {", "{ ba", "nk}", "}, {{n}}!")
    )
    assert "К: Kaspi, !" in filled(f"<w:p>{pieces}</w:p>")


def test_conditions_and_rows() -> None:
    yes = paragraph("{{if bank}}") + paragraph("there") + paragraph("{{end}}")
    no = paragraph("{{if few}}") + yes + table(paragraph("not there")) + paragraph("{{end}}")
    assert "there" in filled(yes) and "there" not in filled(no)
    inside = table(paragraph("{{if account.name}}") + paragraph("{{account.name}}, {{bank}}")
                   + paragraph("{{end}}"), no)  # fmt: skip
    said = filled(inside, accounts=3)
    assert [f"Сидоров {n}, Kaspi" in said for n in range(4)] == [True, True, True, False]
    assert "Kaspi" in filled(table(table(paragraph("{{account.name}}")) + paragraph("{{bank}}")))


def test_values_are_never_filled_in_again() -> None:
    said = filled(table(paragraph("{{account.name}} of {{bank}}")), name="{{bank}} {{if few}}")
    assert "{{bank}} {{if few}} 0 of Kaspi" in said


def test_a_template_keeps_what_it_has(tmp_path: Path) -> None:
    """A picture in the letterhead, a link, a field in pieces and a text in the header."""
    link = in_relations("hyperlink", "https://police.kz")
    picture = in_relations("image", "media/x.jpeg", "")
    mine = changed(changed(OURS, RELATIONS, link), "word/media/x.jpeg", lambda _: "picture")
    mine = changed(mine, BODY, in_body(field("PA", "GE") + paragraph("ДЕПАРТАМЕНТ ПОЛИЦИИ")))
    path = tmp_path / "mine.docx"
    path.write_bytes(changed(mine, RELATIONS, lambda text: picture(text).replace('"x"', '"y"', 1)))
    (letter, _) = write_letters(freezing(held()), tmp_path / "out", LetterOptions(("ru",), path))
    assert text_of(letter.path).startswith("x\nДЕПАРТАМЕНТ ПОЛИЦИИ\n")
    with zipfile.ZipFile(letter.path) as archive:
        assert archive.read("word/media/x.jpeg") == b"picture"
        assert b"https://police.kz" in archive.read(RELATIONS)


def test_what_a_template_leaves_out_is_told(tmp_path: Path) -> None:
    path = tmp_path / "short.docx"
    without = changed(OURS, BODY, lambda text: text.replace("{{unsure}}", "x").replace(
        "{{if unsure}}", "{{if capped}}"))  # fmt: skip
    path.write_bytes(without)
    with pytest.warns(Notice, match=r"short\.docx does not show: unsure\. Add"):
        write_letters(freezing(held()), tmp_path / "out", LetterOptions(("ru",), path))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["freeze", "requests"])
def test_our_templates_leave_nothing_out_and_open(tmp_path: Path, kind: str, lang: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_letters(freezing(held()), tmp_path / "out", LetterOptions((lang,)))
    assert "{{bank}}" in text_of(our_template(kind, lang))
    assert our_template(kind, lang) == our_template.__wrapped__(kind, lang)


def test_our_templates_as_files(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("letters", "mine/letters")
    assert done.exit_code == 0, done.output
    names = [f"{kind}.{lang}.docx" for kind in ("freeze", "requests") for lang in LANGUAGES]
    assert done.stdout.split() == [f"mine/letters/{name}" for name in names]
    mine = tmp_path / "mine" / "letters"
    assert sorted(path.name for path in mine.iterdir()) == sorted(names)
    assert mine.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in mine.iterdir())
    assert run("letters", "mine/letters").exit_code == 2
    assert run("letters", "mine/letters", "--force", "--json").exit_code == 0
    refused = run("letters", "mine/letters/freeze.ru.docx")
    assert refused.exit_code == 2 and "name a folder" in refused.stderr
