"""Records of what was asked and answered, which somebody else can repeat and compare."""

from moneygraph.manifest.commands import REPEATABLE, Repeatable
from moneygraph.manifest.read import read_manifest
from moneygraph.manifest.verify import Verdict, verdict_json, verify
from moneygraph.manifest.write import check_target, write_manifest

__all__ = [
    "REPEATABLE",
    "Repeatable",
    "Verdict",
    "check_target",
    "read_manifest",
    "verdict_json",
    "verify",
    "write_manifest",
]
