"""`score` as a user calls it: files of labels good and bad, on a small case of two banks."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import Result

from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.detect.queries import ready_queries
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError
from tests.demo.scoring import truth

pytestmark = pytest.mark.rare

Run = Callable[..., Result]
VICTIM = "KZ257220000000000001"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scored")
    write_demo(folder, seed=7, people=300, rings=1, days=30)
    with Case.open(folder / "case.duckdb", create=True) as case:
        case.load(folder / "exports")
        case.find("droppers")
    return folder


@pytest.fixture
def scored(run: Run, region: Path, tmp_path: Path) -> Callable[..., Any]:
    """Write labels, judge by them, and return the JSON."""
    shutil.copy(region / "case.duckdb", tmp_path / "case.duckdb")

    def call(text: str, *args: object) -> Any:
        (tmp_path / "labels.csv").write_text(text, encoding="utf-8")
        result = run("score", tmp_path / "labels.csv", *args, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return call


def test_demo_truth_is_read_as_it_is(
    run: Run,
    region: Path,
    tmp_path: Path,
) -> None:
    shutil.copy(region / "case.duckdb", tmp_path / "case.duckdb")
    for name, query, of in (
        ("droppers", "droppers", "account"),
        ("victims", "loan-then-transfer", "owner"),
        ("exits", "crypto-exits", "account"),
    ):
        file = region / "truth" / f"{name}.csv"
        result = run("score", file, query, "--of", of, "--all-positive", "--json")
        assert result.exit_code == 0, result.stderr
        answer = json.loads(result.stdout)
        with Case.open(tmp_path / "case.duckdb", read_only=True) as case:
            found = {row[of] for row in case.find(query).rows}
        true = {row[of] for row in truth(region, name)}
        one = answer["queries"][query]
        assert (one["alerted"], one["found"]) == (len(found), len(found & true))
        assert answer["labels"]["rows"] == len(truth(region, name))
        assert answer["labels"]["unlabelled"] == "innocent"


def test_what_has_no_label(scored: Callable[..., Any], region: Path) -> None:
    droppers = [row["account"] for row in truth(region, "droppers")]
    positive = "".join(f"{number},1\n" for number in droppers[:1])
    answer = scored("account,label\n" + positive, "droppers")
    assert answer["labels"]["unlabelled"] == "innocent"
    numbers = (row["number"] for row in truth(region, "accounts"))
    other = next(number for number in numbers if number not in droppers)
    with_negative = "account,label\n" + positive + f"{other},0\nnobody,1\n"
    ignored = scored(with_negative, "droppers")
    assert ignored["labels"]["unlabelled"] == "ignore"
    assert ignored["labels"]["missing"] == 1
    one, two = answer["queries"]["droppers"], ignored["queries"]["droppers"]
    assert one["alerted"] == one["judged"] == two["alerted"] > two["judged"]
    again = scored(with_negative, "droppers", "--unlabelled", "negative")
    assert again["queries"]["droppers"] == one


def test_transfers_by_id_and_by_row(scored: Callable[..., Any], tmp_path: Path) -> None:
    with Case.open(tmp_path / "case.duckdb", read_only=True) as case:
        best = case.find("mule-chains").rows[0]
        side = case.show(best["transfers"][0])["transfer"]["sides"][0]
    first = f"{side['file']}:{side['row']}"
    rest = "".join(f"{one},fan-out,7\n" for one in best["transfers"][1:])
    answer = scored(f'transfer,label,instance\n"{first}",Fan-Out,7\n{rest}no.csv:1,0,\n')
    assert {"mule-chains", "droppers", "loan-then-transfer"} <= set(answer["queries"])
    (pattern,) = answer["queries"]["mule-chains"]["patterns"]
    assert pattern["pattern"] == "fan-out" and pattern["recall"] == 1
    assert (pattern["instances"], pattern["whole"], pattern["findings"]) == (1, 1, 1)
    assert answer["labels"]["missing"] == 1


def test_queries_about_what_is_labelled(scored: Callable[..., Any], region: Path) -> None:
    dropper = truth(region, "droppers")[0]
    of_accounts = {
        name for name, query in ready_queries(OURS).items() if query.columns[0].name == "account"
    }
    assert of_accounts >= {"busy-accounts", "crypto-exits", "droppers"}
    assert set(scored(f"account,label\n{dropper['account']},1\n")["queries"]) == of_accounts
    both = f"account,owner,label\n{dropper['account']},{dropper['owner']},1\n"
    assert set(scored(both, "--of", "owner")["queries"]) == {
        *("dropper-owners", "loan-then-transfer", "victims")
    }
    named = scored(both, "droppers", "mule-chains")["queries"]
    assert set(named) == {"droppers", "mule-chains"}
    assert scored(both, "droppers", "--of", "owner")["queries"]["droppers"]["found"] == 1


def test_labels_are_read_however_they_are_written(scored: Callable[..., Any], region: Path) -> None:
    account, other = (row["account"] for row in truth(region, "droppers")[:2])
    spaced = " ".join((account[:4], account[4:].lower()))
    for text in (
        f"ACCOUNT;Label\n{spaced};TRUE\n{other};0.0\n",
        f'note,account,is it\n"two\nlines",{account},yes\n,{other},\n',
    ):
        answer = scored(text, "--label", "is it" if "is it" in text else "label")["labels"]
        assert (answer["guilty"], answer["innocent"], answer["missing"]) == (1, 1, 0)


def test_masked_labels_are_by_real_names(scored: Callable[..., Any], region: Path) -> None:
    rows = truth(region, "droppers")
    text = "account,owner,label\n" + "".join(f"{r['account']},{r['owner']},1\n" for r in rows)
    for of in ("account", "owner"):
        plain, masked = (scored(text, "droppers", "--of", of, *how) for how in ((), ("--mask",)))
        assert plain == masked


def test_picture(run: Run, loaded: Run, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(f"account,label\n{VICTIM},1\n")
    target = tmp_path / "curve.svg"
    call = ("score", labels, "droppers", "--picture", target)
    assert run(*call, "--lang", "kk").exit_code == 0
    assert ElementTree.parse(target).getroot().tag.endswith("svg")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    again = run(*call)
    assert again.exit_code == 2 and "is there already" in again.stderr
    before = target.read_bytes()
    assert run(*call, "--force", "--lang", "kk").exit_code == 0
    assert target.read_bytes() == before
    for place, message in ((tmp_path / "no" / "x.svg", "no folder"), (tmp_path, "is a folder")):
        result = run(*call[:-1], place)
        assert result.exit_code == 2 and message in result.stderr


@pytest.mark.parametrize(
    ("text", "args", "message", "remedy"),
    [
        ("name,label\nA,1\n", (), "no column 'account', 'owner' or 'transfer'", "It has: name"),
        (f"account\n{VICTIM}\n", (), "has no column 'label'", "--all-positive"),
        (f"account,label\n{VICTIM},1\n", ("--label", "x"), "no column 'x'", "It has: account"),
        (f"account,label\n{VICTIM},1\n", ("--of", "owner"), "no column 'owner'", "It has:"),
        (f"account,label\n{VICTIM},1\nA,2\n", (), "line 3 of", "Write 1 or 0"),
        (f"account,label\n{VICTIM},normal\n", (), "'normal' is no label", "Write 1 or 0"),
        ("account,label\n,1\n", (), "line 2 of", "Name it"),
        ("account,label\n", (), "holds no labels", "Write one thing"),
        ("account,label\nX,1\nY,1\n", (), "none of them is in the case", "status"),
        (f"account,label\n{VICTIM},0\n", (), "labels nothing as positive", "the label 1"),
        (
            f"account,label\n{VICTIM},1\nX,1\n{VICTIM.lower()},\n",
            (),
            "lines 2 and 4 of",
            "Keep the one that is true",
        ),
        ("transfer,label\n1,1\nkaspi.csv:2,0\n", (), "contradict", "Keep the one"),
        ("transfer,label\nabc,1\n", (), "line 2 of", "FILE:ROW"),
        (f"account,label\n{VICTIM},1\n", ("loan",), "no query 'loan'", "There are:"),
        (f"owner,label\n{VICTIM},1\n", ("mule-chains",), "is in the case", "owner"),
        (f"account,label\n{VICTIM},1\n", ("--x", "1"), "no such option: --x", "parameters"),
        ("", (), "cannot be read", "CSV"),
        ("PK\x03\x04", (), "", ""),
    ],
)
def test_errors_say_where_and_what_to_do(
    loaded: Run,
    tmp_path: Path,
    text: str,
    args: tuple[str, ...],
    message: str,
    remedy: str,
) -> None:
    (tmp_path / "labels.csv").write_text(text)
    result = loaded("score", tmp_path / "labels.csv", *args)
    assert result.exit_code == 2, result.stderr
    assert message in result.stderr and remedy in result.stderr, result.stderr
    assert "Traceback" not in result.stderr and "unexpected" not in result.stderr


def test_rows_that_name_no_such_thing(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("owner,label\n900101300116,1\n")
    result = loaded("score", tmp_path / "labels.csv", "mule-chains")
    assert result.exit_code == 2 and "mule-chains names no owners" in result.stderr
    assert loaded("score", tmp_path / "no.csv").stderr.startswith("error: there is no file of")


def test_an_export_that_could_be_several(case: Case, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "x.csv").write_text(
            f"ts,from_account,to_account,amount\n2025-03-01 10:0{number},A,B,{number}\n"
        )
    case.load(tmp_path / "1", tmp_path / "2")
    (tmp_path / "labels.csv").write_text("transfer,label\nx.csv:2,1\n")
    with pytest.raises(CallError, match=r"line 2 of .*any of 2 exports"):
        case.score(tmp_path / "labels.csv")
    for wrong in ({"of": "name"}, {"unlabelled": "maybe"}):
        (tmp_path / "labels.csv").write_text("account,label\nA,1\n")
        with pytest.raises(CallError, match="cannot"):
            case.score(tmp_path / "labels.csv", **wrong)
    scores = case.score(tmp_path / "labels.csv", "droppers")
    assert list(scores.df.columns)[:2] == ["query", "score"]
