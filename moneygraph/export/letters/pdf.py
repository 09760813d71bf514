"""Makes PDFs of letters with LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

_PROGRAMS: Final = ("soffice", "libreoffice")
#: Seconds: to start, and for each letter.
_START_S, _EACH_S = 120, 10
#: A profile of its own: no macro runs, and nothing is fetched from elsewhere.
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


def converter() -> str:
    """Return the program that converts; raises `CallError` where there is none."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    raise CallError(
        Message("there is no program here that makes PDFs"),
        Message("Install LibreOffice (the command soffice), or leave out --pdf."),
    )


def make_pdfs(program: str, letters: Sequence[Path], folder: Path) -> list[Path]:
    """Write a PDF beside each letter and return them; `folder` is private and for what it needs.

    Raises `CallError` where the program fails, takes too long or leaves one out.
    """
    profile, home = folder / "profile", letters[0].parent
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    command = [program, f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless"]
    command += ["--norestore", "--nologo", "--nolockcheck", "--nodefault", "--convert-to", "pdf"]
    command += ["--outdir", str(home), *map(str, letters)]
    why = _run(command, _START_S + _EACH_S * len(letters), folder)
    made = [path.with_suffix(".pdf") for path in letters]
    lacking = [path.name for path in made if not path.is_file()]
    left_out = Message("left out {files}", files=lacking)
    if why or lacking:
        raise CallError(
            Message("no PDF was made, as {program} {why}", program=program, why=why or left_out),
            Message("Leave out --pdf, and convert the letters yourself."),
        )
    return made


def _run(command: Sequence[str], most: float, folder: Path) -> Message | None:
    """Run a program to its end; return what went wrong. All that it started ends with it."""
    where = {"HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **where},
        start_new_session=True,
    )
    try:
        process.wait(most)
    except subprocess.TimeoutExpired:
        _end(process)
        return Message("took longer than {seconds} s", seconds=round(most))
    except BaseException:
        _end(process)
        raise
    if process.returncode:
        return Message("ended with status {status}", status=process.returncode)
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it started; the system's starter is not the one that works."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
