"""Unpacks a RAR archive by a program that is installed: its members as files of plain names.

A locked one is not opened: the programs take a password as an argument, which others can see.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import rarfile

from moneygraph.ingest.convert.tables import MEMBERS, RefusedError, Tables, TooMuchError

_BLOCK: Final = 1 << 20


def convert(path: Path, tables: Tables) -> dict[str, Any]:
    """Return the name and the file of each member."""
    with rarfile.RarFile(path, errors="strict") as archive:
        members = archive.infolist()
        if len(members) > MEMBERS or sum(one.file_size or 0 for one in members) > tables.left:
            raise TooMuchError
        if archive.needs_password():
            raise RefusedError("locked")
        try:
            return {
                "parts": [
                    _part(archive, one, number, tables)
                    for number, one in enumerate(members)
                    if not one.is_dir()
                ]
            }
        except rarfile.RarCannotExec as error:
            raise RefusedError("no program") from error


def _part(
    archive: rarfile.RarFile, member: rarfile.RarInfo, number: int, tables: Tables
) -> dict[str, Any]:
    told = {"name": str(member.filename), "file": "", "link": member.is_symlink()}
    if told["link"]:
        return told
    name = f"part-{number}"
    try:
        with archive.open(member) as packed, (tables.folder / name).open("wb") as file:
            while block := packed.read(_BLOCK):
                tables.spend(len(block))
                file.write(block)
    except (rarfile.BadRarFile, rarfile.NoRarEntry):
        return told
    return told | {"file": name}
