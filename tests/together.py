"""Which tests one worker of pytest-xdist runs, one after the other; every other goes alone.

The tests of the Neo4j server: a community server has one database, so they must not run beside
each other, and one worker that runs them all starts one server. And tests that share what takes
seconds to make, a made-up region or a model: each worker that runs some of them makes it anew.
(pytest-xdist's own `xdist_group` does nothing under pytest 9.2, which keeps node ids elsewhere.)
"""

from __future__ import annotations

import re
from typing import Final

from xdist.scheduler.loadscope import LoadScopeScheduling

from tests.neo4j_server.server import FOLDER

_TOGETHER: Final = re.compile(
    rf"{FOLDER}|tests/(?:detect/learn|report|cli|export/formats|spark)/|tests/demo/test_(?:complaints|exports|identity|links|world)"
    r"|tests/(?:detect/evaluate/test_score|detect/queries/test_(?:forward|points)"
    r"|ingest/loading/test_kinds|store/masking/test_pseudonyms)\.py"
)
#: Tests of whole regions go with those of the same seed.
_REGION: Final = re.compile(r"tests/demo/test_(?:found|series)\.py::.*\b(\d{3})\b")


class Together(LoadScopeScheduling):
    """Gives out each test alone, but together those that share a server, a region or a model."""

    def _split_scope(self, nodeid: str) -> str:
        region = _REGION.match(nodeid)
        if region:
            return f"region {region[1]}"
        shared = _TOGETHER.match(nodeid)
        return shared[0] if shared else nodeid
