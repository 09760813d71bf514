"""A made-up region: statement files of five banks to load, and the truth to evaluate findings by.

Only the names of the banks and the form of their statement files are real.
"""

from __future__ import annotations

from moneygraph.demo.mess.kinds import KINDS
from moneygraph.demo.statements.forms import FORMS
from moneygraph.demo.write import DemoSummary, write_demo

__all__ = ["FORMS", "KINDS", "DemoSummary", "write_demo"]
