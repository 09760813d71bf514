"""Messages: what is attached are files of their own; without that, the page that they show."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.readers import Refused, Skipped, Source, expand, open_sheets
from moneygraph.store.errors import FileRefused
from tests.laws import laws

CSV = b"ts,from_account,to_account,amount\n2026-02-12 10:00,KZ1,KZ2,5\n"
TABLE = "<table><tr><td>a</td><td>Сумма</td></tr></table>"


def message(files: dict[str, bytes], page: str = "", text: str = "Добрый день") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "bank@example.com"
    mail["Subject"] = "Выписка"
    mail.set_content(text)
    if page:
        mail.add_alternative(page, subtype="html")
    for name, data in files.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Return a function from a message to {name: Source, or what is said}."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work").mkdir()

    def run(mail: EmailMessage | bytes, name: str = "mail.eml") -> dict[str, object]:
        data = mail if isinstance(mail, bytes) else mail.as_bytes()
        Path(name).write_bytes(data)
        found = expand([name], tmp_path / "work")
        return {one.name: one if isinstance(one, Source) else str(one.error) for one in found}

    return run


@pytest.mark.parametrize("name", ["mail.eml", "mail.txt"])
def test_attachments_are_members(opened, name):
    files = {"Выписка.csv": CSV, "b.xlsx": workbook(), "Thumbs.db": b"x", "note.docx": b"PK\3\4"}
    found = opened(message(files, page=TABLE), name)
    assert list(found) == [f"{name}/b.xlsx", f"{name}/note.docx", f"{name}/Выписка.csv"]
    assert open_sheets(found[f"{name}/b.xlsx"])[0].head == [["a", "b"]]
    source = found[f"{name}/Выписка.csv"]
    assert source.path.read_bytes() == CSV and source.place == str(Path(name).absolute())
    assert "is an archive or a document that is packed" in found[f"{name}/note.docx"]


def test_loading_and_looking_again(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(message({"a.csv": CSV}).as_bytes())
    (file,) = case.load(path).files
    assert (file.error, file.file) == (None, f"{path}/a.csv")
    (again,) = case.load(path).files
    assert again.known


def test_names_in_the_headers_of_old_programs(opened):
    mail = message({"a.csv": CSV}).as_bytes()
    old = b'filename="=?windows-1251?B?wu7v8O7xLmNzdg==?="'
    assert list(opened(mail.replace(b'filename="a.csv"', old))) == ["mail.eml/Вопрос.csv"]


def test_an_archive_that_is_attached(opened):
    inner = packed({"a.csv": CSV, "b.zip": packed({"c.csv": CSV})})
    found = opened(message({"bank.zip": inner, "no.zip": CSV}))
    assert list(found) == ["mail.eml/bank.zip/a.csv", "mail.eml/bank.zip/b.zip", "mail.eml/no.zip"]
    assert "is an archive inside an archive" in found["mail.eml/bank.zip/b.zip"]
    assert "is no archive" in found["mail.eml/no.zip"]


def test_names_that_point_elsewhere(opened):
    found = opened(message({"../../a.csv": CSV, "/etc/b.csv": CSV, "..\\c.csv": CSV}))
    assert len(found) == 3
    assert all("points outside of its archive" in one for one in found.values())


def test_two_attachments_of_one_name(opened):
    mail = message({"a.csv": CSV})
    mail.add_attachment(CSV + b"x", maintype="text", subtype="csv", filename="a.csv")
    assert list(opened(mail)) == ["mail.eml/a.csv", "mail.eml/a.csv (2)"]


def test_a_message_inside_a_message(opened):
    mail = message({"a.csv": CSV})
    mail.add_attachment(message({"inner.csv": CSV}))
    found = opened(mail)
    assert list(found) == ["mail.eml/a.csv", "mail.eml/message.eml"]
    assert found["mail.eml/message.eml"] == (
        "mail.eml/message.eml is a message inside a message. Save it as a file and load that."
    )


def test_a_table_in_the_message(opened):
    mail = message({}, page=f"<html><p>Счет</p>{TABLE}</html>")
    mail.get_payload()[1].add_related(b"x", maintype="image", subtype="png", filename="logo.png")
    (source,) = opened(mail).values()
    assert open_sheets(source)[0].head == [["Счет"], ["a", "Сумма"]]


def test_messages_with_nothing_to_read(opened):
    expected = "is an e-mail message without an attachment or a table"
    (source,) = opened(message({})).values()
    with pytest.raises(FileRefused, match=expected):
        open_sheets(source)
    (source,) = opened(message({}, page="<p>Здравствуйте</p>")).values()
    with pytest.raises(FileRefused, match="without a table"):
        open_sheets(source)


def test_damaged_messages(opened):
    whole = message({"a.csv": CSV * 20}).as_bytes()
    assert "is broken or was cut short" in opened(whole[:-80])["mail.eml"]
    cut = whole.replace(b"dHMs", b"dHM*", 1)
    assert "is broken inside its archive" in opened(cut)["mail.eml/a.csv"]


def test_a_message_in_an_archive(tmp_path: Path, opened) -> None:
    inner = packed(
        {"a.eml": message({}, page=TABLE).as_bytes(), "b.eml": message({"c.csv": CSV}).as_bytes()}
    )
    found = opened(inner, "bank.zip")
    assert open_sheets(found["bank.zip/a.eml"])[0].head == [["a", "Сумма"]]
    with pytest.raises(FileRefused, match="is an e-mail message inside an archive"):
        open_sheets(found["bank.zip/b.eml"])


_WHOLE = message({"a.csv": CSV, "b.zip": packed({"c.csv": CSV})}, page=TABLE).as_bytes()


@laws(50)
@given(data=st.data())
def test_any_message_is_read_or_refused(data: st.DataObject, tmp_path_factory) -> None:
    at = data.draw(st.integers(0, len(_WHOLE)))
    piece = data.draw(st.sampled_from([b"", b"\n\n", b"--", b'"', b"=?x?B?", b"\xff", b"\0", b";"]))
    folder = tmp_path_factory.mktemp("mail")
    rest = _WHOLE[at + data.draw(st.integers(0, 9)) :]
    (folder / "a.eml").write_bytes(_WHOLE[:at] + piece + rest)
    for found in expand([folder / "a.eml"], folder):
        if isinstance(found, Refused | Skipped):
            assert found.error.remedy
            continue
        try:
            open_sheets(found)
        except FileRefused as error:
            assert error.remedy
