import json
import zipfile

import pandas as pd
import pytest

from store.errors import BadData, BadRequest
from store.exchange import export_knowledge, import_knowledge
from store.memory import MemoryStore
from store.nouns import NOUNS
from store.records import DatasetVersion, Policy, Run, RunEnd
from tests.store import facts


def filled():
    store = MemoryStore()
    store.append(*facts.one_of_each())
    return store


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_everything_arrives_and_a_second_time_nothing(store, tmp_path, name):
    source = filled()
    written = export_knowledge(source, tmp_path / name)
    assert sum(written.new.values()) == source.position
    done = import_knowledge(store, tmp_path / name)
    assert done.sentence == f"{source.position} new facts, 0 already known, 0 refused."
    for noun in NOUNS:
        assert store.find(noun.record) == source.find(noun.record)
    again = import_knowledge(store, tmp_path / name)
    assert (sum(again.new.values()), sum(again.known.values())) == (0, source.position)
    assert store.position == source.position


def test_two_stores_come_to_know_the_same(tmp_path):
    one, two = filled(), MemoryStore()
    two.append(facts.run(facts.variant(n=1), "elsewhere"), facts.end("elsewhere"))
    export_knowledge(one, tmp_path / "one.zip")
    export_knowledge(two, tmp_path / "two.zip")
    import_knowledge(one, tmp_path / "two.zip")
    import_knowledge(two, tmp_path / "one.zip")
    assert {r.id for r in one.find(Run)} == {r.id for r in two.find(Run)} == {"run1", "run2", "elsewhere"}


def test_what_was_approved_beforehand_elsewhere_asks_here(tmp_path):
    theirs, ours = MemoryStore(), MemoryStore()
    policy = Policy(id="pol", model="churn", standing=True, every_days=7, person="ada", written_at=facts.at())
    theirs.append(policy)
    export_knowledge(theirs, tmp_path / "all")
    assert "retrains nothing here without asking" in import_knowledge(ours, tmp_path / "all").sentence
    assert ours.get(Policy, "pol") == policy.model_copy(update={"standing": False})
    again = import_knowledge(ours, tmp_path / "all")
    assert (again.refused, again.asking, sum(again.new.values())) == ([], 0, 0)
    export_knowledge(ours, tmp_path / "back")
    assert import_knowledge(theirs, tmp_path / "back").refused == []
    assert theirs.get(Policy, "pol").standing


def test_a_contradiction_is_refused_alone(store, tmp_path):
    export_knowledge(filled(), tmp_path / "out")
    store.append(facts.end(score=0.99))
    done = import_knowledge(store, tmp_path / "out")
    assert len(done.refused) == 1 and "run1" in done.refused[0]
    assert store.get(RunEnd, "run1").score == 0.99
    assert len(store.find(Run)) == 2


def test_an_invalid_fact_is_refused_with_its_reason(store, tmp_path):
    export_knowledge(filled(), tmp_path / "out")
    path = tmp_path / "out" / "run_end.parquet"
    frame = pd.read_parquet(path)
    frame["outcome"] = "splendid"
    frame.to_parquet(path)
    done = import_knowledge(store, tmp_path / "out")
    assert "run end 'run1' is no valid fact" in done.refused[0]
    assert store.find(RunEnd) == () and len(store.find(Run)) == 2


def test_rows_of_the_tables_go_along_where_wanted(tmp_path):
    home, other = tmp_path / "home", tmp_path / "other"
    (home / "data").mkdir(parents=True)
    other.mkdir()
    (home / "data" / "v1.parquet").write_bytes(b"rows")
    assert export_knowledge(filled(), tmp_path / "with.zip", home=home).tables == 1
    store = MemoryStore()
    assert import_knowledge(store, tmp_path / "with.zip", home=other).tables == 1
    assert (other / store.find(DatasetVersion)[0].snapshot).read_bytes() == b"rows"
    assert import_knowledge(store, tmp_path / "with.zip", home=other).tables == 0


def test_a_path_that_leads_out_of_the_home_is_not_followed(tmp_path):
    (tmp_path / "out" / "tables").mkdir(parents=True)
    source = MemoryStore()
    version = facts.dataset()[1].model_copy(update={"snapshot": "../../stolen.parquet"})
    source.append(version)
    export_knowledge(source, tmp_path / "e")
    (tmp_path / "e" / "tables").mkdir()
    (tmp_path / "stolen.parquet").write_bytes(b"secret")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert import_knowledge(MemoryStore(), tmp_path / "e", home=tmp_path / "a" / "b").tables == 0


def test_a_zip_that_wants_to_write_elsewhere_does_not(tmp_path):
    export_knowledge(filled(), tmp_path / "e.zip")
    with zipfile.ZipFile(tmp_path / "e.zip", "a") as archive:
        archive.writestr("../../evil.txt", "x")
        archive.writestr("/tmp/evil-sextant.txt", "x")
    import_knowledge(MemoryStore(), tmp_path / "e.zip")
    assert not list(tmp_path.rglob("evil*"))


def test_what_is_no_export_is_said_and_adds_nothing(store, tmp_path):
    with pytest.raises(BadData, match="no export"):
        import_knowledge(store, tmp_path / "nothing")
    with pytest.raises(BadData, match=r"manifest.json cannot be read"):
        import_knowledge(store, tmp_path)
    (tmp_path / "x.zip").write_bytes(b"zip")
    with pytest.raises(BadData, match="cannot be unpacked"):
        import_knowledge(store, tmp_path / "x.zip")
    export_knowledge(filled(), tmp_path / "out")
    (tmp_path / "out" / "run.parquet").write_bytes(b"cut")
    with pytest.raises(BadData, match="damaged"):
        import_knowledge(store, tmp_path / "out")
    (tmp_path / "out" / "run.parquet").unlink()
    with pytest.raises(BadData, match=r"lacks run.parquet"):
        import_knowledge(store, tmp_path / "out")
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    with pytest.raises(BadData, match="format 99"):
        import_knowledge(store, tmp_path / "out")
    assert store.position == 0


def test_half_an_export_is_not_left(tmp_path, no_room):
    store = filled()
    with no_room:
        for name in ("out", "out.zip"):
            with pytest.raises(BadRequest, match="cannot be written"):
                export_knowledge(store, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("facts_of", ["x", [1], {"run": "many"}])
def test_a_manifest_that_counts_in_no_numbers_is_said(store, tmp_path, facts_of):
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": 1, "facts": facts_of}))
    with pytest.raises(BadData, match=r"odd\.zip is no export of Sextant"):
        import_knowledge(store, tmp_path / "odd.zip")


def test_only_an_earlier_export_is_replaced(tmp_path):
    (tmp_path / "photos.zip").write_bytes(b"mine")
    with pytest.raises(BadRequest, match="no export of Sextant"):
        export_knowledge(filled(), tmp_path / "photos.zip")
    assert (tmp_path / "photos.zip").read_bytes() == b"mine"
    assert export_knowledge(filled(), tmp_path / "all.zip") == export_knowledge(filled(), tmp_path / "all.zip")


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "diary.txt").write_text("dear")
    with pytest.raises(BadRequest, match="not an empty folder"):
        export_knowledge(filled(), tmp_path)
    with pytest.raises(BadRequest, match="not an empty folder"):
        export_knowledge(filled(), tmp_path / "diary.txt")
    with pytest.raises(BadRequest, match="cannot be written"):
        export_knowledge(filled(), tmp_path / "nowhere" / "x.zip")
