"""What pages do on a case, and ask of it as plain values: see `views` for answers with tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.text.texts import texts_of
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.ingest.loading.decisions import Wanted

Tell = Callable[[str], None]

#: Rows of a file on one page.
ROWS: Final = 200


def known(case: Case, lang: str) -> dict[str, Any]:
    """Return what is known of the case."""
    return case.overview(lang)


def files(case: Case, lang: str) -> list[dict[str, Any]]:
    """Return the files of the case with how many rows ended in which way."""
    listed: list[dict[str, Any]] = case.status(lang)["exports"]
    return listed


def rows(case: Case, sha256: str, fate: str | None, first: int, lang: str) -> dict[str, Any]:
    """Return a page of a file's rows with what became of each."""
    from moneygraph.report.values.rows import file_rows

    with case.file.scratch() as file:
        return file_rows(file, sha256, fate=fate, first=first, most=ROWS + 1, lang=lang)


def decisions(case: Case, lang: str) -> list[dict[str, Any]]:
    """Return what persons decided of the case, each with a sentence that `says` it."""
    from moneygraph.report.terminal.status import decision_words

    texts = texts_of(lang, case.file.data)
    found = case.status(lang)["decisions"]
    return [one | {"says": decision_words(texts, one)} for one in found]


def loaded(
    case: Case, tell: Tell, *, paths: Sequence[Path], wishes: dict[str, Any], lang: str
) -> dict[str, Any]:
    """Load files that were dropped; those of which nothing came into the case are removed."""
    from moneygraph.report.text.messages import in_language
    from moneygraph.report.values.casework import missed_words
    from moneygraph.report.values.load import load_json
    from moneygraph.serve.uploads import drop_refused, known_paths

    known = known_paths(case.con)
    try:
        report = case.load(*paths, **wishes, progress=tell)
        known = known_paths(case.con)
    finally:
        drop_refused(paths, known)
    values = load_json(report)
    complaints = case.complaints([one.sha256 for one in report.files if one.sha256])
    missed = [missed_words(texts_of(lang, case.file.data), one) for one in complaints.missed]
    for one in (*values["files"], *values["passed_over"]):
        for key in ("error", "remedy"):
            if key in one:
                one[key] = in_language(one[key], lang)
    return values | {"missed": missed}


def decided(wanted: Wanted, case: Case, tell: Tell, *, undo: bool) -> None:
    """Keep a decision, or take it back."""
    tell(Message("joining the rows anew"))
    case.decide(wanted, undo=undo)


def report(parameters: dict[str, Any], case: Case, tell: Tell) -> dict[str, Any]:
    """Write a report and return its page, as bytes, with its title and sentences."""
    from moneygraph.audit.report import write_report
    from moneygraph.store.sandbox import private_folder

    tell(Message("following the money"))
    with private_folder(None, "moneygraph-report-") as folder:
        done = write_report(case, folder / "report.html", parameters)
        page = done.path.read_bytes()
    return {"page": page, "title": done.result["title"], "sentences": done.result["sentences"]}
