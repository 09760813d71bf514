"""The features of accounts in plain Python: an oracle for `moneygraph.detect.features`."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median, median_low
from typing import Any

import duckdb

from moneygraph.store.schema import TERMINALS
from tests.detect.features.plain_gone import add_gone
from tests.detect.features.plain_strangers import add_strangers

HOUR, DAY = 3600, 86_400
NO_PASS = ("merchant", "state", "loan desk")
Row = dict[str, Any]


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    """Return rows as dictionaries."""
    found = con.execute(sql)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


class Plain:
    """A case read into plain Python. Hops under lifo must be there, and the order of events."""

    def __init__(self, con: duckdb.DuckDBPyConnection, events: list[int]) -> None:
        self.transfers = rows(con, "select * from transfer order by id")
        self.accounts = {one["id"]: one for one in rows(con, "select * from account")}
        self.hops = rows(con, "select * from hop_lifo order by in_transfer, in_offset")
        self.traders = {one["account"] for one in rows(con, "select * from trader")}
        self.by_id = {one["id"]: one for one in self.transfers}
        self.events = events

    def owner(self, account: int) -> str:
        """Who is behind an account."""
        one = self.accounts[account]
        return str(one["owner"] or one["number"])

    def is_closed(self, account: int) -> bool:
        """Money does not travel on from it."""
        one = self.accounts[account]
        unnamed = one["kind"] == "unknown" and one["number"].startswith("?")
        return one["kind"] in TERMINALS or unnamed or account in self.traders

    def _is_between(self, one: Row) -> bool:
        return not one["own"] and one["from_account"] != one["to_account"]

    def is_given(self, one: Row) -> bool:
        """Somebody's money, who is no company, shop or lender."""
        payer = self.accounts[one["from_account"]]["kind"]
        kinds = ("transfer", "abroad", "other", "reversal")
        return (
            self._is_between(one) and one["kind"] in kinds
            and payer in ("person", "unknown", "abroad")
        )  # fmt: skip

    def is_sent(self, one: Row) -> bool:
        """It goes on to somebody else, to an exchange, cash or abroad."""
        payee = self.accounts[one["to_account"]]["kind"]
        kinds = ("transfer", "cash_out", "abroad", "other")
        return self._is_between(one) and one["kind"] in kinds and payee not in NO_PASS

    def is_exit(self, one: Row) -> bool:
        """It leaves the banks."""
        payee = one["to_account"]
        leaves = self.accounts[payee]["kind"] in ("exchange", "cash", "abroad")
        gone = leaves or payee in self.traders or one["kind"] in ("cash_out", "abroad")
        return self.is_sent(one) and gone

    def is_household(self, one: Row) -> bool:
        """Shops, bills, loans."""
        served = self.accounts[one["to_account"]]["kind"] in (*NO_PASS, "company")
        return self._is_between(one) and (one["kind"] in ("card", "loan_repayment") or served)

    def is_wage(self, one: Row) -> bool:
        """Wages and pensions."""
        employs = self.accounts[one["from_account"]]["kind"] in ("company", "state")
        return self._is_between(one) and (one["kind"] == "salary" or employs)

    def is_people(self, one: Row) -> bool:
        """Between two people."""
        both = [self.accounts[one[side]] for side in ("from_account", "to_account")]
        people = all(
            a["kind"] in ("person", "unknown") and not a["number"].startswith("?") for a in both
        )
        return self._is_between(one) and one["kind"] in ("transfer", "other") and people

    def movements(self, account: int) -> Iterator[tuple[bool, Row, datetime, int, str]]:
        """Yield each side that an account sees: credit, transfer, when, how much, with whom."""
        if self.is_closed(account):
            return
        for event in self.events:
            is_credit = event >= 0
            one = self.transfers[event if is_credit else ~event]
            here, there = (
                ("to_account", "from_account") if is_credit else ("from_account", "to_account")
            )
            if one[here] == account and one["from_account"] != one["to_account"]:
                ts, amount = ("credit_ts", "to_amount") if is_credit else ("ts", "amount")
                yield is_credit, one, one[ts], one[amount], self.owner(one[there])

    def judged(self) -> tuple[set[int], set[int], set[int]]:
        """Return which transfers empty their payers, which drain and which are new to them."""
        empties, drains, new = set(), set(), set()
        for account in self.accounts:
            moves = list(self.movements(account))
            runs = [0]
            for is_credit, _, _, amount, _ in moves:
                runs.append(runs[-1] + (amount if is_credit else -amount))
            opening = -min(runs)
            sent: list[tuple[int, str]] = []
            for (is_credit, one, _, amount, other), run in zip(moves, runs[1:], strict=True):
                if not is_credit and self.is_sent(one):
                    if opening + run <= amount * 0.05:
                        empties.add(one["id"])
                    if one is not moves[0][1] and 3 * amount >= opening + run + amount:
                        drains.add(one["id"])
                    known = other in {who for _, who in sent}
                    if len(sent) >= 2 and not known and amount > max(a for a, _ in sent):
                        new.add(one["id"])
                    sent.append((amount, other))
        return empties, drains, new

    def usual(self, account: int) -> tuple[int, int]:
        """Return the middle payment of an account (0 without any) and how many count."""
        sizes, times = [], 0
        for is_credit, one, _, amount, _ in self.movements(account):
            if self.is_given(one) if is_credit else self.is_sent(one) or self.is_household(one):
                sizes.append(amount)
            times += self.is_given(one) if is_credit else self.is_sent(one)
        return (median_low(sizes) if sizes else 0), times

    def carried(self, begun: dict[int, float], forward: bool) -> dict[int, float]:
        """Carry shares over quick hops, four times."""
        share = dict(begun)
        into, out_of = (
            ("out_transfer", "in_transfer") if forward else ("in_transfer", "out_transfer")
        )
        for _ in range(4):
            got: dict[int, float] = defaultdict(float)
            for hop in self.hops:
                if hop["dwell_s"] <= 3 * DAY:
                    got[hop[into]] += hop["amount"] * share[hop[out_of]]
            whole = "amount" if forward else "to_amount"
            share = {
                id_: max(begun[id_], got[id_] / max(1, one[whole]))
                for id_, one in self.by_id.items()
            }
        return share


def features(case: Plain) -> dict[int, Row]:
    """Return what the table `feature` must hold, by account."""
    empties, drains, new = case.judged()
    known = [size for account in case.accounts if (size := case.usual(account)[0])]
    answer = {account: _own(case, account, empties, new) for account in case.accounts}
    answer = {account: row for account, row in answer.items() if row}
    for account, row in answer.items():
        own, times = case.usual(account)
        if known:
            sure = math.log(max(1, own)) * times + math.log(median(known)) * 3
            row["usual"] = round(math.exp(sure / (times + 3)))
    for hop in case.hops:
        _add_hop(case, answer, hop)
    _add_passes(case, answer)
    firsts, briefs, wholes = add_strangers(case, answer)
    add_gone(case, answer, drains, firsts, briefs, wholes)
    _add_shares(case, answer, empties & new)
    return answer


def _own(case: Plain, account: int, empties: set[int], new: set[int]) -> Row:
    moves = list(case.movements(account))
    if not moves:
        return {}
    row: Row = Counter()
    met: Counter[str] = Counter()
    last = 0
    row["fresh_s"] = -1
    for is_credit, one, at, amount, other in moves:
        stranger = not met[other]
        met[other] += 1
        night = at.hour >= 22 or at.hour < 6
        if is_credit and case.is_given(one):
            if stranger and row["fresh_s"] < 0:
                row["fresh_s"] = int((at - moves[0][2]).total_seconds())
            row["received"] += amount
            row["received_count"] += 1
            row["largest_received"] = max(row["largest_received"], amount)
            row["stranger_received"] += amount * stranger
            row["emptied_received"] += amount * (one["id"] in empties)
            row["new_received"] += amount * (one["id"] in new)
            row["night_received"] += amount * night
            row["round_received"] += amount * (amount % 100_000 == 0)
            row["equal_received"] += amount * (amount == last)
            last = amount
        if is_credit and case.is_wage(one):
            row["wages"] += 1
        if not is_credit and case.is_sent(one):
            row["paid"] += amount
            row["paid_count"] += 1
            row["largest_paid"] = max(row["largest_paid"], amount)
            row["stranger_paid"] += amount * stranger
            row["emptying_paid"] += amount * (one["id"] in empties)
            row["exit_paid"] += amount * case.is_exit(one)
            row["firm_paid"] += amount * (case.accounts[one["to_account"]]["kind"] == "company")
        if not is_credit and case.is_household(one):
            row["household"] += amount
            row["household_count"] += 1
    given = [(amount, other) for c, one, _, amount, other in moves if c and case.is_given(one)]
    row["once_received"] = sum(amount for amount, other in given if met[other] == 1)
    row["payers"] = len({other for _, other in given})
    row["payees"] = len({m[4] for m in moves if not m[0] and case.is_sent(m[1])})
    _add_people(case, row, moves)
    return row


def _add_people(case: Plain, row: Row, moves: list[Any]) -> None:
    people = [move for move in moves if case.is_people(move[1])]
    row["people"] = len({move[4] for move in people})
    row["people_received"] = sum(move[3] for move in people if move[0])
    row["people_paid"] = sum(move[3] for move in people if not move[0])
    days, months = defaultdict(list), defaultdict(list)
    for move in people:
        days[move[2].date()].append(move)
        months[move[2].year, move[2].month].append(move)
    for name, spans in (("day", days), ("month", months)):
        row[f"people_{name}"] = max(
            (len({m[4] for m in span}) for span in spans.values()), default=0
        )
        row[f"people_{name}_moved"] = max((sum(m[3] for m in s) for s in spans.values()), default=0)
    row["people_transfers_day"] = max(map(len, days.values()), default=0)
    times = [(move[2] - datetime(1970, 1, 1)) // timedelta(microseconds=1) for move in people]
    row["people_first_us"], row["people_last_us"] = min(times, default=0), max(times, default=0)


def _add_hop(case: Plain, answer: dict[int, Row], hop: Row) -> None:
    came, gone = case.by_id[hop["in_transfer"]], case.by_id[hop["out_transfer"]]
    if not case.is_sent(gone):
        return
    row, amount, dwell = answer[gone["from_account"]], hop["amount"], hop["dwell_s"]
    row["hour_paid"] += amount * (dwell <= HOUR)
    row["day_paid"] += amount * (dwell <= DAY)
    if case.is_given(came):
        spans = (("minute", 60), ("hour", HOUR), ("day", DAY), ("days", 3 * DAY), ("week", 7 * DAY))
        for name, most in spans:
            row[f"{name}_passed"] += amount * (dwell <= most)
        whole = max(came["to_amount"], gone["amount"])
        row["alike_passed"] += amount * (dwell <= 3 * DAY and amount >= 0.8 * whole)


def _add_passes(case: Plain, answer: dict[int, Row]) -> None:
    soon: Counter[int] = Counter()
    for hop in case.hops:
        came, gone = case.by_id[hop["in_transfer"]], case.by_id[hop["out_transfer"]]
        if case.is_sent(gone) and case.is_given(came) and hop["dwell_s"] <= DAY:
            soon[came["id"]] += hop["amount"]
    for id_, amount in soon.items():
        came = case.by_id[id_]
        row = answer[came["to_account"]]
        if came["to_amount"] >= 3 * row["usual"] and 0 < came["to_amount"] <= amount / 0.8:
            row["passes"] += 1


def _add_shares(case: Plain, answer: dict[int, Row], sources: set[int]) -> None:
    exits = {id_: float(case.is_exit(one)) for id_, one in case.by_id.items()}
    begun = {id_: float(id_ in sources) for id_ in case.by_id}
    left, source = case.carried(exits, forward=False), case.carried(begun, forward=True)
    passes = {
        account: min(1.0, row["day_passed"] / max(1, row["received"]))
        for account, row in answer.items()
    }
    given = [one for one in case.transfers if case.is_given(one)]
    for account, row in answer.items():
        mine = [one for one in given if one["to_account"] == account]
        whole = max(1, row["received"])
        row["left_share"] = min(1.0, sum(left[o["id"]] * o["to_amount"] for o in mine) / whole)
        row["source_share"] = min(1.0, sum(source[o["id"]] * o["to_amount"] for o in mine) / whole)
        row["payers_pass_share"] = (
            sum(o["to_amount"] * passes.get(o["from_account"], 0.0) for o in mine) / whole
        )
        beside = 0.0
        for one in mine:
            others = [o for o in given if o["from_account"] == one["from_account"] and o is not one]
            rest = sum(o["to_amount"] for o in others)
            if rest:
                passed = sum(o["to_amount"] * passes.get(o["to_account"], 0.0) for o in others)
                beside += one["to_amount"] * min(1.0, passed / rest)
        row["beside_pass_share"] = beside / whole
        sent = [o for o in case.transfers if o["from_account"] == account and case.is_sent(o)]
        row["payees_pass_share"] = sum(
            o["amount"] * passes.get(o["to_account"], 0.0) for o in sent
        ) / max(1, row["paid"])
