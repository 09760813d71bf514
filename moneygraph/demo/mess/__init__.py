"""One payment as real banks book it: clocks, holds, fees, stornos, copies, and the truth of them.

What really happens on top (refunds, money returned, conversions) is in `real`, how the banks'
books differ from it in `books`, how a row names an account in `naming`, what is written in
`answer`, and which row is which in `truth`. Rates and amounts are in ``manners.toml``.
"""

from __future__ import annotations

from moneygraph.demo.mess.kinds import KINDS, chosen
from moneygraph.demo.mess.real import Mess, make_mess
from moneygraph.demo.mess.write import write_messy

__all__ = ["KINDS", "Mess", "chosen", "make_mess", "write_messy"]
