"""PDFs of letters, by LibreOffice where it is installed; its failures by programs like it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from moneygraph.export.letters import LetterOptions, pdf, write_letters
from moneygraph.store.errors import CallError

from .conftest import freezing, held

pytestmark = [pytest.mark.process, pytest.mark.turns]
OPTIONS = LetterOptions(("kk", "ru"), pdf=True)


@pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")),
    reason="LibreOffice is not installed; CI has none either, as installing it takes minutes",
)
def test_a_pdf_of_each_letter(tmp_path: Path) -> None:
    files = write_letters(freezing(held()), tmp_path / "out", OPTIONS)
    stem = "freeze-601-halyk-bank"
    names = [f"{stem}.{end}" for end in ("kk.docx", "kk.pdf", "ru.docx", "ru.pdf", "xlsx")]
    assert [one.path.name for one in files] == names
    for one in files:
        assert one.path.stat().st_mode & 0o777 == 0o600
        assert one.path.suffix != ".pdf" or one.path.read_bytes().startswith(b"%PDF-")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of the converter's name where it is looked for."""
    path = folder / "bin" / "soffice"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o700)
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")


def test_without_a_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CallError, match=r"no program here that makes PDFs\. Install LibreOffice"):
        write_letters(freezing(held()), tmp_path / "out", OPTIONS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("script", "why"), [("exit 3", "ended with status 3"), ("exit 0", r"left out .*\.kk\.pdf")]
)
def test_a_converter_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    program(tmp_path, monkeypatch, script)
    with pytest.raises(CallError, match=why):
        write_letters(freezing(held()), tmp_path / "out", OPTIONS)
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def test_a_converter_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is what it started itself."""
    late = tmp_path / "late"
    program(tmp_path, monkeypatch, f"(sleep 2; touch '{late}') & sleep 60")
    monkeypatch.setattr(pdf, "_START_S", 0.2)
    monkeypatch.setattr(pdf, "_EACH_S", 0)
    began = time.monotonic()
    with pytest.raises(CallError, match="took longer than"):
        write_letters(freezing(held()), tmp_path / "out", OPTIONS)
    assert time.monotonic() - began < 2
    time.sleep(2.2)
    assert not late.exists()


def test_how_a_converter_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a profile of its own in which no macro runs, and nothing on its input."""
    program(
        tmp_path,
        monkeypatch,
        f"""
        for one in "$@"; do echo "$one" >> '{tmp_path}/called'; done
        cp "$HOME/profile/user/registrymodifications.xcu" '{tmp_path}/profile'
        while [ "$1" != --outdir ]; do shift; done; shift; out=$1; shift
        for one in "$@"; do echo %PDF- > "$out/$(basename "$one" .docx).pdf"; done""",
    )
    write_letters(freezing(held()), tmp_path / "out", OPTIONS)
    called = (tmp_path / "called").read_text(encoding="utf-8").splitlines()
    assert called[0].startswith("-env:UserInstallation=file:///") and "--headless" in called
    assert "<value>true</value>" in (tmp_path / "profile").read_text(encoding="utf-8")
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
