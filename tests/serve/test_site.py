"""What pages say without a browser: masked, of wrong calls, of names that are no markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from moneygraph.api import Case
from moneygraph.serve.jobs import Desk, Place
from moneygraph.serve.site import make_app
from tests.cli.conftest import EXPORTS, VICTIM

#: Answers the text of a page once it is done, and its status.
Answered = Callable[..., tuple[str, int]]
PAGES = ("/", "/load", "/found", "/freeze", "/requests", "/complaints", "/decisions", "/report")
NAME = "Иванов Иван Петрович"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "c.duckdb"
    with Case.open(path, create=True) as case:
        case.load(EXPORTS)
        case.trace(VICTIM)
    return path


def client(path: Path, *, masked: bool = False) -> FlaskClient:
    return make_app(Desk(Place(path, masked=masked)), "en").test_client()


def get(asks: FlaskClient, address: str) -> tuple[str, int]:
    while True:
        answer = asks.get(address)
        if answer.status_code != HTTPStatus.ACCEPTED:
            return answer.get_data(as_text=True), answer.status_code


def test_every_page_answers(path: Path) -> None:
    asks = client(path)
    for address in (*PAGES, f"/show?what={VICTIM}", f"/trace?start={VICTIM}"):
        assert get(asks, address)[1] == HTTPStatus.OK, address
    assert NAME in get(asks, f"/show?what={VICTIM}")[0]


@pytest.mark.rare
def test_a_masked_case_names_nobody_and_changes_nothing(path: Path) -> None:
    asks = client(path, masked=True)
    for address in (*PAGES, f"/show?what={VICTIM}", f"/trace?start={VICTIM}"):
        text, status = get(asks, address)
        assert status == HTTPStatus.OK, (address, text)
        assert NAME not in text and "Иванов" not in text
        if VICTIM not in address:  # what was typed is shown again
            assert VICTIM not in text
    for address, form in (
        ("/load", {"files": (BytesIO(b"a;b\n"), "a.csv")}),
        ("/decisions", {"kind": "same", "first": "halyk.csv:2", "second": "kaspi.csv:5"}),
    ):
        answer = asks.post(address, data=form)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "nothing can be changed in a masked case" in answer.get_data(as_text=True)
    with Case.open(path, read_only=True) as case:
        held = case.status()
    assert held["transfers"] == 11 and not held["decisions"]


def test_a_file_that_is_loaded_stays_also_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "here").symlink_to(tmp_path / "there")
    asks = client(tmp_path / "here" / "c.duckdb")
    content = (EXPORTS / "kaspi.csv").read_bytes()
    answer = asks.post("/load", data={"files": (BytesIO(content), "kaspi.csv")})
    assert "What was loaded" in get(asks, answer.location)[0]
    assert (tmp_path / "there" / "c-exports" / "kaspi.csv").read_bytes() == content


def test_what_a_load_that_fails_was_given_is_not_kept(path: Path) -> None:
    asks = client(path)
    files = {"files": (BytesIO(b"a;b\n"), "a.csv"), "covers": "bank:none"}
    answer = asks.post("/load", data=files)
    assert get(asks, answer.location)[1] == HTTPStatus.BAD_REQUEST
    assert not [*path.with_name("c-exports").iterdir()]


def test_a_masked_page_does_not_name_the_file_of_the_case(tmp_path: Path, path: Path) -> None:
    named = path.rename(tmp_path / "Ivanov.duckdb")
    assert "Ivanov" not in get(client(named, masked=True), "/")[0]


def test_a_masked_report_names_nobody(path: Path) -> None:
    asks = client(path, masked=True)
    begun = asks.post("/report", data={"kind": "case"})
    text, status = get(asks, begun.location)
    assert status == HTTPStatus.OK, text
    (kept,) = set(re.findall(r"/page/[\w-]+\.html", text))
    for one in (text, get(asks, kept)[0]):
        assert NAME not in one and "Иванов" not in one and VICTIM not in one
    assert "499,000" in text


def test_a_complaint_is_followed(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "complaints.csv"
    file.write_text(f"number,account,amount,ts\nC-77,{VICTIM},500000,2026-03-02 10:35\n")
    with Case.open(path) as case:
        case.load(file)
    asks = client(path)
    answer = asks.get("/show?what=C-77")
    while answer.status_code == HTTPStatus.ACCEPTED:
        answer = asks.get("/show?what=C-77")
    assert answer.location == "/trace?complaint=C-77"
    assert "500,000.00 KZT followed forward" in get(asks, answer.location)[0]


def test_a_complaint_that_is_not_found_is_said_at_once(tmp_path: Path) -> None:
    asks = client(tmp_path / "c.duckdb")
    complaint = f"number,account,amount,ts\nC-78,{VICTIM},1,2026-03-02 10:35\n".encode()
    files = [(EXPORTS / "kaspi.csv").open("rb"), (BytesIO(complaint), "complaints.csv")]
    answer = asks.post("/load", data={"files": files})
    text, _ = get(asks, answer.location)
    assert "complaint C-78 is not found" in text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "clock", "first": "601", "ahead": "soon"}, "is no span"),
        ({"kind": "clock", "first": "601", "ahead": "1h", "first_day": "x"}, "is no time or day"),
        ({"kind": "clock", "first": "999", "ahead": "1h"}, "no statement file of a bank 999"),
        ({"kind": "guess"}, "There is no such page"),
    ],
)
def test_a_decision_that_cannot_be(path: Path, form: dict[str, str], said: str) -> None:
    asks = client(path)
    answer = asks.post("/decisions", data=form)
    text = answer.get_data(as_text=True)
    if answer.status_code == HTTPStatus.SEE_OTHER:
        text, _ = get(asks, answer.location)
    assert said in text


def test_names_with_commas_and_blanks_are_one_name(tmp_path: Path) -> None:
    """A complaint's number is whatever a person wrote, and an account may have only words."""
    path, number = tmp_path / "c.duckdb", "№ 25/19, от 3 марта"
    file = tmp_path / "complaints.csv"
    file.write_text(
        f'number,account,amount,ts\n"{number}",{VICTIM},500000,2026-03-02 10:35\n', encoding="utf-8"
    )
    with Case.open(path, create=True) as case:
        case.load(EXPORTS, file)
        numbers = case.con.execute("select number from account order by all").fetchall()
    nameless = next(one for (one,) in numbers if one.startswith("?"))
    asks = client(path)
    answer = asks.get("/show", query_string={"what": number})
    while answer.status_code == HTTPStatus.ACCEPTED:
        answer = asks.get("/show", query_string={"what": number})
    assert "500,000.00 KZT followed forward" in get(asks, answer.location)[0]
    text, status = get(asks, f"/trace?back=on&start=account:{quote(nameless)}")
    assert status == HTTPStatus.OK and "followed back" in text


def test_what_was_made_is_given_as_what_it_is(path: Path) -> None:
    asks = client(path)
    begun = asks.post("/letters", data={"kind": "requests"})
    assert get(asks, begun.location)[1] == HTTPStatus.OK
    key = begun.location.rpartition("/")[2]
    assert get(asks, f"/page/{key}.html")[1] == HTTPStatus.NOT_FOUND
    kept = asks.get(f"/kept/{key}")
    assert kept.mimetype == "application/zip" and kept.data.startswith(b"PK")


@pytest.mark.parametrize(
    ("rule", "said"),
    [("all", "moments whose order is not known"), ("lifo", "order of payments is not proven")],
)
def test_a_trace_says_what_it_hangs_on(tmp_path: Path, rule: str, said: str) -> None:
    """Payments in and out of one account on one day, of which no statement has the time."""
    path, file = tmp_path / "c.duckdb", tmp_path / "tied.csv"
    rows = "ts,from_account,to_account,amount\n2026-03-01,A,B,100\n2026-03-01,C,B,100\n"
    file.write_text(rows + "2026-03-01,B,D,150\n2026-03-01,B,E,50\n", encoding="utf-8")
    with Case.open(path, create=True) as case:
        case.load(file, covers="all")
    text, status = get(client(path), f"/trace?start=A&rule={rule}")
    assert status == HTTPStatus.OK
    assert said in text.partition('<script type="application/json"')[0]


def test_a_disk_that_refuses_a_file_is_said(path: Path) -> None:
    path.with_name("c-exports").write_text("a file where the folder would be")
    answer = client(path).post("/load", data={"files": (BytesIO(b"a;b\n"), "a.csv")})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "c-exports cannot be written" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/trace?start=A&rule=best", "there is no rule &#39;best&#39;"),
        (f"/trace?start={VICTIM}&since=soon", "soon"),
        (f"/trace?start={VICTIM}&rule=libr&back=on", "rule libr cannot trace money back"),
        (f"/trace?start={VICTIM}&amount=much", "cannot be read"),
        (f"/trace?start={VICTIM}&currency=USD", "nothing in USD starts here"),
        ("/show?what=<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("/file/0000", "there is no statement file 0000"),
        ("/done/never", "There is no such page"),
        ("/page/never.html", "There is no such page"),
        ("/assets/..%2f..%2fsite.py", "There is no such page"),
        ("/nowhere", "There is no such page"),
    ],
)
def test_what_is_wrong_is_said(path: Path, address: str, said: str) -> None:
    text, status = get(client(path), address)
    assert status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
    assert said in text and "<script>x" not in text


def test_without_a_case_the_first_page_is_to_load(tmp_path: Path) -> None:
    asks = client(tmp_path / "none.duckdb")
    for address in PAGES:
        if address not in ("/load", "/report"):
            answer = asks.get(address)
            assert (answer.status_code, answer.location) == (HTTPStatus.SEE_OTHER, "/load")
    assert get(asks, "/load")[1] == HTTPStatus.OK
    assert not (tmp_path / "none.duckdb").exists()
