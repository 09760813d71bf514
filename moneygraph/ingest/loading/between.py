"""What passes between a load and a process that reads a part of it: lines of JSON.

Not the objects themselves, as Python would write them: to read these back is to run what they say.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from moneygraph.ingest.loading.report import FileReport, LoadReport
from moneygraph.ingest.loading.staged import Choices
from moneygraph.ingest.readers import Source
from moneygraph.store import errors
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import FileRefused, MoneygraphError
from moneygraph.store.message import Message


@dataclass(frozen=True)
class Job:
    """Files to read into the new case at `path`, by the options of the load."""

    sources: tuple[Source, ...]
    path: Path
    data: DataFiles
    choices: Choices


def line_of_job(job: Job) -> str:
    """Return a job as a line."""
    return json.dumps(asdict(job), default=str)


def job_in(line: str) -> Job:
    """Return the job that a line is."""
    told = json.loads(line)
    own = told["data"]["own"]
    choices = told["choices"] | {"passwords": tuple(told["choices"]["passwords"])}
    return Job(
        tuple(map(_source, told["sources"])),
        Path(told["path"]),
        DataFiles(Path(own) if own else None),
        Choices(**choices),
    )


def _source(told: dict[str, Any]) -> Source:
    paths = {name: Path(told[name]) for name in ("path", "folder", "archive") if told[name]}
    return Source(**(told | paths | {"passwords": tuple(told["passwords"])}))


def line_of_answer(answer: LoadReport | MoneygraphError) -> str:
    """Return how each file fared, or the error that ended it, as a line."""
    if isinstance(answer, MoneygraphError):
        return json.dumps({"error": _error(answer)}, default=str)
    files = [
        {
            **{"file": one.file, "sha256": one.sha256, "loader": one.loader},
            "error": _error(one.error) if one.error else None,
        }
        for one in answer.files
    ]
    return json.dumps({"files": files}, default=str)


def answer_in(line: str) -> LoadReport | MoneygraphError:
    """Return the answer that a line is; raises `ValueError` for what is none."""
    told = json.loads(line)
    if "error" in told:
        return _error_in(told["error"])
    return LoadReport([_file_in(one) for one in told["files"]])


def _file_in(told: dict[str, Any]) -> FileReport:
    error = _error_in(told["error"]) if told["error"] else None
    assert error is None or isinstance(error, FileRefused)
    return FileReport(told["file"], told["sha256"], told["loader"], error=error)


def _error(error: MoneygraphError) -> dict[str, Any]:
    messages = {"message": _message(error.message), "remedy": _message(error.remedy)}
    held = {name: value for name, value in vars(error).items() if name not in messages}
    return {"kind": type(error).__name__, "text": str(error), "held": held, **messages}


def _error_in(told: dict[str, Any]) -> MoneygraphError:
    kind = getattr(errors, told["kind"])
    error: MoneygraphError = kind.__new__(kind, told["text"])
    vars(error).update(told["held"])
    error.message, error.remedy = (_message_in(told[name]) for name in ("message", "remedy"))
    return error


def _message(message: Message) -> dict[str, Any]:
    values = {
        name: _message(value) if isinstance(value, Message) else value
        for name, value in message.values.items()
    }
    return {"text": str(message), "template": message.template, "values": values}


def _message_in(told: dict[str, Any]) -> Message:
    values = {
        name: _message_in(value) if isinstance(value, dict) else value
        for name, value in told["values"].items()
    }
    return Message.as_it_was(told["text"], told["template"], values)
