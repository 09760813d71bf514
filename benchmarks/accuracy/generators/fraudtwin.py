"""fraudtwin: card payments and transfers between customers, and campaigns of its graph layer.

Truth: a mule is an account that a campaign pays and that pays on in it; its oracle calls such a
member both SOURCE and DESTINATION. Those with one role (victims, last payees) are left out.
Members of RANDOM_ALERT_CONTROL are negative by the oracle and move money in just that way.

All campaigns of a run begin at the run's first second and take the accounts with the lowest
numbers. So its campaign generator is called once a campaign, with a start, a dwell and accounts of
its own, drawn from the seed. A campaign of n payers passes the sum of one of them on, once.
Scenarios F01 to F05 know no mules: F03 and F04 have a victim and a payee, the same two each time.
Payments that were declined, rejected, reversed, returned or refunded are left out. Its ledger
refuses to post what its own payments overdraw, so none is requested. With most other seeds an
account runs dry or a card reaches its limit, and fraudtwin stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

import yaml
from fraudtwin.config import SimulationRunConfig
from fraudtwin.simulation.behavior import BehaviorGenerator
from fraudtwin.simulation.generator import EntityGenerator
from fraudtwin.simulation.graph_fraud import GraphFraudDataset, GraphFraudGenerator
from fraudtwin.simulation.payments import PaymentDataset, PaymentGenerator

from benchmarks.accuracy.canonical import Transfer, Truth, mules, number, tiyn
from benchmarks.accuracy.generators.call import Made, run

DAYS, CUSTOMERS, ACCOUNTS, DAILY, MOST = 60, 6_000, 8_000, 1_500, 2_500.0
RAILS = {"CARD": 0.25, "PIX": 0.4, "ACCOUNT_TRANSFER": 0.35}
HOURS = (1, 6, 36, 72)  # a campaign's dwell
SUMS = (500, 2_500)  # reals that each payer of a campaign pays
STACK = {"originator_count": 2, "intermediary_count": 3, "beneficiary_count": 2}
CONTROL = "RANDOM_ALERT_CONTROL"
#: How many campaigns, how many accounts each takes, what it is.
CAMPAIGNS: tuple[tuple[int, int, dict[str, Any]], ...] = (
    (160, 3, {"type": "MULE_NETWORK", "source_count": 1}),
    (40, 5, {"type": "MULE_NETWORK", "source_count": 3}),
    (40, 7, {"type": "GATHER_SCATTER", "source_count": 3, "destination_count": 3}),
    (24, 5, {"type": "SCATTER_GATHER", "intermediary_count": 3}),
    (12, 7, {"type": "STACKED_NETWORK", **STACK}),
    (12, 4, {"type": "CYCLIC_RING", "member_count": 4}),
    (16, 4, {"type": CONTROL, "member_count": 4, "edge_count": 3}),
)
STAYED = {"SETTLED", "RECEIVED", "COMPLETED"}


def make(seed: int) -> Made:
    """Generate two months and the campaigns in them."""
    config = _config(seed)
    entities = EntityGenerator(config).generate()
    campaigns = list(_campaigns(config, entities, Random(seed)))
    payments = _ordinary(config, entities)
    payments += [one for campaign in campaigns for one in campaign.payments]
    transfers = (_transfer(one) for one in payments if one.current_status in STAYED)
    return transfers, _truths(entities, campaigns)


def _ordinary(config: SimulationRunConfig, entities: Any) -> list[Any]:
    kinds = (entities.cards, entities.merchants, entities.devices, entities.pix_keys)
    generator = PaymentGenerator(config, entities.accounts, *kinds, include_ledger=False)
    profiles = BehaviorGenerator(config, entities).generate_profiles()
    return [*generator.generate(profiles).payments]


def _truths(entities: Any, campaigns: list[GraphFraudDataset]) -> Iterable[Truth]:
    members = [one for campaign in campaigns for one in campaign.memberships]
    crimes = [one for one in members if one.pattern_type != CONTROL]
    paid, paying = (
        {number("fraudtwin", one.member_id) for one in crimes if one.role == role}
        for role in ("DESTINATION", "SOURCE")
    )
    moves = (
        (number("fraudtwin", one.member_id), _plain(one.valid_from), _named(one.pattern_type))
        for one in crimes
    )
    everybody = {number("fraudtwin", one.account_id) for one in entities.accounts}
    return mules(moves, paid & paying, everybody - (paid ^ paying))


def _config(seed: int) -> SimulationRunConfig:
    values = yaml.safe_load((files("fraudtwin") / "defaults/minimal.yaml").read_text())
    values["simulation"] |= {"seed": seed, "duration_days": DAYS}
    values["population"] |= {"customers": CUSTOMERS, "accounts": ACCOUNTS, "merchants": 600}
    values["population"] |= dict.fromkeys(("cards", "devices", "pix_keys"), CUSTOMERS)
    values["payments"] = {"daily_target": DAILY, "rails": RAILS}
    values["behavior"]["amount_max"] = MOST
    return SimulationRunConfig.model_validate(values)


def _campaigns(
    config: SimulationRunConfig, entities: Any, rng: Random
) -> Iterator[GraphFraudDataset]:
    free = [one for one in entities.accounts if one.available_balance > 4 * SUMS[1]]
    rng.shuffle(free)
    for count, size, scenario in CAMPAIGNS:
        for _ in range(count):
            taken, free = _of_different_customers(free, size)
            minutes = rng.randrange((DAYS - 5) * 1440)
            amount = round(rng.uniform(*SUMS), 2)
            shifted = _shifted(
                config, minutes, rng.choice(HOURS), scenario | {"min_amount": amount}
            )
            nothing = PaymentDataset((), (), ())
            yield GraphFraudGenerator(shifted, taken, (), (), nothing).generate()


def _of_different_customers(free: list[Any], size: int) -> tuple[tuple[Any, ...], list[Any]]:
    taken: list[Any] = []
    rest: list[Any] = []
    for one in free:
        new = one.customer_id not in {other.customer_id for other in taken}
        (taken if new and len(taken) < size else rest).append(one)
    return tuple(taken), rest


def _shifted(
    config: SimulationRunConfig, minutes: int, hours: int, scenario: dict[str, Any]
) -> SimulationRunConfig:
    values = config.model_dump()
    values["simulation"]["start"] += timedelta(minutes=minutes)
    values["simulation"]["duration_days"] = 5
    values["graph"] |= {"enabled": True, "scenarios": [scenario]}
    values["graph"]["dwell_threshold_seconds"] = f"{hours}h"
    return SimulationRunConfig.model_validate(values)


def _transfer(payment: Any) -> Transfer:
    is_card = payment.payment_rail == "CARD"
    return Transfer(
        _plain(payment.initiated_at),
        number("fraudtwin", payment.payer_account_id),
        number("fraudtwin", payment.merchant_id if is_card else payment.payee_account_id),
        tiyn(payment.amount, "BRL"),
        "card" if is_card else "transfer",
    )


def _plain(ts: datetime) -> datetime:
    return ts.replace(tzinfo=None)


def _named(pattern: str) -> str:
    return pattern.lower().replace("_", " ")


if __name__ == "__main__":
    run("fraudtwin", make)
