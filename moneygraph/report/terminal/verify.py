"""The verdict on a record, as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.messages import in_language
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.json import json_text
from moneygraph.store.printable import safe

_GOOD, _BAD, _NOTE = "bold green", "bold red", "yellow"


def print_verdict(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print the values of ``verdict_json``: the statement files, the verdict, what differs."""
    unusable = [file for file in shown["exports"] if file["state"] != "found"]
    for file in unusable:
        _print_file(terminal, texts, file)
    if not unusable:
        terminal.paragraph(texts("verify.exports", n=len(shown["exports"])))
    if not shown["intact"]:
        terminal.paragraph(texts("verify.tampered"), _BAD, hang=2)
    _print_answer(terminal, texts, shown, len(unusable))
    if shown.get("page"):
        style = _BAD if shown["page"] == "changed" else ""
        terminal.paragraph(texts(f"verify.page_{shown['page']}"), style, hang=2)
    if shown["edited"] and (shown["error"] or shown["difference"]):
        names = ", ".join(map(safe, shown["edited"]))
        terminal.paragraph(texts("verify.edited", names=names), _BAD, hang=2)
    if shown["others"]:
        terminal.line()
        terminal.paragraph(texts("verify.others"), "bold")
    for other in shown["others"]:
        terminal.paragraph(_named(texts, other), _NOTE, indent=2, hang=2)
        _print_sides(terminal, texts, other, ("recorded", "now"))


def _print_file(terminal: Terminal, texts: Texts, file: dict[str, Any]) -> None:
    state = texts.word("export_state", file["state"])
    terminal.paragraph(f"{safe(file['name'])}: {state}", _BAD, hang=2)
    for line in (f"SHA-256 {file['sha256']}", safe(file["place"]), _in(texts, file["detail"])):
        if line:
            terminal.paragraph(line, indent=2, hang=2)


def _print_answer(terminal: Terminal, texts: Texts, shown: dict[str, Any], unusable: int) -> None:
    if unusable:
        text = texts("verify.incomplete", n=unusable, all=len(shown["exports"]))
        terminal.paragraph(text, _BAD, hang=2)
    elif shown["error"]:
        terminal.paragraph(texts("verify.failed", why=_in(texts, shown["error"])), _BAD, hang=2)
    elif shown["same"]:
        terminal.paragraph(texts("verify.same"), _GOOD, hang=2)
    for key, text in (
        ("difference", texts("verify.different")),
        ("untrue", texts("verify.untrue")),
    ):
        if shown[key] is not None:
            terminal.paragraph(text, _BAD, hang=2)
            place = safe(shown[key]["place"])
            terminal.paragraph(texts("verify.first", place=place), indent=2, hang=2)
            _print_sides(terminal, texts, shown[key], ("recorded", "repeated"))


def _in(texts: Texts, error: str | None) -> str:
    return safe(in_language(error or "", texts.lang))


def _print_sides(
    terminal: Terminal, texts: Texts, shown: dict[str, Any], sides: tuple[str, str]
) -> None:
    for side in sides:
        if side in shown:
            value = safe(" ".join(map(str.strip, json_text(shown[side]).split("\n"))))
        else:
            value = texts("verify.nothing")
        terminal.pair(texts.word("verify", side), value, indent=4)


def _named(texts: Texts, other: dict[str, Any]) -> str:
    return texts(f"verify.{other['what'].replace(' ', '_')}", name=safe(other["name"]))
