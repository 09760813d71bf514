"""A case as a graph in a Neo4j server, which a team shares.

docs/reference/neo4j.md describes its nodes and relationships.
"""

from __future__ import annotations

from moneygraph.export.neo4j.find import GraphEngine, check_cypher, find_in_graph
from moneygraph.export.neo4j.pushing import Pushed, push, push_case
from moneygraph.export.neo4j.server import Address, Graph, connected

__all__ = [
    "Address",
    "Graph",
    "GraphEngine",
    "Pushed",
    "check_cypher",
    "connected",
    "find_in_graph",
    "push",
    "push_case",
]
