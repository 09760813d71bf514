"""A case as a graph in a Neo4j server, which a team shares.

docs/neo4j.md tells what stands in the graph.
"""

from __future__ import annotations

from moneygraph.graphdb.address import Address
from moneygraph.graphdb.ask import check_cypher, find_in_graph
from moneygraph.graphdb.connect import Graph, connected
from moneygraph.graphdb.pushing import Pushed, push, push_case

__all__ = [
    "Address",
    "Graph",
    "Pushed",
    "check_cypher",
    "connected",
    "find_in_graph",
    "push",
    "push_case",
]
