"""Every loader reads its samples into exactly the expected output beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.ingest.loading import rows
from moneygraph.ingest.loading.loader import read_loaders
from moneygraph.report.values.load import OTHER_COUNTS
from moneygraph.store.data import OURS
from tests.conftest import TESTS
from tests.ingest.loading.contents import contents_of

SAMPLES = sorted(
    path for path in (TESTS / "samples").glob("*/*") if not path.name.endswith(".golden.json")
)


@pytest.mark.drawn
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_sample_is_read_as_written_beside_it(
    sample: Path, case: Case, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.parent)
    report = case.load(sample.name)
    (file,) = report.files
    assert file.error is None
    assert file.loader == sample.parent.name
    fates = ("transfers", "paired", "duplicates", *OTHER_COUNTS, "rejected", "skipped")
    assert file.rows == sum(getattr(file, fate) for fate in fates)
    text = json.dumps(contents_of(case), ensure_ascii=False, indent=0).replace("\n", "")
    text = text.replace("], [", "],\n[").replace('": [', '":\n[').replace('],"', '],\n"')
    golden(sample.with_suffix(".golden.json"), text + "\n")


def test_every_loader_has_a_sample() -> None:
    assert set(read_loaders(OURS)) == {sample.parent.name for sample in SAMPLES}


WITH_REFUSALS = ("refused", "split-sums", "cp1251-preamble")


def test_large_sheets_are_read_as_small_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The views of a large sheet give what the tables of a small one hold, refusals and all."""
    read = []
    for few in (rows._FEW, -1):
        monkeypatch.setattr(rows, "_FEW", few)
        with Case.open(tmp_path / f"{few}.duckdb", create=True) as case:
            case.load(*(one for one in SAMPLES if one.stem in WITH_REFUSALS))
            read.append(contents_of(case))
    assert read[0] == read[1]
    assert {"rejected", "skipped", "warned"} <= {row[2] for row in read[0]["remarks"]}
