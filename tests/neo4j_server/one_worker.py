"""All tests that use the Neo4j server run in one worker of pytest-xdist.

A community server has one database, so its tests must not run beside each other; and one
worker that runs them all starts one server. They lie in `tests/export/neo4j`. (pytest-xdist's own
`xdist_group` does nothing under pytest 9.2, which keeps node ids elsewhere.)
"""

from __future__ import annotations

from xdist.scheduler.loadscope import LoadScopeScheduling

from tests.neo4j_server.server import FOLDER


class OneWorker(LoadScopeScheduling):
    """Gives out each test alone, but those of FOLDER together."""

    def _split_scope(self, nodeid: str) -> str:
        return FOLDER if nodeid.startswith(FOLDER) else nodeid
