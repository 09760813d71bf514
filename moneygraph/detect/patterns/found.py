"""Finds the shapes of a case, how surprising each is, and keeps them for a query to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from moneygraph.detect.patterns.chains import Passes, find_passes, find_runs, find_through, width_of
from moneygraph.detect.patterns.circles import find_circles
from moneygraph.detect.patterns.fans import Fans, find_fans, pair_fans
from moneygraph.detect.patterns.meetings import (
    NUMBERS,
    PATTERNS,
    Meetings,
    Shapes,
    concatenated,
    first_meetings,
    reported_once,
    shapes_of,
)
from moneygraph.detect.patterns.payments import (
    Floats,
    Lists,
    Payments,
    read_payments,
    side_by_side,
)
from moneygraph.flow.matching.kernel import Int32s
from moneygraph.store.sqltext import run_file

if TYPE_CHECKING:
    import duckdb

#: How many pairs of meetings are drawn to measure how alike sizes are by chance.
DRAWN = 20_000


def alike_by_chance(meetings: Meetings) -> Floats:
    """Return in order how unlike pairs of meetings are that have nothing to do with each other."""
    count = len(meetings.ids)
    drawn = np.linspace(0, count - 1, min(count, DRAWN)).astype(np.int64)
    unlike = np.abs(
        meetings.size_in[drawn] - meetings.size_out[np.roll(drawn, max(1, len(drawn) // 3))]
    )
    return np.sort(unlike[~np.isnan(unlike)])


def rarity(chance: Floats, unlike: Floats) -> Floats:
    """Return how rare it is by chance to be so alike; 0 where a size is not known."""
    share = (np.searchsorted(chance, unlike, side="right") + 1) / (len(chance) + 1)
    rare: Floats = np.where(np.isnan(unlike), 0.0, -np.log(share))
    return rare


def crowding(fans: Fans, sizes: Floats, alike: float) -> Floats:
    """Return how unlikely so many are in each fan at the usual rate (large deviations of Poisson).

    Payments that are alike in size count once: they are a price, or a collection.
    """
    count = fans.meetings.distinct(np.floor(sizes / width_of(alike)))
    return np.where(count > fans.usual, count * np.log(count / fans.usual) - count + fans.usual, 0)


def oddity(meetings: Meetings, passes: Passes, chance: Floats, stay: int) -> Floats:
    """Return how odd each pass is: how few so much alike chance makes in its middle account.

    Chance passes are many where strangers are many: in the middle, and less so before and
    after it (a sum that ends in a shop was spent).
    """
    paid, pays = meetings.ins.sizes, meetings.outs.sizes
    middle, source, sink = (
        meetings.payee[passes.into],
        meetings.payer[passes.into],
        meetings.payee[passes.out],
    )
    usual = np.log((paid[middle] - 0.5) * (pays[middle] - 0.5) * (stay / meetings.length))
    usual += np.log(pays[source] * paid[sink]) / 2
    odd: Floats = rarity(chance, passes.unlike) - usual
    return odd


def closing(meetings: Meetings, circles: Lists, chance: Floats, within: int) -> Floats:
    """Return how few circles through as many accounts of such habits chance would close."""
    ahead = np.ones(len(circles.values), np.bool_)
    ahead[circles.start[1:] - 1] = False
    joins = np.flatnonzero(ahead)
    into, out = circles.values[joins], circles.values[joins + 1]
    pays = (meetings.outs.sizes[meetings.payee[into]] - 0.5) * (within / meetings.length)
    odd = rarity(chance, np.abs(meetings.size_in[into] - meetings.size_out[out])) - np.log(pays)
    origin = meetings.ins.sizes[meetings.payer[circles.first]] - 0.5
    closed: Floats = np.bincount(circles.numbers()[joins], odd, len(circles)) - np.log(origin)
    return closed


# What comes off a surprise, in nats, because ordinary people make such shapes too, and more
# often than chance does. Set on labelled attempts among ordinary life, and on made-up regions.
#: A wedding, a new shop, a bill that is shared out.
ONE_SIDE = 14.0
#: Somebody who is paid by some and pays others.
BOTH_SIDES = 2.0
#: A purchase for somebody else.
PASSED_ON = 16.0
#: A loan given back, a circle of two.
GIVEN_BACK = 6.0
#: Friends who pay each other through friends; what each middle one adds.
THROUGH, MIDDLE = 4.0, 3.3
#: Whoever meets so many strangers in the time of a fan is a shop or an employer to others.
OFTEN = 3.0


@dataclass(frozen=True)
class Options:
    """What to find: times in microseconds, least parts as shares, fewest strangers."""

    within: int
    stay: int
    past: int
    alike: float
    alike_through: float
    fan: int


def options_of(
    within: int, stay: int, past: int, alike: float, alike_through: float, fan: int
) -> Options:
    """Return options of times in seconds, as the parameters of the query are."""
    second = 1_000_000
    times = (max(1, within * second), max(1, stay * second), past * second)
    return Options(*times, alike, alike_through, fan)


def find_shapes(meetings: Meetings, options: Options) -> Shapes:
    """Find all shapes among first meetings, more than are reported."""
    chance = alike_by_chance(meetings)
    passed_on = _passed_on(meetings, options, chance)
    return concatenated(
        *_fans(meetings, options, chance), *passed_on, _circles(meetings, options, chance)
    )


def _fans(meetings: Meetings, options: Options, chance: Floats) -> list[Shapes]:
    often = OFTEN * meetings.length / max(1, options.within)
    incoming = meetings.ins.only(meetings.outs.sizes[meetings.payer] < often)
    outgoing = meetings.outs.only(meetings.ins.sizes[meetings.payee] < often)
    ins = find_fans(incoming, meetings.credit_ts, options.within, meetings.length, options.fan)
    outs = find_fans(outgoing, meetings.ts, options.within, meetings.length, options.fan)
    windows = np.log(max(1, len(meetings.ids)))  # each meeting may end one
    many_in = crowding(ins, meetings.size_in, options.alike) - windows
    many_out = crowding(outs, meetings.size_out, options.alike) - windows
    pair_in, pair_out = pair_fans(ins, outs, options.within)
    fan_in, fan_out = ins.meetings.picked(pair_in), outs.meetings.picked(pair_out)
    many = many_in[pair_in] + many_out[pair_out]
    return [
        _one_side("fan-in", "senders", ins, many_in, pair_in),
        _one_side("fan-out", "receivers", outs, many_out, pair_out),
        _both_sides(meetings, fan_in, fan_out, many, chance),
    ]


def _one_side(pattern: str, number: str, fans: Fans, many: Floats, paired: Int32s) -> Shapes:
    alone = np.ones(len(fans.account), np.bool_)
    alone[paired] = False
    some = fans.meetings.picked(np.flatnonzero(alone))
    numbers: dict[str, Floats | Int32s] = {number: some.sizes, "usual": fans.usual[alone]}
    return shapes_of(pattern, some, many[alone] - ONE_SIDE, **numbers)


def _both_sides(
    meetings: Meetings, fan_in: Lists, fan_out: Lists, many: Floats, chance: Floats
) -> Shapes:
    """Make shapes of fans that follow each other; equal sums in and out add to their surprise."""
    sum_in, sum_out = fan_in.sums(np.exp(meetings.size_in)), fan_out.sums(np.exp(meetings.size_out))
    surprise = many + rarity(chance, np.abs(np.log(sum_in) - np.log(sum_out))) - BOTH_SIDES
    both = side_by_side(fan_in, fan_out)
    return shapes_of(
        "gather-scatter", both, surprise, senders=fan_in.sizes, receivers=fan_out.sizes
    )


def _passed_on(meetings: Meetings, options: Options, chance: Floats) -> list[Shapes]:
    passes = find_passes(meetings, options.stay, min(options.alike, options.alike_through))
    alike = passes.alike(options.alike)
    runs, odd = find_runs(alike, oddity(meetings, alike, chance, options.stay), len(meetings.ids))
    through = find_through(meetings, passes.alike(options.alike_through))
    middles = through.sizes // 2
    many: Floats = middles * np.float64(MIDDLE) - THROUGH
    return [
        shapes_of("run", runs, odd - PASSED_ON, run=runs.sizes),
        shapes_of("scatter-gather", through, many, middles=middles),
    ]


def _circles(meetings: Meetings, options: Options, chance: Floats) -> Shapes:
    circles = find_circles(meetings, options.within)
    surprise = closing(meetings, circles, chance, options.within)
    surprise -= np.where(circles.sizes == 2, GIVEN_BACK, 0.0)
    return shapes_of("cycle", circles, surprise, circle=circles.sizes)


Columns: TypeAlias = dict[str, np.ndarray]


@dataclass(frozen=True)
class FoundShapes:
    """Rows of the tables `shape` and `shape_transfer`, as columns."""

    shapes: Columns
    meetings: Columns


def search_case(con: duckdb.DuckDBPyConnection, options: Options) -> FoundShapes:
    """Read the payments of a case and find shapes in them."""
    return search(read_payments(con), options)


def search(payments: Payments, options: Options) -> FoundShapes:
    """Find shapes in payments, of which the first between two accounts are enough."""
    meetings = first_meetings(payments, options.past)
    shapes = find_shapes(meetings, options)
    kept = reported_once(shapes, len(meetings.ids))
    return FoundShapes(_shapes(shapes, kept), _meetings(shapes, kept, meetings))


def keep(con: duckdb.DuckDBPyConnection, found: FoundShapes) -> None:
    """Create or replace the temporary tables."""
    con.register("shapes_found", found.shapes)
    con.register("meetings_found", found.meetings)
    try:
        run_file(con, "detect/patterns/tables.sql", patterns=list(PATTERNS))
    finally:
        con.unregister("shapes_found")
        con.unregister("meetings_found")


def _shapes(shapes: Shapes, kept: np.ndarray) -> Columns:
    numbers = {name: shapes.numbers[name][kept] for name in NUMBERS}
    no = np.arange(len(kept), dtype=np.int32)
    return {"no": no, "pattern": shapes.pattern[kept], "surprise": shapes.surprise[kept], **numbers}


def _meetings(shapes: Shapes, kept: np.ndarray, meetings: Meetings) -> Columns:
    lists = shapes.meetings.picked(kept)
    return {"no": lists.numbers().astype(np.int32), "transfer": meetings.ids[lists.values]}
