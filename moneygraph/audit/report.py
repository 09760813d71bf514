"""Reports: pages that hold the record they are drawn from, so that they can be verified."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from moneygraph.audit.read import PAGE_RECORD, json_of
from moneygraph.audit.write import make_record
from moneygraph.report.text.texts import texts_of
from moneygraph.report.values.json import json_text
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError
from moneygraph.store.masking import is_masked
from moneygraph.store.message import Message
from moneygraph.store.private import check_new, write_new
from moneygraph.store.version import __version__

if TYPE_CHECKING:
    from moneygraph.api import Case

PAGE_ENDING: Final = ".html"
PICTURE_ENDINGS: Final = (".svg", ".png")

#: Whether a page is what its record gives; "unknown" where another version wrote it.
PageState = Literal["same", "changed", "unknown"]


def check_report_target(path: Path, *, picture: bool, force: bool) -> None:
    """Raise `CallError` where a report, or a picture of it, cannot be written to a file."""
    endings = PICTURE_ENDINGS if picture else (PAGE_ENDING,)
    if path.suffix.lower() not in endings:
        raise CallError(
            Message("{file} does not end in {names}", file=str(path), names=endings),
            Message("The ending says what is written: give the file another name."),
        )
    check_new(path, "TARGET", force=force)


@dataclass(frozen=True)
class ReportWritten:
    """A report, or a picture of it, that was written, and all that the report says."""

    path: Path
    sha256: str
    size: int
    result: dict[str, Any]


def write_report(
    case: Case, path: Path, parameters: dict[str, Any], *, force: bool = False
) -> ReportWritten:
    """Write a report as a page (mode 0600, whole or not at all).

    `parameters` are those of `commands.Report`. The page of a masked case holds no names of files
    and no call, and cannot be verified. Raises `CallError`.
    """
    from moneygraph.report.pages.page import page

    check_report_target(path, picture=False, force=force)
    record = make_record(case, "report", parameters)
    if is_masked(case.con):
        record |= {"exports": [], "own_files": {}, "decisions": []}
        record["parameters"] = {"masked": True, "lang": parameters["lang"]}
    text = page(record, json_text(record), texts_of(parameters["lang"], case.file.data))
    return _written(path, f"{text}\n".encode(), record["result"])


def write_picture(
    case: Case, path: Path, which: str, parameters: dict[str, Any], *, force: bool = False
) -> ReportWritten:
    """Write one picture of a report as SVG or PNG, as the ending of the file says.

    `which` is one of `pages.PICTURES`. Raises `CallError`.
    """
    from moneygraph.report.pages.picture import picture_png, picture_svg

    check_report_target(path, picture=True, force=force)
    options = {key: parameters[key] for key in ("rule", "currency", "lang")}
    result = case.report(parameters["kind"], *parameters["names"], **options)
    texts = texts_of(parameters["lang"], case.file.data)
    if path.suffix.lower() == ".svg":
        content = f"{picture_svg(result, which, texts)}\n".encode()
    else:
        content = picture_png(result, which, texts)
    return _written(path, content, result)


def _written(path: Path, content: bytes, result: dict[str, Any]) -> ReportWritten:
    write_new(path, content, "TARGET")
    return ReportWritten(path, hashlib.sha256(content).hexdigest(), len(content), result)


def page_state(path: Path) -> PageState | None:
    """Tell whether a page is to the byte what its record gives; None for a file that is no page.

    The record must be one that was repeated with the same answer: what a stranger wrote into it
    is not drawn. A page of another version of moneygraph looks otherwise, as do the names of banks
    by a table of somebody's own.
    """
    from moneygraph.report.pages.page import page

    content = path.read_bytes()
    if PAGE_RECORD not in content:
        return None
    held = json_of(content).decode()
    record = json.loads(held)
    if record["version"] != __version__ or record["own_files"]:
        return "unknown"
    drawn = page(record, held, texts_of(record["parameters"]["lang"], OURS))
    return "same" if f"{drawn}\n".encode() == content else "changed"
