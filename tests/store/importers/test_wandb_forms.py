"""Forms that Weights & Biases writes beside its run folders' files: the log of a run, and its API's table."""

import json
import struct
import zlib

import pandas as pd
import pytest

from store.errors import BadData
from store.importers import importer_of
from store.importers.wandb_log import read_log

BLOCK = 32768


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def part(number, content):
    """A field of a protocol buffer's message: whole numbers, doubles, texts and messages."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    if isinstance(content, float):
        return varint(number << 3 | 1) + struct.pack("<d", content)
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def item(name, value):
    return part(1, part(1, name) + part(16, json.dumps(value)))


def nested(*names, number, content):
    return part(1, b"".join(part(2, n) for n in names) + part(number, content))


def log(records):
    """A file of records in blocks, as LevelDB's log has them."""
    out = b":W&B" + struct.pack("<HB", 0xBEE1, 0)
    for record in records:
        first, rest = True, record
        while first or rest:
            room = BLOCK - len(out) % BLOCK
            if room < 7:
                out += b"\x00" * room
                continue
            piece, rest = rest[: room - 7], rest[room - 7 :]
            kind = {(True, True): 1, (True, False): 2, (False, False): 3, (False, True): 4}[first, not rest]
            check = zlib.crc32(piece, zlib.crc32(bytes([kind])))
            out += struct.pack("<IHB", check, len(piece), kind) + piece
            first = False
    return out


def run_of(k, exit_code=0, long=0):
    """The records of one run; its name may be so long that it goes over several blocks."""
    config = item("depth", k) + item("opt", {"lr": 0.1 * (k + 1)}) + item("_wandb", {"t": 1})
    began = part(17, part(1, 1_750_000_000 + k))
    run = part(17, part(1, f"id{k}") + part(8, f"run {k}") + part(9, "x" * long) + part(4, config) + began)
    step = part(2, item("acc", 0.5) + nested("val_loss", number=6, content=0.9) + nested("n", number=5, content=6))
    last = part(2, item("acc", 0.5 + 0.1 * k) + nested("eval", "f1", number=16, content="0.25"))
    ended = [] if exit_code is None else [part(18, part(1, exit_code) + part(2, 12))]
    return [part(1, 1) + run, part(1, 2) + step, part(1, 3) + last, *ended]


def offline(root, k, **how):
    folder = root / "wandb" / f"offline-run-2025060{k}_100000-id{k}"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "requirements.txt").write_text("wandb\n")
    path = folder / f"run-id{k}.wandb"
    path.write_bytes(log(run_of(k, **how)))
    return path


def test_runs_made_offline_are_read_from_their_logs(tmp_path):
    for k, code in enumerate((0, 1, None)):
        offline(tmp_path, k, exit_code=code)
    (tmp_path / "wandb" / "latest-run").symlink_to(tmp_path / "wandb" / "offline-run-20250600_100000-id0")
    importer = importer_of(str(tmp_path / "wandb"))
    assert importer.kind == "wandb-folder"
    (space,) = importer.read(str(tmp_path / "wandb")).spaces
    assert [(r.name, r.status) for r in space.runs] == [("run 0", "ok"), ("run 1", "failed"), ("run 2", "interrupted")]
    assert space.runs[1].metrics == {"acc": 0.6, "val_loss": 0.9, "n": 3.0, "eval.f1": 0.25}
    assert space.runs[1].variant.choices == {"depth": 1, "opt.lr": 0.2}
    assert space.runs[1].cost_s == 12 and space.runs[1].started_at.year == 2025


def test_what_a_crash_cut_off_is_left_and_records_go_over_blocks(tmp_path):
    path = offline(tmp_path, 1, long=70_000)
    assert read_log(path).name == "run 1" and read_log(path).exit_code == 0
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    cut = read_log(path)
    assert cut.exit_code is None and cut.summary["acc"] == 0.6
    path.write_bytes(whole[:100] + b"\xff" + whole[101:])
    with pytest.raises(BadData, match="tells of no run"):
        read_log(path)
    path.write_bytes(b"something else altogether")
    with pytest.raises(BadData, match="cannot be read as a log"):
        read_log(path)


def test_a_log_that_cannot_be_read_is_counted(tmp_path):
    offline(tmp_path, 0)
    offline(tmp_path, 1).write_bytes(b":W&B nothing")
    (space,) = importer_of(str(tmp_path)).read(str(tmp_path)).spaces
    assert len(space.runs) == 1 and space.skipped == {"its files cannot be read": 1}


def test_the_table_of_the_documented_script_is_taken_apart(tmp_path):
    """`runs_df.to_csv("project.csv")` of the guide "Export data": mappings as Python shows them."""
    rows = [
        {
            "summary": {"acc": 0.5 + 0.05 * k, "val_loss": float("nan") if k == 2 else 1 - 0.1 * k, "_runtime": 3.5,
                        "_step": 9, "_wandb": {"runtime": 7}},
            "config": {"depth": k, "opt": {"lr": 0.1}, "kind": "a" if k % 2 else "b"},
            "name": f"sunny-{k}",
        }
        for k in range(4)
    ]  # fmt: skip
    path = tmp_path / "project.csv"
    pd.DataFrame({n: [row[n] for row in rows] for n in ("summary", "config", "name")}).to_csv(path)
    importer = importer_of(str(path))
    assert importer.kind == "wandb-table"
    plan = importer.read(str(path))
    (space,) = plan.spaces
    assert plan.doubtful == () and space.space.metrics == {"acc": "max", "val_loss": "min"}
    assert [r.name for r in space.runs] == [f"sunny-{k}" for k in range(4)]
    assert space.runs[3].variant.choices == {"depth": 3, "opt.lr": 0.1, "kind": "a"} and space.runs[3].cost_s == 7
    assert "val_loss" not in space.runs[2].metrics and space.runs[2].metrics["acc"] == 0.6
