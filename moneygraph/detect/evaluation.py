"""Runs the queries of a case that labels can judge, and evaluates their findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from moneygraph.detect.evaluate import (
    Evaluation,
    LabelOptions,
    evaluate_findings,
    is_about,
    match_labels,
    read_labels,
)
from moneygraph.detect.find import FindOptions, find_case
from moneygraph.detect.queries import query_named, read_queries
from moneygraph.store.file import CaseFile


def evaluate_case(
    case: CaseFile,
    labels: str | Path,
    options: LabelOptions,
    names: Sequence[str],
    min_score: float | None,
    model: str | Path,
    params: Mapping[str, str | float],
) -> Evaluation:
    """Evaluate the queries of these names, or else all about what is labelled that need no value.

    Each query takes those of `params` that it has. Raises `CallError` and `QueryError`.
    """
    read = read_labels(labels, options)
    with case.scratch() as file:
        known = match_labels(file.con, read, options.unlabelled)
    queries = read_queries(case.data)
    chosen = names or [
        name for name, query in queries.items() if query.is_ready and is_about(query, read.of)
    ]
    found = {}
    for name in chosen:
        query = queries.get(name) or query_named(case.data, name)
        taken = {key: value for key, value in params.items() if key in query.params}
        leaving = nullcontext() if names else case.data.leaving_out(query.path)
        with leaving, case.scratch() as file:
            found[name] = find_case(file, FindOptions(query, 0, model=model, params=taken))
    return evaluate_findings(found, known, min_score)
