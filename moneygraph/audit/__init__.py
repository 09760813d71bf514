"""Records of calls and their answers, which somebody else can repeat and compare."""

from moneygraph.audit.commands import REPEATABLE, Call
from moneygraph.audit.read import Record, read_manifest
from moneygraph.audit.verify import Verdict, verdict_json, verify
from moneygraph.audit.write import check_target, write_manifest

__all__ = [
    "REPEATABLE",
    "Call",
    "Record",
    "Verdict",
    "check_target",
    "read_manifest",
    "verdict_json",
    "verify",
    "write_manifest",
]
