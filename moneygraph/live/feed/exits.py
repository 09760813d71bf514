"""Where money leaves for cryptocurrency: what ``queries/crypto-exits.sql`` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from moneygraph.detect.queries.weigh_row import Scorer
from moneygraph.live.feed.state import Account, Exits, Transfer
from moneygraph.live.feed.times import DAY, moment

if TYPE_CHECKING:
    from moneygraph.detect.queries import Query

#: Of what an account was paid, so many transfers are kept that prove it: the last ones.
MOST_PROOF: Final = 8192


class CryptoExits:
    """The query with the defaults of its parameters, and its card."""

    def __init__(self, query: Query) -> None:
        values = {name: param.default for name, param in query.params.items()}
        assert query.card is not None
        self.query = query
        self._scorer = Scorer(query.card, values)
        self._senders = int(values["senders"] or 0)
        self._share = float(values["exchange_share"] or 0)
        self._days = int(values["days"] or 0)
        self.purchases = int(values["purchases"] or 0)

    def count(self, transfer: Transfer, times: int = 1) -> bool:
        """Count a transfer where it belongs; with -1 take it back as it was counted.

        Return whether it is a proof of what is found of its payee.
        """
        payer, payee = transfer.payer, transfer.payee
        if not transfer.own:
            payer.left += times * transfer.amount
            payer.left_times += times
        if payee.kind == "exchange":
            sums = _of(payer)
            sums.to_exchange += times * transfer.amount
            _count(sums.purchases, transfer.ts // DAY, times)
            payer.buys = len(sums.purchases) >= self.purchases
            _came(_of(payee), transfer, transfer.ts, times)
            return True
        if payee.passes and payer.is_person and transfer.kind == "transfer" and not transfer.own:
            sums = _of(payee)
            _count(sums.days, transfer.credit_ts // DAY, times)
            _came(sums, transfer, transfer.credit_ts, times)
            return True
        return False

    def bound_again(self, account: Account, kept: Mapping[int, Transfer]) -> bool:
        """Work out anew when an account was first and last paid; return whether that can be."""
        sums = account.exits
        if sums is None or not sums.ids:
            if sums is not None:
                sums.first_ts = sums.last_ts = None
            return True
        is_named = account.kind == "exchange"
        times = [
            kept[one].ts if is_named else kept[one].credit_ts for one in sums.ids if one in kept
        ]
        if not times:
            return False
        if (
            len(times) == len(sums.ids) and not sums.forgot
        ):  # else it was before those that are kept
            sums.first_ts = min(times)
        sums.last_ts = max(times)
        return True

    def row(self, account: Account) -> dict[str, Any] | None:
        """Return what an engine would give for an account, without transfers; or None."""
        sums = account.exits
        if sums is None or sums.first_ts is None or sums.last_ts is None or not sums.senders:
            return None
        row = {
            "account": account.number,
            "owner": account.owner_id,
            "name": account.name,
            "amount": sums.amount,
            "senders": len(sums.senders),
            "first_ts": moment(sums.first_ts),
            "last_ts": moment(sums.last_ts),
            "how": "named",
            "is_named": True,
            "is_trader": False,
            **dict.fromkeys(("share", "days", "purchases")),
            **dict.fromkeys(("senders_part", "share_part", "days_part"), 0.0),
        }
        if account.kind == "exchange":
            return self._scorer.scored(row)
        purchases = len(sums.purchases)
        if purchases < self.purchases or not account.left_times:
            return None
        senders, days = len(sums.senders), len(sums.days)
        share = sums.to_exchange / max(sums.amount, account.left, 1)
        is_trader = (
            senders >= self._senders and share >= self._share
            and days >= self._days and purchases >= self.purchases
        )  # fmt: skip
        most = 20 if is_trader else 15
        return self._scorer.scored(
            row
            | {
                "how": "inferred",
                "is_named": False,
                "is_trader": is_trader,
                "share": share,
                "days": days,
                "purchases": purchases,
                "senders_part": most * min(1.0, senders / 30.0),
                "share_part": most * share,
                "days_part": 10 * min(1.0, days / 15.0),
            }
        )


def _of(account: Account) -> Exits:
    if account.exits is None:
        account.exits = Exits()
    return account.exits


def _came(sums: Exits, transfer: Transfer, ts: int, times: int) -> None:
    sums.amount += times * transfer.to_amount
    _count(sums.senders, transfer.payer.owner.key, times)
    if times > 0:
        sums.first_ts = ts if sums.first_ts is None else min(sums.first_ts, ts)
        sums.last_ts = ts if sums.last_ts is None else max(sums.last_ts, ts)
        sums.ids.append(transfer.id)
        if len(sums.ids) > MOST_PROOF:
            del sums.ids[: MOST_PROOF // 8]
            sums.forgot = True
    elif transfer.id in sums.ids:
        sums.ids.remove(transfer.id)


def _count(counts: dict[Any, int], key: Any, times: int) -> None:
    counts[key] = counts.get(key, 0) + times
    if not counts[key]:
        del counts[key]
