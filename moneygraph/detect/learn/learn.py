"""Learns from labels: fits on the earlier time, judges on the later, then fits on all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.evaluate import Known, LabelOptions, Labels, match_labels, read_labels
from moneygraph.detect.learn.features import names_of
from moneygraph.detect.learn.fit import fit, predict
from moneygraph.detect.learn.judge import best_feature, calibrate, judge, oriented, weights_of
from moneygraph.detect.learn.measured import Measured
from moneygraph.detect.learn.model import Model, keep_model
from moneygraph.detect.learn.subject import Subject, subject_of
from moneygraph.detect.learn.transfers.features import TransferFeature
from moneygraph.store.amounts import moment
from moneygraph.store.errors import CallError
from moneygraph.store.masking import is_masked
from moneygraph.store.message import Message
from moneygraph.store.private import check_new, write_new

if TYPE_CHECKING:
    from moneygraph.store.file import CaseFile

#: With fewer positive or negative things there is nothing to learn from.
LEAST: Final = 10


@dataclass(frozen=True)
class Learnt:
    """A model, the labels it was learnt from as found in the case, and their file's SHA-256."""

    model: Model
    known: Known
    labels_sha256: str


def learn_case(
    case: CaseFile,
    path: str | Path,
    options: LabelOptions,
    *,
    until: str | None = None,
    out: str | Path | None = None,
    force: bool = False,
) -> Learnt:
    """Learn from a file of labels and keep the model in the case, or in the file `out`.

    `until`, a time or a day, is where time is cut; `force` writes over a file that is there.
    Raises `CallError`.
    """
    if is_masked(case.con):
        raise CallError(
            Message("a masked case keeps nothing"),
            Message("Learn without a mask: a model names nobody."),
        )
    if out is None:
        case.check_written()
    target = None if out is None else Path(out)
    if target is not None:
        check_new(target, "--out", force=force)
    cut = moment("--until", until, end_of_day=True)
    labels = read_labels(path, options)
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    known = match_labels(case.con, labels, options.unlabelled)
    learnt = Learnt(_learn(case, labels, known, cut), known, digest)
    if target is None:
        keep_model(case.con, learnt.model, digest)
    else:
        write_new(target, learnt.model.text, "--out")
    return learnt


def _learn(case: CaseFile, labels: Labels, known: Known, cut: datetime | None) -> Model:
    subject = subject_of(labels.of)
    subject.label(case, known)
    every = subject.measure_all(case)
    features = subject.features(case.data)
    _check_counts(labels, every)
    cut = cut or subject.usual_cut(case.con)
    held_out, lacking = None, None
    if cut is not None:
        held_out, lacking = _hold_out(case, subject, *subject.measure_halves(case, cut))
    names = names_of(features)
    trees = fit(every.values, every.positive, features)
    weights = weights_of(every.values, predict(trees, every.values, names).points, features)
    ahead = {one.name: one.ahead for one in features if isinstance(one, TransferFeature)}
    figures = {
        "all": _counts(every, subject.of),
        "held_out": held_out,
        "lacking": lacking,
        "learnt": [one | ({"ahead": ahead[one["feature"]]} if ahead else {}) for one in weights],
    }
    return Model(trees, tuple(names), cut.isoformat() if cut else None, figures, subject.of)


def _check_counts(labels: Labels, every: Measured) -> None:
    counts = {Message("positive"): every.positive_count, Message("negative"): every.negative_count}
    for label, count in counts.items():
        if count < LEAST:
            raise CallError(
                Message(
                    "{file} names {count} {label} transfers of the case; to learn it takes {least}"
                    if labels.of == "transfer"
                    else "{file} names {count} {label} accounts that somebody gave money to; to"
                    " learn it takes {least}",
                    file=labels.file,
                    count=count,
                    label=label,
                    least=LEAST,
                ),
                Message("Load more closed cases and label them, or find without a model."),
            )


def _counts(some: Measured, of: str) -> dict[str, int]:
    return {f"{of}s": len(some.numbers), "guilty": some.positive_count}  # as models name it


def _hold_out(
    case: CaseFile, subject: Subject, early: Measured, late: Measured
) -> tuple[dict[str, Any] | None, str | None]:
    """Return the figures of a model of the earlier half on the later, or why there are none."""
    if min(early.positive_count, early.negative_count) < LEAST:
        return None, "few_early"
    if not (late.positive_count and late.negative_count):
        return None, "none_late"
    features = subject.features(case.data)
    best = best_feature(early, features)
    score = predict(
        fit(early.values, early.positive, features),
        late.values,
        names_of(features),
        with_points=False,
    ).score
    scores = {
        "model": score,
        "points": subject.points(case.con, list(late.numbers)),
        "feature": oriented(late.values, best, features),
    }
    figures = {
        "learnt_from": _counts(early, subject.of),
        "judged_on": _counts(late, subject.of),
        "feature": features[best].name,
        **judge(scores, late),
        "calibration": calibrate(score, late.positive, subject.of),
    }
    return figures, None
