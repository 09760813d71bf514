"""Runs a query by name: reads its parameters, derives what it depends on, runs it on an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from moneygraph.detect.derived import ensure_findings, tell
from moneygraph.detect.learn import check_subject, kept_model, read_model_file, use_model
from moneygraph.detect.queries import (
    find,
    profile_named,
    query_named,
    ready_queries,
    thresholds_of,
    values_of,
)
from moneygraph.detect.queries.execute import defaults_of
from moneygraph.detect.queries.once import Once, once_in
from moneygraph.detect.queries.prepared import prepare
from moneygraph.detect.queries.run import Findings, check_accounts
from moneygraph.detect.queries.steps import step_beside
from moneygraph.detect.rings import LEAST_SCORE, RINGED, find_rings
from moneygraph.detect.worth import read_worths
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.learn import Model
    from moneygraph.detect.queries import Query, Threshold
    from moneygraph.detect.queries.units import Value
    from moneygraph.store.data import DataFiles
    from moneygraph.store.file import CaseFile


@dataclass(frozen=True)
class FindOptions:
    """A query, by name or as it was read, and its parameters; see `Case.find`.

    `thresholds`, where given, are all parameters with their origins, in place of `params` and
    `profile`.
    """

    name: str | Query
    min_score: float | None = None
    limit: int | None = None
    profile: str | None = None
    model: str | Path | None = None
    params: Mapping[str, str | float] = field(default_factory=dict)
    thresholds: Mapping[str, Threshold] | None = None


class Engine(Protocol):
    """What runs a query in place of the case itself, such as a server that holds its graph."""

    def find(
        self,
        case: CaseFile,
        query: Query,
        values: Mapping[str, Value],
        *,
        min_score: float | None = None,
        limit: int | None = None,
    ) -> Findings:
        """Return the rows that the case itself would give."""
        ...


def find_case(
    case: CaseFile,
    options: FindOptions,
    engine: Engine | None = None,
    *,
    beside: Iterable[Query] = (),
    known: dict[str, Findings] | None = None,
    step: Future[Any] | None = None,
    once: Once | None = None,
) -> Findings:
    """Run a query over the case, or on another engine where one is given.

    What it depends on is made, and what queries `beside` it will read, as all at once takes least.
    What a query found by its defaults is taken from `known`, by name, and kept there, where what
    others depend on is derived from it. `step` is its step, where that was started before, and
    `once` has what several of them measure.
    """
    known = {} if known is None else known
    query, thresholds = asked(case.data, options)
    values = values_of(thresholds)
    check_accounts(case.con, query, values)
    model = _model(case.con, options.model, query)
    least = query.min_score if options.min_score is None else options.min_score
    limit, is_ringed = options.limit, query.name == RINGED
    if is_ringed:  # which rings there are does not depend on how many findings are asked for
        least, limit = min(least, LEAST_SCORE), None
    if engine is None:
        stepping = (
            nullcontext(step) if step else step_beside(case.con, case.data, query.step, values)
        )
        with stepping as begun, _same_or_new(once, case, query) as read_again:
            derived = ensure_findings(case, query, *beside)
            if derived is not None:
                known[derived.query.name] = derived
            _use(case, model, query)
            tell(case, Message("looking for {query}", query=query.name), 0.3)
            if query.name in known and values == defaults_of(query) and least == query.min_score:
                found = replace(known[query.name], rows=known[query.name].rows[:limit])
            else:
                prepare(case.con, case.data, query, values, begun, read_again)
                found = find(case.con, query, values, min_score=least, limit=limit, once=read_again)
            if query.is_converted:
                found = replace(found, worths=read_worths(case.con))
    else:
        _check_no_model(query, model)
        found = engine.find(case, query, values, min_score=least, limit=limit)
    found = replace(found, thresholds=thresholds)
    return _with_rings(case.con, found, options) if is_ringed else found


def _same_or_new(once: Once | None, case: CaseFile, query: Query) -> AbstractContextManager[Once]:
    return once_in(case.con, (query,)) if once is None else nullcontext(once)


def asked(data: DataFiles, options: FindOptions) -> tuple[Query, dict[str, Threshold]]:
    """Return the query that options name, and all its parameters with their origins."""
    query = _named(data, options)
    return query, _thresholds(data, query, options)


def find_every(case: CaseFile, model: str | None = None) -> list[Findings]:
    """Return what every query that needs no value finds, ours and the user's own.

    One of the user's that is wrong is left out. `model` is as in `FindOptions`.
    """
    queries = ready_queries(case.data)
    every = {name: FindOptions(query, model=model) for name, query in queries.items()}
    return list(find_several(case, every).values())


def find_several(
    case: CaseFile,
    every: Mapping[str, FindOptions],
    engine: Engine | None = None,
    *,
    strict: bool = False,
) -> dict[str, Findings]:
    """Run queries as `find_case` does each of them, and return what they find, by the same names.

    One of the user's that is wrong is left out, unless all are wanted (`strict`).
    """
    queries = {name: _named(case.data, options) for name, options in every.items()}
    found, known, steps = {}, dict[str, Findings](), dict[str, Future[Any] | None]()

    def unless_wrong(name: str) -> AbstractContextManager[None]:
        return (
            nullcontext() if strict else case.data.leaving_out(_may_be_wrong(case, queries[name]))
        )

    # steps are worked out beside all else: they start first, and their queries come last
    stepped = [name for name in every if queries[name].step is not None]
    with ExitStack() as running:
        once = running.enter_context(once_in(case.con, queries.values()))
        for name in stepped if engine is None else ():
            with unless_wrong(name):
                values = values_of(asked(case.data, every[name])[1])
                step = step_beside(case.con, case.data, queries[name].step, values)
                steps[name] = running.enter_context(step)
        for name in sorted(every, key=stepped.__contains__):
            with unless_wrong(name):
                found[name] = find_case(
                    case, every[name], engine,
                    beside=queries.values(), known=known, step=steps.get(name), once=once,
                )  # fmt: skip
    return {name: found[name] for name in every if name in found}


def _may_be_wrong(case: CaseFile, query: Query) -> Path:
    """Return a file of the user's on which a query depends; the query's where there is none."""
    sql, cards = (case.data.files("queries", suffix) for suffix in (".sql", ".card.toml"))
    weighed = [files[name] for name in query.weighs for files in (sql, cards) if name in files]
    return next((path for path in (query.path, *weighed) if case.data.is_own(path)), query.path)


def _with_rings(con: duckdb.DuckDBPyConnection, found: Findings, options: FindOptions) -> Findings:
    """Find the rings among all findings, and return those that are asked for."""
    least = found.query.min_score if options.min_score is None else options.min_score
    rings = find_rings(con, found.rows)
    number_of = {one: place for place, ring in enumerate(rings, 1) for one in ring.accounts}
    rows = [
        row | {"ring": number_of.get(row["account"])} for row in found.rows if row["score"] >= least
    ]
    return replace(found, rows=rows[: options.limit], rings=tuple(rings))


def _named(data: DataFiles, options: FindOptions) -> Query:
    query = query_named(data, options.name) if isinstance(options.name, str) else options.name
    unknown = sorted(set(options.params) - set(query.params))
    if unknown:
        raise CallError(
            Message(
                "the query {name} has no parameter '{param}'", name=query.name, param=unknown[0]
            ),
            Message("It has: {names}.", names=query.params or Message("none")),
        )
    return query


def _thresholds(data: DataFiles, query: Query, options: FindOptions) -> dict[str, Threshold]:
    if options.thresholds is not None:
        return dict(options.thresholds)
    given = {key: str(value) for key, value in options.params.items()}
    profile = profile_named(data, options.profile) if options.profile else None
    return thresholds_of(query, given, profile)


def _model(con: duckdb.DuckDBPyConnection, named: str | Path | None, query: Query) -> Model | None:
    """Return the model in the file named, the case's own where none is; None for "none".

    Raises `CallError` where a query needs one and there is none, and `ModelError` where the one
    named scores other things.
    """
    of = query.model_of
    if of is None:
        return None
    if named is None:
        model = kept_model(con, of)
    else:
        model = None if named == "none" else read_model_file(Path(named))
    check_subject(model, of)
    if model is None and of == "transfer":
        raise CallError(
            Message("{name} scores transfers by a model, and none is given", name=query.name),
            Message(
                "Learn one from labels of transfers: `moneygraph learn LABELS --of transfer`; or"
                " name its file: --model FILE."
            ),
        )
    return model


def _use(case: CaseFile, model: Model | None, query: Query) -> None:
    """Let the query read the scores of a model, where it takes one."""
    if query.model_of != "transfer":
        use_model(case, model)
    elif model is not None:
        from moneygraph.detect.learn.transfers.scores import score_transfers

        use_model(case, None)
        score_transfers(case, model)


def _check_no_model(query: Query, model: Model | None) -> None:
    if model is not None:
        raise CallError(
            Message("a Neo4j server does not score {name} by a model", name=query.name),
            Message("Leave out --engine, or say --model none."),
        )
