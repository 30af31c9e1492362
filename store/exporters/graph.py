"""The knowledge graph as files: GraphML for graph tools, PROV-JSON for provenance, RDF for knowledge graphs."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.writing import written_whole

_PROV = {
    "executes": ("used", "prov:activity", "prov:entity"),
    "works on": ("used", "prov:activity", "prov:entity"),
    "solves": ("used", "prov:activity", "prov:entity"),
    "was made by": ("wasGeneratedBy", "prov:entity", "prov:activity"),
    "was approved by": ("wasAssociatedWith", "prov:activity", "prov:agent"),
    "was said by": ("wasAttributedTo", "prov:entity", "prov:agent"),
    "was saved by": ("wasAttributedTo", "prov:entity", "prov:agent"),
    "is of": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "does again": ("wasInformedBy", "prov:informed", "prov:informant"),
}
"""Relations in the words of PROV-DM; all others are influences."""
_SEXTANT, _PROV_O = "urn:sextant:", "http://www.w3.org/ns/prov#"
_RDF, _RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_CLASS = {"experiment": "activity", "run": "activity", "person": "agent"}
FORMATS = ("graphml", "prov-json", "rdf")


def export_graph(store: KnowledgeStore, target: Path, form: str) -> tuple[int, int]:
    """Writes the knowledge graph into a file, whole or not at all.

    Args:
        store: the facts.
        target: the file; replaced if it is there.
        form: graphml, prov-json or rdf (N-Triples, which every reader of RDF knows).

    Raises:
        BadRequest: there is no such form, or the file cannot be written.

    Returns:
        Numbers of nodes and edges.
    """
    if form not in FORMATS:
        raise BadRequest(f"The knowledge graph cannot be written as {form!r}; choose graphml, prov-json or rdf.")
    if target.exists() and not target.is_file():  # a folder, or a device, which a file would replace
        raise BadRequest(f"{target} cannot be written: something that is no file is there. Name another file.")
    found = store.frame("SELECT node, kind, id, label, facts, happened_at FROM kg_nodes ORDER BY node, happened_at")
    nodes: list[dict[Any, Any]] = found.drop_duplicates("node").to_dict("records")
    known = {n["node"] for n in nodes}
    ends: list[dict[Any, Any]] = store.frame("SELECT source, relation, target FROM kg_edges ORDER BY ALL").to_dict(
        "records"
    )
    edges = [e for e in ends if e["source"] in known and e["target"] in known]
    text = {"graphml": _graphml, "prov-json": _prov, "rdf": _rdf}[form](nodes, edges)
    try:
        with written_whole(target) as partial:
            partial.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"{target} cannot be written: {error.strerror or error}. Name another file.") from error
    return len(nodes), len(edges)


def _graphml(nodes: list[dict[Any, Any]], edges: list[dict[Any, Any]]) -> str:
    keys = [("node", name) for name in ("kind", "label", "facts", "happened_at")] + [("edge", "relation")]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [f'<key id="{k}" for="{of}" attr.name="{k}" attr.type="string"/>' for of, k in keys]
    lines.append('<graph id="knowledge" edgedefault="directed">')
    for node in nodes:
        said = [k for k in ("kind", "label", "facts", "happened_at") if _is(node[k])]
        data = "".join(f'<data key="{k}">{_text(node[k])}</data>' for k in said)
        lines.append(f"<node id={quoteattr(_clean(node['node']))}>{data}</node>")
    for edge in edges:
        ends = f"source={quoteattr(_clean(edge['source']))} target={quoteattr(_clean(edge['target']))}"
        lines.append(f'<edge {ends}><data key="relation">{_text(edge["relation"])}</data></edge>')
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _prov(nodes: list[dict[Any, Any]], edges: list[dict[Any, Any]]) -> str:
    document: dict[str, Any] = {"prefix": {"sextant": "urn:sextant:", "prov": "http://www.w3.org/ns/prov#"}}
    for node in nodes:
        about = {"prov:label": node["label"], "prov:type": f"sextant:{node['kind']}"}
        if _is(node["facts"]):
            about["sextant:facts"] = node["facts"]
        document.setdefault(_CLASS.get(node["kind"], "entity"), {})[_name(node["node"])] = about
    for number, edge in enumerate(edges):
        relation, source, target = _PROV.get(
            edge["relation"], ("wasInfluencedBy", "prov:influencee", "prov:influencer")
        )
        words = {source: _name(edge["source"]), target: _name(edge["target"]), "sextant:relation": edge["relation"]}
        document.setdefault(relation, {})[f"_:e{number}"] = words
    return json.dumps(document, ensure_ascii=False, indent=1)


def _rdf(nodes: list[dict[Any, Any]], edges: list[dict[Any, Any]]) -> str:
    """N-Triples (https://www.w3.org/TR/n-triples/); relations also in the words of PROV-O where it has them."""
    lines = []
    for node in nodes:
        this, kind = _iri(node["node"]), str(node["kind"])
        lines.append(f"{this} <{_RDF}type> <{_SEXTANT}{quote(kind)}> .")
        lines.append(f"{this} <{_RDF}type> <{_PROV_O}{_CLASS.get(kind, 'entity').capitalize()}> .")
        lines.append(f"{this} <{_RDFS}label> {_literal(node['label'])} .")
        for name in ("facts", "happened_at"):
            if _is(node[name]):
                moment = name == "happened_at"
                value = node[name].isoformat() if moment else node[name]
                of = f"^^<{_XSD}dateTime>" if moment else ""
                lines.append(f"{this} <{_SEXTANT}{name}> {_literal(value)}{of} .")
    for edge in edges:
        source, target = _iri(edge["source"]), _iri(edge["target"])
        lines.append(f"{source} <{_SEXTANT}{quote(edge['relation'].replace(' ', '_'))}> {target} .")
        if edge["relation"] in _PROV:
            lines.append(f"{source} <{_PROV_O}{_PROV[edge['relation']][0]}> {target} .")
    return "\n".join([*lines, ""])


def _iri(node: str) -> str:
    """A node as an IRI: all that an IRI cannot carry is percent-encoded."""
    return f"<{_SEXTANT}{quote(node.replace(':', '/', 1), safe='/')}>"


def _literal(value: Any) -> str:
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _name(node: str) -> str:
    return "sextant:" + node.replace(":", "/", 1).replace(" ", "%20")


def _is(value: Any) -> bool:
    return value is not None and value == value and str(value) != "NaT"


def _text(value: Any) -> str:
    return escape(_clean(str(value)))


def _clean(text: str) -> str:
    """Without characters that XML cannot carry."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and c not in "\ufffe\uffff"))
