import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

from store.errors import BadRequest
from store.exporters.graph import export_graph
from store.memory import MemoryStore
from store.records import Variant
from tests.store import facts

NAMES = {"g": "http://graphml.graphdrawing.org/xmlns"}


@pytest.fixture
def known():
    store = MemoryStore()
    store.append(*facts.one_of_each())
    yield store
    store.close()


def test_every_edge_joins_nodes_of_the_graph(known):
    lost = known.query(
        "SELECT * FROM kg_edges WHERE source NOT IN (SELECT node FROM kg_nodes) AND source NOT LIKE 'run:%'"
    )
    assert lost.empty
    kinds = set(known.query("SELECT kind FROM kg_nodes")["kind"])
    assert kinds == {"dataset", "task", "workflow", "variant", "experiment", "run", "feedback", "model", "person"}
    assert known.query("SELECT count(*) - count(DISTINCT node) AS n FROM kg_nodes").n[0] == 0


def test_graphml_is_read_by_any_xml_reader(known, tmp_path):
    nodes, edges = export_graph(known, tmp_path / "g.graphml", "graphml")
    graph = ElementTree.parse(tmp_path / "g.graphml").getroot().find("g:graph", NAMES)
    ids = {n.get("id") for n in graph.findall("g:node", NAMES)}
    assert len(ids) == nodes and len(graph.findall("g:edge", NAMES)) == edges > 10
    assert all(e.get("source") in ids and e.get("target") in ids for e in graph.findall("g:edge", NAMES))


def test_letters_that_xml_cannot_carry_are_left_out(known, tmp_path):
    known.append(facts.run(Variant.of("w", "f", {"a": 1}, "odd \ufffe<&>\x01]]>\uffff name"), "odd"))
    export_graph(known, tmp_path / "g.graphml", "graphml")
    words = {d.text for d in ElementTree.parse(tmp_path / "g.graphml").getroot().iterfind(".//g:data", NAMES)}
    assert "odd <&>]]> name" in words


def test_prov_json_has_activities_agents_and_what_was_used(known, tmp_path):
    export_graph(known, tmp_path / "p.json", "prov-json")
    document = json.loads((tmp_path / "p.json").read_text())
    assert "sextant:run/run1" in document["activity"] and "sextant:person/ada" in document["agent"]
    used = document["used"].values()
    assert {
        "prov:activity": "sextant:run/run1",
        "prov:entity": "sextant:dataset/v1",
        "sextant:relation": "works on",
    } in used


def test_rdf_is_one_triple_a_line_with_provenance(known, tmp_path):
    nodes, edges = export_graph(known, tmp_path / "k.nt", "rdf")
    lines = (tmp_path / "k.nt").read_text(encoding="utf-8").splitlines()
    iri, literal = r"<[a-z]+:[^\s<>\"{}|^`\\]+>", r'"(?:[^"\\\n\r]|\\[tnr"\\])*"(?:\^\^<[^\s<>]+>)?'
    triple = re.compile(rf"{iri} {iri} (?:{iri}|{literal}) \.")
    assert [line for line in lines if not triple.fullmatch(line)] == []
    assert len(lines) >= 3 * nodes + edges
    used = "<urn:sextant:run/run1> <http://www.w3.org/ns/prov#used> <urn:sextant:dataset/v1> ."
    assert used in lines
    assert "<urn:sextant:run/run1> <urn:sextant:works_on> <urn:sextant:dataset/v1> ." in lines


def test_another_form_is_refused(known, tmp_path):
    with pytest.raises(BadRequest, match="graphml, prov-json or rdf"):
        export_graph(known, tmp_path / "x", "dot")
