"""A part of a load: some files read into a case of their own, by a process of its own.

Planning the queries of a sheet takes far longer than running them over the rows of a small one, and
no more than one processor. So thousands of small files are read by several processes; `parts` puts
what they made together.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from moneygraph.ingest.loading.adding import add_files, joins_as_written, take_away
from moneygraph.ingest.loading.between import Job, job_in, line_of_answer
from moneygraph.ingest.loading.loader import chosen_loaders
from moneygraph.ingest.loading.report import LoadReport, least_names
from moneygraph.ingest.loading.staged import Choices, StagedFile, Words, stage_all
from moneygraph.ingest.readers import Source
from moneygraph.store.errors import MoneygraphError, RefusedLate
from moneygraph.store.file import CaseFile, transaction
from moneygraph.store.opening import open_to_write
from moneygraph.store.progress import silent
from moneygraph.store.resources import bounded
from moneygraph.store.sandbox import private_folder, reach


def make_part(job: Job) -> LoadReport:
    """Read the files of a job into its case, without making transfers; return how each fared.

    A file that is refused is in the report with its error; the case has the others. Raises
    `CaseFull`.
    """
    report = LoadReport()
    case, _ = open_to_write(job.path, job.data, create=True)
    try:
        loaders = chosen_loaders(job.data, job.choices.loader_name)
        words = Words.of(job.data, loaders)
        with private_folder(reach(case.con), "load-") as folder:
            sources = [_within(folder, source) for source in job.sources]
            staged = stage_all(
                case.con, sources, folder, loaders, words, report, silent, job.choices
            )
            while not _is_added(case, staged, job.choices, report):
                pass
    finally:
        case.con.close()
    return report


def _within(folder: Path, source: Source) -> Source:
    """Return a source of which all that is unpacked goes where its case can read it."""
    return replace(source, folder=Path(tempfile.mkdtemp(prefix="export-", dir=folder)))


def _is_added(
    case: CaseFile, staged: list[StagedFile], choices: Choices, report: LoadReport
) -> bool:
    try:
        with joins_as_written(case.con), transaction(case.con):
            add_files(case, staged, least_names(report), choices, silent)
    except RefusedLate as error:
        take_away(error, staged, report)
        return False
    return True


def serve(asked: TextIO, answers: TextIO) -> None:
    """Make parts as they are asked for, a line each; tell how each went."""
    with bounded(threads=1):
        for line in asked:
            answer: LoadReport | MoneygraphError
            try:
                answer = make_part(job_in(line))
            except MoneygraphError as error:
                answer = error
            answers.write(f"{line_of_answer(answer)}\n")
            answers.flush()


def main() -> None:
    """Serve on standard input and output; what else would be printed there is not."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
