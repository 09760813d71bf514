"""Reports: pages that hold the record they are drawn from, so that they can be verified."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from moneygraph.audit.read import PAGE_RECORD, json_of
from moneygraph.audit.write import make_record
from moneygraph.casework.laid import check_layers
from moneygraph.report.text.texts import Texts, texts_of
from moneygraph.report.values.json import json_text
from moneygraph.report.values.trace import trace_title
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError
from moneygraph.store.masking import is_masked
from moneygraph.store.message import Message
from moneygraph.store.printable import safe
from moneygraph.store.private import check_new, write_new
from moneygraph.store.version import __version__

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.casework.trace import TraceOptions

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

    @property
    def json(self) -> dict[str, Any]:
        """The file, as plain values."""
        return {"file": str(self.path), "sha256": self.sha256, "bytes": self.size}

    def says(self, texts: Texts) -> str:
        """Return where it was written to, and how large it is."""
        is_picture = self.path.suffix.lower() in PICTURE_ENDINGS
        key = "dossier.drawn" if is_picture else "dossier.written"
        return texts(key, file=safe(str(self.path)), size=texts.size(self.size))


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
    check_report_target(path, picture=True, force=force)
    options = {key: parameters[key] for key in ("rule", "currency", "lang")}
    result = case.report(parameters["kind"], *parameters["names"], **options)
    return _drawn(path, result, which, texts_of(parameters["lang"], case.file.data))


def write_trail(
    case: Case, path: Path, options: TraceOptions, *, rule: str, lang: str, force: bool = False
) -> ReportWritten:
    """Write the picture of a trace by layers as SVG or PNG, as the ending of the file says.

    Raises `CallError`, also for a rule without hops.
    """
    from moneygraph.report.dossier.parts import Part

    check_report_target(path, picture=True, force=force)
    check_layers(rule)
    texts = texts_of(lang, case.file.data)
    with case.file.scratch() as file:
        result = Part(file, lang).trace(options, rule)
    if not result["transfers"]["rows"]:
        raise CallError(
            Message("no money moved where this trace starts: there is no trail to draw"),
            Message("Ask without --picture: the answer says which days there are."),
        )
    result["title"] = trace_title(
        texts, result["traced"], result["currency"], rule, back=options.back
    )
    return _drawn(path, result, "trail", texts)


def _drawn(path: Path, result: dict[str, Any], which: str, texts: Texts) -> ReportWritten:
    from moneygraph.report.pages.picture import picture_png, picture_svg

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
