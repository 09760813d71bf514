"""Finds the encoding of a text file: by its byte order mark, as UTF-8, or by the Cyrillic in it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from moneygraph.ingest.readers.refusal import AGAIN, MB, SAMPLE, refusal
from moneygraph.store.errors import UnreadableFile

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON = frozenset("оеаинтсрвлкмдпуОЕАИНТСРВЛКМДПУ")
_LETTERS = frozenset(map(chr, range(0x410, 0x450))) | frozenset("ЁёІіӘәҒғҚқҢңӨөҰұҮүҺһ")
_SIGNS = frozenset("«»№—–“”„’‘…°§·•€\xa0\xad")
#: Letters of Windows-1251 for languages that are not written here; in its Kazakh variant
#: KZ-1048 the same bytes are Kazakh letters. Ukrainian ones are left out: names have them.
_FOREIGN = frozenset("ЌЋќћЎўЈјЅѕ")
_SOUND = re.compile("[\u0400-\u04ff№«»₸]+")
_PLAIN = re.compile("[\t\r\n -\u04ff\u2010-\u2122]")
_ASCII = bytes(range(0x80))
_DIGIT_GAP = re.compile(rb"(?<=\d)\xa0(?=\d)")
#: The least a single-byte encoding must explain of a text's bytes beyond ASCII.
_PLAUSIBLE = 0.5
#: Among broken UTF-8, the share of sound characters from which two encodings are mixed.
_MIXED = 0.1
#: The share of usual characters from which bytes are taken to be UTF-16.
_READABLE = 0.95
_CALLED = {"cp1251": "Windows-1251", "kz1048": "KZ-1048", "cp866": "DOS (cp866)"}

UTF8 = ("utf-8", "utf-8-sig")


def decide_encoding(sample: bytes, name: str) -> str:
    """Return Python's name of the encoding of a text that begins with `sample`.

    Raises `UnreadableFile` when no encoding makes sense of it.
    """
    for bom, encoding in BOMS:
        if sample.startswith(bom):
            return encoding
    wide = _unmarked_utf16(sample)
    if wide:
        return wide
    bad = _first_bad(sample)
    return "utf-8" if bad is None else _decide(sample, bad, 0, sample[:bad].count(b"\n") + 1, name)


def encoding_of_rest(path: Path, name: str) -> str | None:
    """Return the encoding of a file that began like UTF-8, or None if it is UTF-8 throughout.

    Reads all of it. Raises `UnreadableFile` when sound UTF-8 and other bytes are mixed.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, sound, kept = 1, 0, b""
    with path.open("rb") as file:
        while True:
            chunk = file.read(MB)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                rest = kept + chunk + file.read(SAMPLE)
                line += rest[: error.start].count(b"\n")
                return _decide(rest, error.start, sound, line, name)
            if not chunk:
                return None
            sound += _count_sound(text)
            kept = decoder.getstate()[0]
            line += chunk.count(b"\n")


def undecodable(path: Path, encoding: str, name: str) -> UnreadableFile:
    """Return the error that names the first place which is no text in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)()
    called = _CALLED.get(encoding, encoding.upper())
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(MB)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                line += error.object[: error.start].decode(encoding, "ignore").count("\n")
                return refusal(
                    name,
                    "is not the {called} text it seemed to be: line {line} has the byte {byte}",
                    f"{AGAIN} as UTF-8.",
                    called=called,
                    line=line,
                    byte=f"0x{error.object[error.start]:02X}",
                )
            if not chunk:
                return refusal(name, "is not the {called} text it seemed to be", called=called)


def _first_bad(sample: bytes) -> int | None:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _decide(sample: bytes, bad_at: int, sound: int, line: int, name: str) -> str:
    """Tell a single-byte encoding from a mix; `sound` counts good characters before `sample`."""
    text = sample.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= char <= "\udcff" for char in text)
    sound += _count_sound(text)
    if sound > _MIXED * bad:
        raise refusal(
            name,
            "is UTF-8 in part, but line {line} is not (byte {byte})",
            f"{AGAIN}, whole and in one encoding.",
            line=line,
            byte=f"0x{sample[bad_at]:02X}",
        )
    scores = {encoding: _score(sample, encoding) for encoding in ("cp1251", "cp866")}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] < _PLAUSIBLE:
        raise refusal(
            name,
            "is in an encoding that is neither UTF-8 nor Cyrillic (line {line}, byte {byte})",
            f"{AGAIN} as UTF-8.",
            line=line,
            byte=f"0x{sample[bad_at]:02X}",
        )
    if best == "cp1251" and _FOREIGN & set(sample.decode("cp1251", "ignore")):
        return "kz1048"
    return best


def _count_sound(text: str) -> int:
    """Count what is hardly there by chance: Russian letters in DOS look like Chinese in UTF-8."""
    return 0 if text.isascii() else sum(map(len, _SOUND.findall(text)))


def _score(sample: bytes, encoding: str) -> float:
    """Return how much of the bytes beyond ASCII reads as Russian or Kazakh, about 0 to 1."""
    high = _DIGIT_GAP.sub(b"", sample).translate(None, _ASCII)
    if not high:
        return 1.0 if encoding == "cp1251" else 0.0
    points = 0.0
    for char in high.decode(encoding, "replace"):
        if char in _COMMON:
            points += 1.0
        elif char in _LETTERS or char in _SIGNS or (encoding == "cp1251" and char in _FOREIGN):
            points += 0.6
    return points / len(high)


def _unmarked_utf16(sample: bytes) -> str | None:
    """Return UTF-16's byte order where every tenth byte is zero and it reads as plain text."""
    if sample.count(0) * 10 < len(sample):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
        if len(_PLAIN.findall(text)) >= _READABLE * len(text):
            return encoding
    return None
