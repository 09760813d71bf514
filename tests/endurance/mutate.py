"""Changes the bytes of a file, as chance or somebody would; the same seed gives the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Final

#: What has broken readers before, here or elsewhere.
_TOKENS: Final = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b'"', b"'", b'""', b";", b"\t"),
    *(b"-", b"+", b"=", b"@", b"9" * 25, b"-0", b"1e308", b"nan", b"inf", b"NULL", b"0x10", b"1_0"),
    *(b"31.02.2026", b"0000-00-00", b"9999-12-31 23:59:60", b"01.01.1", b"24:00", b"1 000,00"),
    *(b"\xc2\xa0", b"\xe2\x80\xae", b"\x1b[2J", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x85"),
    *(b"'; drop table transfer; --", b"{", b"}", b"[", b"]", b"[[", b"{0}", b"%s", b"$1", b"\\"),
    *(
        b"../../../etc/passwd",
        b"<script>",
        b"=cmd|' /C calc'!A0",
        b"&lol;",
        b"<!DOCTYPE a [",
        b"]]>",
    ),
    *(b"true", b"null", b"[]", b"{}", b"select ", b"read_text('/etc/passwd')", b"\xd0\x97", b"KZ"),
)
_LARGE: Final = 100_000


def mutated(content: bytes, chosen: Random, tokens: Iterable[bytes] = _TOKENS) -> bytes:
    """Return the bytes with one change or several."""
    changed = bytearray(content)
    for _ in range(chosen.choice((1, 1, 1, 2, 3, 8, 30))):
        chosen.choice(_CHANGES)(changed, chosen, tuple(tokens))
    return bytes(changed[: 4 * len(content) + _LARGE])


def _flip(content: bytearray, chosen: Random, _: tuple[bytes, ...]) -> None:
    if content:
        content[chosen.randrange(len(content))] ^= 1 << chosen.randrange(8)


def _set(content: bytearray, chosen: Random, _: tuple[bytes, ...]) -> None:
    if content:
        content[chosen.randrange(len(content))] = chosen.randrange(256)


def _insert(content: bytearray, chosen: Random, tokens: tuple[bytes, ...]) -> None:
    at = chosen.randrange(len(content) + 1)
    content[at:at] = chosen.choice(tokens) * chosen.choice((1, 1, 1, 2, 50))


def _replace(content: bytearray, chosen: Random, tokens: tuple[bytes, ...]) -> None:
    start, end = _part(content, chosen, 12)
    content[start:end] = chosen.choice(tokens)


def _delete(content: bytearray, chosen: Random, _: tuple[bytes, ...]) -> None:
    start, end = _part(content, chosen, chosen.choice((1, 10, 1000)))
    del content[start:end]


def _repeat(content: bytearray, chosen: Random, _: tuple[bytes, ...]) -> None:
    start, end = _part(content, chosen, chosen.choice((3, 80, 2000)))
    content[end:end] = content[start:end] * chosen.choice((1, 2, 20))


def _move(content: bytearray, chosen: Random, _: tuple[bytes, ...]) -> None:
    start, end = _part(content, chosen, 200)
    part = content[start:end]
    del content[start:end]
    at = chosen.randrange(len(content) + 1)
    content[at:at] = part


def _cut(content: bytearray, chosen: Random, _: tuple[bytes, ...]) -> None:
    del content[chosen.randrange(len(content) + 1) :]


def _part(content: bytearray, chosen: Random, most: int) -> tuple[int, int]:
    start = chosen.randrange(len(content) + 1)
    return start, start + chosen.randrange(most + 1)


_CHANGES: Final[tuple[Callable[[bytearray, Random, tuple[bytes, ...]], None], ...]] = (
    *(_flip, _set, _insert, _replace, _replace, _delete, _repeat, _move),
    _cut,
)


def mutated_archive(content: bytes, chosen: Random) -> bytes:
    """Return an archive in which a member is changed, or which is changed itself."""
    if chosen.random() < 0.3:
        return mutated(content, chosen)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    changed = chosen.choice(sorted(members))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, mutated(member, chosen) if name == changed else member)
    return buffer.getvalue()


def mutated_json(content: bytes, chosen: Random) -> bytes:
    """Return JSON that is changed in its text or in one of its values."""
    if chosen.random() < 0.5:
        return mutated(content, chosen)
    value = json.loads(content)
    place, key = chosen.choice([*_places(value)])
    place[key] = chosen.choice(
        (None, [], {}, -1, 2**63, 1e308, "", "\x1b[2J", True, [[]], "9" * 99)
    )
    return json.dumps(value).encode()


def _places(value: object) -> Iterator[tuple[dict[str, object] | list[object], object]]:
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key  # type: ignore[misc]
        yield from _places(value[key])  # type: ignore[index]
