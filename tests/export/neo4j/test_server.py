"""The server that the other tests use is a real one."""

from __future__ import annotations

from tests.neo4j_server.server import Server


def test_a_real_neo4j_5_answers(neo4j_database: Server) -> None:
    [(name, version)] = neo4j_database.run("call dbms.components() yield name, versions")
    assert name == "Neo4j Kernel"
    assert isinstance(version, list) and version[0].startswith("5.")


def test_a_database_is_empty_for_each_test(neo4j_database: Server) -> None:
    neo4j_database.run("create constraint once for (n:Node) require n.id is unique")
    neo4j_database.run("unwind range(1, 20000) as id create (:Node {id: id})-[:NEXT]->(:Node)")
    neo4j_database.empty()
    assert neo4j_database.run("match (n) return count(n)") == [(0,)]
    neo4j_database.drop_constraints()
    assert neo4j_database.run("show constraints yield name") == []
