"""The library: a case, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from moneygraph.store.data import DataFiles
from moneygraph.store.file import CaseFile
from moneygraph.store.opening import can_write, open_to_write
from moneygraph.store.progress import Progress, silent

if TYPE_CHECKING:
    import networkx as nx

    from moneygraph.casework import Freeze, Requests, SeriesFound
    from moneygraph.casework.trace import Numbers
    from moneygraph.detect.evaluate import Evaluation
    from moneygraph.detect.learn.learn import Learnt
    from moneygraph.detect.queries import Findings, Query, Threshold
    from moneygraph.export.formats import Exported
    from moneygraph.export.formats.part import Choice
    from moneygraph.export.letters import LetterFile, LetterOptions
    from moneygraph.export.neo4j import Graph, Pushed
    from moneygraph.export.neo4j.pushing import Progress as PushProgress
    from moneygraph.flow.trails import RulesTrace, Trace
    from moneygraph.ingest.complaints import Complaints
    from moneygraph.ingest.loading.decisions import Wanted
    from moneygraph.ingest.loading.report import LoadReport

DEFAULT_RULE = "lifo"


class Case:
    """A case file that is open. Use it in a ``with`` block, or call `close`.

    Amounts are whole minor units (tiyn); times are naive, on the country's one clock.
    `con` is the DuckDB connection, for questions of your own: what a method needs lives in another
    and is gone when it returns. `is_new`: this opening made the file, and nothing is loaded yet.
    """

    def __init__(self, file: CaseFile, is_new: bool = False) -> None:
        self.file = file
        self.con = file.con
        self.path = file.path
        self.is_new = is_new
        self._refused = False

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = False,
        read_only: bool = False,
        shared: bool = False,
        masked: bool = False,
        folder: str | Path | None = None,
    ) -> Case:
        """Open the case at `path`; with `create`, make it (mode 0600) when it is not there.

        `read_only`: the file is not written, and others may read it too. `shared`: it is written
        only where it lacks what answers depend on and nobody else reads it; else that is made in
        memory. `masked`: it answers with pseudonyms, and nothing can be loaded. `folder` holds
        loaders, profiles, queries and tables of your own, beside ours.

        Raises `NotACase`, `CaseDamaged`, `CaseLocked`, `CaseFull`, or `CallError` when there is no
        such file.
        """
        file, data = Path(path), DataFiles.beside(folder)
        if not (masked or read_only or shared) and (can_write(file) or not file.exists()):
            return cls(*open_to_write(file, data, create=create))
        from moneygraph.detect.reading import open_to_read

        return cls(open_to_read(file, data, masked=masked, keep=not read_only))

    def close(self) -> None:
        """Close the file; a new one goes if all that was to be loaded into it was refused."""
        if self.is_new and self._refused:
            self.file.discard()
        self.con.close()

    def interrupt(self) -> None:
        """Stop, from another thread, what the database does for this case."""
        self.file.interrupt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def load(
        self,
        *paths: str | Path,
        loader: str | None = None,
        covers: str | None = None,
        account: str | None = None,
        passwords: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> LoadReport:
        """Load exports: files, folders, globs, archives. One transaction for all of them.

        `loader` names a loader instead of recognising it. `covers` says of which accounts the
        files hold everything: ``all``, ``none``, ``bank:722`` or numbers with commas.
        `account` is whose the statements are that do not say so. `passwords` are tried on files
        that are locked, and are not kept. A file that is refused is in the report with its error.
        A new case goes when the load fails.
        """
        from moneygraph.ingest.complaints import make_claims
        from moneygraph.ingest.loading.load import load

        tell = progress or silent
        try:
            with self.file.scratch() as file:
                # claims too: later, the case may be opened for reading only
                report = load(
                    file,
                    paths,
                    loader,
                    covers,
                    account,
                    passwords=passwords,
                    progress=tell,
                    settled=make_claims,
                )
        except BaseException:
            if self.is_new:
                self.file.discard()
            raise
        self._refused = all(file.error is not None for file in report.files)
        self.is_new = self.is_new and self._refused
        return report

    def decide(self, wanted: Wanted, *, undo: bool = False) -> None:
        """Keep what a person decides, or take it back (`undo`), and join all rows anew."""
        from moneygraph.ingest.complaints import make_claims
        from moneygraph.ingest.loading.decisions import decide

        with self.file.scratch() as file:
            decide(file, wanted, undo=undo, settled=make_claims)

    def trace(
        self,
        *starts: str | int,
        rule: str = DEFAULT_RULE,
        complaints: Numbers | None = None,
        back: bool = False,
        since: str | None = None,
        until: str | None = None,
        amount: str | None = None,
        currency: str | None = None,
        progress: Progress | None = None,
    ) -> Trace:
        """Follow money forward, or back, from transfers, accounts, owners or complaints.

        `since` and `until` bound the starting transfers (a time or a day); `amount` (as text,
        in tenge) follows only the first of it. `complaints` are numbers, or "all": then every
        end says whose money it is. The ends add up to `traced` exactly, but under poison.
        """
        from moneygraph.casework.trace import TraceOptions, trace_case

        names = tuple(map(str, starts))
        options = TraceOptions(names, complaints, back, since, until, amount, currency)
        with self.file.scratch(progress) as file:
            return trace_case(file, options, rule)

    def trace_all(
        self,
        *starts: str | int,
        complaints: Numbers | None = None,
        since: str | None = None,
        until: str | None = None,
        amount: str | None = None,
        currency: str | None = None,
        progress: Progress | None = None,
    ) -> RulesTrace:
        """Follow money under every rule; what is where, at the least and at the most."""
        from moneygraph.casework.trace import TraceOptions, trace_case_all

        names = tuple(str(start) for start in starts)
        options = TraceOptions(names, complaints, False, since, until, amount, currency)
        with self.file.scratch(progress) as file:
            return trace_case_all(file, options)

    def find(
        self,
        name: str | Query,
        *,
        min_score: float | None = None,
        limit: int | None = None,
        graph: Graph | None = None,
        profile: str | None = None,
        model: str | Path | None = None,
        thresholds: Mapping[str, Threshold] | None = None,
        progress: Progress | None = None,
        **params: str | float,
    ) -> Findings:
        """Run a query by name, ours or one of the user's folder; best findings first.

        Parameters are those of the query's head, as text ("6h", "80%") or as numbers in their
        unit; `profile` sets those that are not given and that it names. `thresholds` are all of
        them with where each comes from, as `Findings` has them, to repeat a call. `graph` is a
        connection to a Neo4j server (`moneygraph.export.neo4j.connected`) that holds this case's
        graph and gives the same rows. `model` is a file that `learn` wrote, or "none"; otherwise a
        query that can takes its scores from the model in the case, if there is one.
        """
        from moneygraph.detect.find import FindOptions, find_case

        options = FindOptions(name, min_score, limit, profile, model, params, thresholds)
        with self.file.scratch(progress) as file:
            if graph is None:
                return find_case(file, options)
            from moneygraph.export.neo4j import GraphEngine

            return find_case(file, options, GraphEngine(graph))

    def learn(
        self,
        labels: str | Path,
        *,
        of: str | None = None,
        label: str = "label",
        all_positive: bool = False,
        unlabelled: str | None = None,
        until: str | None = None,
        out: str | Path | None = None,
        force: bool = False,
    ) -> Learnt:
        """Learn which accounts pass strangers' money on, or which transfers are suspicious.

        By labels of accounts or owners, or else of transfers (`of` "transfer"): then
        ``find("suspicious-transfers")`` scores transfers by it.

        Labels are given as to `score`. What was learnt from transfers up to `until` (a time or a
        day) is judged on later ones, of other people; then it is learnt from all, and kept in the
        case, or in the file `out` instead. Needs xgboost. Raises `CallError`.
        """
        from moneygraph.detect.evaluate import LabelOptions
        from moneygraph.detect.learn.learn import learn_case

        options = LabelOptions(of, label, all_positive, unlabelled)
        with self.file.scratch() as file:
            return learn_case(
                file, labels, options, until=until, out=out and Path(out), force=force
            )

    def score(
        self,
        labels: str | Path,
        *names: str,
        of: str | None = None,
        label: str = "label",
        all_positive: bool = False,
        unlabelled: str | None = None,
        min_score: float | None = None,
        model: str | Path = "none",
        **params: str | float,
    ) -> Evaluation:
        """Judge what queries find by a file of labels: precision, recall, their curve.

        `labels` has a column `transfer`, `account` or `owner` (`of` chooses) and one of labels,
        or lists the positives alone (`all_positive`). `unlabelled` is "negative" or "ignore"; see
        `moneygraph.detect.evaluate.match_labels` for what holds otherwise. Without names, all
        queries about such things run that need no parameter; each takes those of `params` that it
        has. A model is judged only where its file is given: the case's own may know these labels.
        """
        from moneygraph.detect.evaluate import LabelOptions
        from moneygraph.detect.evaluation import evaluate_case

        options = LabelOptions(of, label, all_positive, unlabelled)
        return evaluate_case(self.file, labels, options, names, min_score, model, params)

    def complaints(self, files: Sequence[str] | None = None) -> Complaints:
        """Return every complaint row with the transfer found for it, or why none is.

        With `files`, SHA-256 of exports, only their rows. See `.df`, `.missed`.
        """
        from moneygraph.ingest.complaints import list_complaints

        with self.file.scratch() as file:
            return list_complaints(file.con, files)

    def freeze(
        self,
        *,
        rule: str = DEFAULT_RULE,
        complaints: Sequence[str] | None = None,
        now: str | None = None,
        currency: str | None = None,
    ) -> Freeze:
        """Return the accounts where stolen money still lies, the largest amount first.

        Of all complaints, or those with these numbers; where the case holds none, of the
        victims that are found. `now` (a time or a day) is what minutes are counted to.
        """
        from moneygraph.casework import find_freeze

        with self.file.scratch() as file:
            return find_freeze(file, rule, numbers=complaints, now=now, currency=currency)

    def requests(self, *, rule: str = DEFAULT_RULE, currency: str | None = None) -> Requests:
        """Return the accounts at which stolen money goes out of sight, by bank.

        `passed_on` are those, of banks that are not held, to which accounts that `droppers` finds
        with the grade ``passes_on`` sent strangers' money on, with or without complaints.
        """
        from moneygraph.casework import find_passed_on, find_requests

        with self.file.scratch() as file:
            found = find_requests(file, rule, currency=currency)
            return found.with_passed_on(find_passed_on(file, currency))

    def series(self, *, link_most: int = 20, currency: str | None = None) -> SeriesFound:
        """Return which complaints the same droppers, phones, devices or exits join.

        A phone or device that more than `link_most` accounts share joins none.
        """
        from moneygraph.casework import find_series

        with self.file.scratch() as file:
            return find_series(file, link_most=link_most, currency=currency)

    def letters(
        self,
        found: Freeze | Requests,
        folder: str | Path,
        options: LetterOptions | None = None,
        *,
        complaints: Sequence[str] | None = None,
        day: date | None = None,
        progress: Progress | None = None,
    ) -> tuple[LetterFile, ...]:
        """Write what `freeze` or `requests` found as letters to the banks, with annexes.

        `complaints` as they were given to `freeze`; `day` is the date of the letters. See
        `moneygraph.export.letters` for options. Raises `CallError` for a masked case.
        """
        from moneygraph.casework.bounds import find_bounds
        from moneygraph.export.letters import Content, LetterOptions, masked_letters, write_letters
        from moneygraph.store.masking import is_masked

        if is_masked(self.con):
            raise masked_letters()
        if not found.rows:
            return ()
        with self.file.scratch() as file:
            bounds = find_bounds(file, numbers=complaints, currency=found.rows[0].currency)
        content = Content(found, bounds, self.file.data, day)
        tell = progress or silent
        return write_letters(content, Path(folder), options or LetterOptions(), tell)

    def export(
        self,
        format: str,
        target: str | Path,
        *,
        around: str | None = None,
        hops: int = 1,
        findings: Sequence[str] = (),
        trace: Sequence[str | int] = (),
        complaints: Numbers | None = None,
        rule: str = DEFAULT_RULE,
        since: str | None = None,
        until: str | None = None,
        back: bool = False,
        force: bool = False,
        lang: str = "en",
    ) -> Exported:
        """Write the case, or what is chosen of it, to a file or folder for another tool.

        `around` and `hops` choose as in `graph`; `findings` are queries, or one finding each as
        ``droppers:3``; `trace` and `complaints` choose what money went through, as in `trace`.
        What several of them choose is taken together. The file is private to its user; one that
        is there already is written over only with `force`; `lang` is of a workbook's words.
        Formats: ``moneygraph.export.formats``.
        """
        from moneygraph.casework.trace import TraceOptions
        from moneygraph.export.formats.part import Choice

        traced = trace or complaints is not None
        starts = tuple(map(str, trace))
        options = TraceOptions(starts, complaints, back, since, until) if traced else None
        choice = Choice(around, hops, tuple(findings), options, rule)
        return self.export_part(format, target, choice, force=force, lang=lang)

    def export_part(
        self,
        format: str,
        target: str | Path,
        choice: Choice,
        *,
        force: bool = False,
        lang: str = "en",
        progress: Progress | None = None,
    ) -> Exported:
        """Write what a choice made before takes of the case; else as `export`."""
        from moneygraph.export.formats import export

        tell = progress or silent
        with self.file.scratch() as file:
            return export(file, choice, format, Path(target), force=force, lang=lang, progress=tell)

    def push(
        self,
        graph: Graph,
        choice: Choice | None = None,
        *,
        lang: str = "en",
        replace: bool = False,
        progress: PushProgress | None = None,
    ) -> Pushed:
        """Push the case, or what is chosen of it, into a Neo4j database.

        See docs/reference/neo4j.md. `replace` first takes away another case's graph; `lang` is of
        the findings' sentences.
        """
        from moneygraph.export.neo4j import push_case

        tell = progress or (lambda *_: None)
        with self.file.scratch() as file:
            return push_case(file, graph, choice, lang=lang, replace=replace, progress=tell)

    def overview(self, lang: str = "en") -> dict[str, Any]:
        """Return what is known: what was stolen, where it is, who is found, what is next."""
        from moneygraph.report.values.overview import overview

        with self.file.scratch() as file:
            return overview(file, lang)

    def report(
        self,
        kind: str = "case",
        *names: str,
        rule: str = DEFAULT_RULE,
        currency: str | None = None,
        lang: str = "en",
    ) -> dict[str, Any]:
        """Return all that a report on the case, or on a part of it, says.

        `kind` is case, complaints (`names` are their numbers), series, account or owner (of that
        name); `rule` has hops. `moneygraph.audit.report.write_report` makes a page.
        """
        from moneygraph.casework.laid import scope_of
        from moneygraph.report.dossier import dossier

        with self.file.scratch() as file:
            scope = scope_of(kind, names)
            return dossier(file, scope, rule=rule, currency=currency, lang=lang)

    def status(
        self, lang: str = "en", *, one_sided: bool = False, accounts: bool = False
    ) -> dict[str, Any]:
        """Return what is in the case: files, coverage, sums, what was refused and why."""
        from moneygraph.report.values.status import status

        with self.file.scratch() as file:
            return status(file.con, lang, one_sided=one_sided, accounts=accounts)

    def remarks(self, lang: str = "en") -> list[dict[str, Any]]:
        """Return every row refused or kept with a warning: why, and a remedy, in a language."""
        from moneygraph.report.values.status import remark_rows

        with self.file.scratch() as file:
            return remark_rows(file.con, lang)

    def show(
        self,
        what: str | int,
        *,
        limit: int | None = None,
        lang: str = "en",
        explain: bool = False,
    ) -> dict[str, Any]:
        """Return all that is held on a transfer, an account, an owner or a FILE:ROW.

        `limit` is how many rows of an account's statement; None for all. With `explain`, the
        `findings` it is in too, with all their reasons.
        """
        from moneygraph.report.values.about import findings_about
        from moneygraph.report.values.show import show

        with self.file.scratch() as file:
            shown = show(file, str(what), limit=limit, lang=lang)
            return shown | {"findings": findings_about(file, shown, lang)} if explain else shown

    def graph(self, around: str | None = None, *, hops: int = 1) -> nx.MultiDiGraph:
        """Return accounts and transfers as a networkx graph: see `moneygraph.flow.graph`."""
        from moneygraph.flow.graph import account_graph

        with self.file.scratch() as file:
            return account_graph(file.con, around, hops)


#: Open a case file; see `Case.open`.
open_case = Case.open
