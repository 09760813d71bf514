"""`moneygraph find`: runs queries in a case, or in a Neo4j server that holds its graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings, manifest_option, record_call
from moneygraph.cli.neo4j import server_address, server_options
from moneygraph.cli.progress import progress
from moneygraph.cli.spark import check_spark_options, find_on_spark, spark_options
from moneygraph.cli.stopping import opened_case
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.detect.find import Engine
    from moneygraph.detect.queries import Findings, Profile, Query
    from moneygraph.export.neo4j import Graph
    from moneygraph.store.data import DataFiles

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

ENGINES: Final = ("duckdb", "neo4j", "spark")


def engine_options(command: Decorated) -> Decorated:
    """Give a command --engine, and the options that name the server."""
    return click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default="duckdb",
        show_default=True,
        help="What runs the queries: the case itself, the Neo4j server it was pushed to, or Spark.",
    )(server_options(spark_options(command)))


@contextmanager
def chosen_graph(engine: str, uri: str | None, username: str | None) -> Iterator[Graph | None]:
    """Open the graph that --engine names; None for the case itself."""
    if engine == "neo4j":
        from moneygraph.export.neo4j import connected

        with connected(server_address(uri, username)) as graph:
            yield graph
        return
    _refuse_server(uri, username)
    yield None


def _refuse_server(uri: str | None, username: str | None) -> None:
    from moneygraph.store.errors import CallError

    if uri or username:
        raise CallError(
            Message("--uri and --username name a Neo4j server"), Message("Say --engine neo4j too.")
        )


class QueryCommand(Command):
    """A command whose options are also the parameters of the queries that it is given."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Return the options that begin so, those of the queries first."""
        return completing.parameters(ctx, incomplete) + super().shell_complete(ctx, incomplete)


_SHOWN = 10


@click.command(
    cls=QueryCommand, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
@click.argument(
    "words",
    nargs=-1,
    type=click.UNPROCESSED,
    metavar="[QUERY...] [--KEY VALUE...]",
    shell_complete=completing.queries_and_values,
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    metavar="X",
    help="Least score, 0 to 1; 0 gives every candidate (default: the query's own).",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"How many findings a query (default {_SHOWN}; all in JSON).",
)
@click.option(
    "--profile",
    metavar="NAME",
    envvar="MONEYGRAPH_PROFILE",
    shell_complete=completing.data_names("profiles", ".toml"),
    help="Thresholds of this profile (or MONEYGRAPH_PROFILE); --KEY VALUE goes before it.",
)
@click.option(
    "--model",
    metavar="FILE",
    shell_complete=completing.files,
    help="Score by this model that `learn` wrote (default: the case's), or by none.",
)
@click.option("--explain", is_flag=True, help="Give all reasons of a finding with their points.")
@engine_options
@manifest_option
@click.pass_obj
def find(
    settings: Settings,
    words: tuple[str, ...],
    min_score: float | None,
    limit: int | None,
    profile: str | None,
    model: str | None,
    explain: bool,
    engine: str,
    uri: str | None,
    username: str | None,
    master: str | None,
    source: str | None,
    out: str | None,
    into: str | None,
    manifest: str | None,
) -> None:
    """Find those who were robbed, who passed the money on, and where it left.

    Without a QUERY, all run that need no parameter. Each has parameters of its own, given as
    --KEY VALUE; `moneygraph queries` lists them, and `moneygraph profiles` the published sets of
    them that --profile takes. A Neo4j server that holds the case's graph
    (`moneygraph neo4j push`) gives the same rows, and so does Spark, which needs no case.

    \b
    Examples:
      moneygraph find
      moneygraph find droppers --within 6h --min-score 0.7
      moneygraph find droppers --limit 3 --explain
      moneygraph find droppers --model model.json
      moneygraph find busy-accounts --profile bank-of-russia
      moneygraph find droppers mule-chains --limit 50 --json
      moneygraph find forward --account KZ86125KZT5004100100 --since 2026-03-02
      moneygraph find mule-chains --engine neo4j --uri bolt://localhost:7687
      moneygraph find droppers --engine spark --master local[2] --from tables
    """
    from moneygraph.detect.find import FindOptions, find_several
    from moneygraph.detect.queries import profile_named
    from moneygraph.report.terminal.findings import print_findings
    from moneygraph.report.values.findings import findings_json, worths_told
    from moneygraph.store.errors import CallError

    names, given = split_words(words)
    data = settings.data
    set_by = profile_named(data, profile) if profile else None
    queries = _chosen(data, names, engine, set_by)
    if manifest is not None and engine != "duckdb":
        raise CallError(
            Message("--manifest cannot record what another engine answered"),
            Message("Leave out --engine: the case gives the same rows."),
        )
    check_spark_options(engine, master=master, **{"from": source}, out=out, into=into)
    check_params(queries.values(), given)
    _check_model(model, queries)
    _check_profile(set_by, queries)
    most, shown = limit if settings.json else None, _SHOWN if limit is None else limit
    options = {
        name: FindOptions(query, min_score, most, profile, model, _own(query, given))
        for name, query in queries.items()
    }
    if engine == "spark":
        _refuse_server(uri, username)
        assert master is not None
        assert source is not None
        find_on_spark(
            settings, options, shown, master=master, source=source, out=out, into=into,
            explain=explain,
        )  # fmt: skip
        return
    requested = {
        name: _requested(query, given, set_by, min_score) for name, query in queries.items()
    }
    with (
        opened_case(settings, shared=True) as case,
        chosen_graph(engine, uri, username) as graph,
    ):
        if manifest is not None:
            _check_no_model(case, model, queries)
        with progress() as report_progress, case.file.scratch(report_progress) as file:
            found = find_several(file, options, _engine_of(graph), strict=bool(names))
        requested = {name: requested[name] for name in found}
        call = {"queries": requested, "limit": limit, "lang": settings.lang, "explain": explain}
        record_call(case, manifest, "find", **call)
        if settings.json:
            for sentence in worths_told(found.values(), settings.texts):
                click.echo(sentence, err=True)
            settings.print_json(findings_json(found, settings.texts, explain=explain))
            return
        terminal = settings.terminal()
        print_findings(terminal, settings.texts, found, case.con, shown, explain=explain)
        _print_next(settings, found)


def _engine_of(graph: Graph | None) -> Engine | None:
    if graph is None:
        return None
    from moneygraph.export.neo4j import GraphEngine

    return GraphEngine(graph)


def _own(query: Query, given: dict[str, Any]) -> dict[str, Any]:
    """Return the values of parameters that a query has."""
    return {key: value for key, value in given.items() if key in query.params}


def _print_next(settings: Settings, found: dict[str, Findings]) -> None:
    """Print the commands that go on from the best finding: of one's choice, else of a dropper."""
    best = [one.rows[0] for name, one in _most_telling(found) if one.rows]
    accounts = [row["account"] for row in best if row.get("account")]
    starts = [row.get("owner") or row.get("account") for row in best]
    steps = [(f"show {one} --explain", "show") for one in accounts[:1]]
    steps += [(f"trace {one}", "trace") for one in starts[:1] if one]
    if steps:
        settings.print_next(*steps)


def _most_telling(found: dict[str, Findings]) -> list[tuple[str, Findings]]:
    """Put victims first, then droppers: where money went is asked of those who lost it."""
    order = {
        name: place for place, name in enumerate(("loan-then-transfer", "victims", "droppers"))
    }
    return sorted(found.items(), key=lambda item: order.get(item[0], len(order)))


def split_words(words: Iterable[str]) -> tuple[list[str], dict[str, Any]]:
    """Return the names of queries and the values given as ``--KEY VALUE`` or ``--KEY=VALUE``."""
    from moneygraph.store.errors import CallError

    names, given = [], {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            names.append(word)
            continue
        key, sign, value = word.partition("=")
        if not sign:
            value = next(rest, "")
        if not value or not key.startswith("--"):
            raise CallError(
                Message("{key} lacks its value", key=key)
                if key.startswith("--")
                else Message("there is no option {key}", key=key),
                Message("Write --KEY VALUE; `moneygraph queries` lists each query's parameters."),
            )
        given[key.removeprefix("--").replace("-", "_")] = value
    return names, given


def _requested(
    query: Query, given: dict[str, str], profile: Profile | None, min_score: float | None
) -> dict[str, Any]:
    """Return the least score and parameters of a query, and where each value comes from."""
    from moneygraph.detect.queries import thresholds_of, values_of

    thresholds = thresholds_of(query, given, profile)
    return {
        "min_score": query.min_score if min_score is None else min_score,
        "values": values_of(thresholds),
        "origins": {name: one.origin for name, one in thresholds.items()},
    }


def _check_model(model: str | None, queries: dict[str, Query]) -> None:
    """Refuse a model's file that would change nothing."""
    from moneygraph.store.errors import CallError

    if model not in (None, "none") and not any(one.takes_model for one in queries.values()):
        raise CallError(
            Message("no model scores {names}", names=queries),
            Message("Leave out --model, or find droppers."),
        )


def _check_no_model(case: Case, model: str | None, queries: dict[str, Query]) -> None:
    """Refuse to record what a model scored: the record does not hold it."""
    from moneygraph.detect.learn import kept_model
    from moneygraph.store.errors import CallError

    subjects = {one.model_of for one in queries.values() if one.model_of}
    if any((model or kept_model(case.con, of) or "none") != "none" for of in subjects):
        raise CallError(
            Message("--manifest records no model, so that what one scores could not be repeated"),
            Message("Say --model none."),
        )


def _check_profile(profile: Profile | None, queries: dict[str, Query]) -> None:
    """Refuse a profile that would change nothing; one of the environment may."""
    from moneygraph.store.errors import ProfileError

    source = click.get_current_context().get_parameter_source("profile")
    if profile is None or source is click.core.ParameterSource.ENVIRONMENT:
        return
    touched = list(dict.fromkeys(one.query for one in profile.settings))
    if not set(touched) & set(queries):
        raise ProfileError(
            Message("the profile {name} sets nothing of {names}", name=profile.name, names=queries),
            Message("It sets parameters of: {names}.", names=touched or Message("nothing")),
        )


def _chosen(
    data: DataFiles, names: list[str], engine: str, profile: Profile | None
) -> dict[str, Query]:
    from moneygraph.detect.queries import query_named, read_queries

    queries = {name: query_named(data, name) for name in names} if names else read_queries(data)
    if engine == "neo4j":
        from moneygraph.export.neo4j import check_cypher

        for name in names:
            check_cypher(data, queries[name])
    return {name: queries[name] for name in names or _unnamed(queries, engine, profile)}


def _unnamed(queries: dict[str, Query], engine: str, profile: Profile | None) -> list[str]:
    """Return what runs without being named, as far as the engine can: a profile's queries too."""
    ready = {name for name, query in queries.items() if query.is_ready}
    if profile is not None:
        ready |= {one.query for one in profile.settings}
    return [
        name
        for name, query in queries.items()
        if name in ready and (engine != "neo4j" or query.cypher is not None)
    ]


def check_params(queries: Iterable[Query], given: dict[str, str]) -> None:
    """Raise `CallError` where a value is given for what none of the queries has."""
    from moneygraph.store.errors import CallError

    known = {name for query in queries for name in query.params}
    for name in given:
        if name not in known:
            options = [f"--{one.replace('_', '-')}" for one in sorted(known)]
            raise CallError(
                Message("no such option: --{option}", option=name.replace("_", "-")),
                Message("The parameters are: {names}.", names=options)
                if known
                else Message("There are no parameters."),
            )
