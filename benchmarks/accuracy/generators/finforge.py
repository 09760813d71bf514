"""finforge: statements of people with wages, shops and bills; what mules get goes on in minutes.

Truth: users with a scenario of the type `mule_account`, three payments in and each but a few
percent out again within a quarter of an hour. Victims of `account_takeover` are negative.
It knows no other side of a payment but a merchant's name. Transfers of people and of mules have
names that reveal which they are ("Family Transfer", "Incoming Transfer"): these names are dropped,
so all such payments come from, or go to, somebody unknown. Still revealing: nobody but mules and
victims of a takeover ever makes a transfer. Amounts are taken as US dollars.
"""

from __future__ import annotations

from datetime import datetime

from finforge import DatasetGenerator

from benchmarks.accuracy.canonical import Transfer, mules, number, tiyn
from benchmarks.accuracy.generators.call import Made, run

USERS, MONTHS, RATE = 3_000, 4, 0.008
TYPES = ["mule_account", "account_takeover"]
WAGES = {"Acme Payroll", "Household Salary", "Pension"}
NAMELESS = {
    *("Family Transfer", "Incoming Transfer"),
    *("Outgoing Transfer", "Wire Transfer", "External Transfer"),
}
COLUMNS = ("user_id", "timestamp", "merchant", "category", "amount", "fraud_type")


def make(seed: int) -> Made:
    """Generate some months."""
    generator = DatasetGenerator(seed=seed).with_users(USERS).with_persona("mixed")
    made = generator.for_months(MONTHS).with_fraud(rate=RATE, types=TYPES).generate()
    users = {user: number("finforge", user) for user in sorted(set(made["user_id"]))}
    rows = list(zip(*(made[column] for column in COLUMNS), strict=True))
    transfers = [
        _transfer(users[user], ts.to_pydatetime(), merchant, category, amount)
        for user, ts, merchant, category, amount, _ in rows
    ]
    moves = [
        (users[user], ts.to_pydatetime(), "in and out")
        for user, ts, *_, fraud_type in rows
        if fraud_type == "mule_account"
    ]
    return transfers, mules(moves, {user for user, _, _ in moves}, users.values())


def _transfer(account: str, ts: datetime, merchant: str, category: str, amount: float) -> Transfer:
    name = "" if merchant in NAMELESS else merchant
    units = tiyn(abs(amount), "USD")
    if amount > 0:
        kind = "salary" if merchant in WAGES else "transfer"
        return Transfer(ts, "", account, units, kind, payer_name=name)
    kind = "salary" if category == "payroll" else "card" if name else "transfer"
    return Transfer(ts, account, "", units, kind, payee_name=name)


if __name__ == "__main__":
    run("finforge", make)
