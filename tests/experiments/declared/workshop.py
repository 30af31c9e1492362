"""Small workflows in files, for tests: a person's own code that takes no time."""

from pathlib import Path

COMMAND = """
name: parabola
command: python train.py --x {x} --model {model} --depth {depth} --data {data} --seed {seed}
metrics: {loss: lower, f1: higher}
steps:
  - name: prepare
    parameters:
      x: {type: float, low: -2, high: 2, default: 1.5}
  - name: model
    implementations:
      flat: {}
      tree:
        parameters:
          depth: {type: int, low: 1, high: 5}
variants:
  near: {choices: {x: 0.5}}
  nearer: {inherits: near, choices: {model: tree, depth: 2}}
"""
TRAIN = """
import argparse, json
known = argparse.ArgumentParser()
known.add_argument("--x", type=float); known.add_argument("--model"); known.add_argument("--depth", type=int, default=0)
known.add_argument("--data"); known.add_argument("--seed", type=int)
args = known.parse_args()
if args.x > 1.9:
    raise SystemExit("x is too large")
print("at work")
print(json.dumps({"loss": args.x ** 2 + args.depth + args.seed % 2 / 100, "f1": 0.5, "words": "none"}))
"""
MODULE = """
from experiments.declared import step

@step("numbers")
def numbers(seed):
    return [seed, seed + 1]

@step("model", "sum")
def total(numbers, x):
    return sum(numbers) * x

@step("model", "product")
def product(numbers, x, power=1):
    return (numbers[0] * numbers[1] * x) ** power

@step("judge")
def judge(model):
    return {"score": model}
"""
STEPS = """
name: little
python: steps.py
metrics: {score: higher}
steps:
  - name: numbers
  - name: model
    parameters:
      x: {type: float, low: 0, high: 1, default: 0.5}
    implementations:
      sum: {}
      product:
        parameters:
          power: {type: int, low: 1, high: 3}
  - name: judge
"""


def write(folder: Path, **files: str) -> Path:
    """Writes files whose names have `_` for `.` before their ending; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return folder


def by_command(folder: Path) -> Path:
    """The file of a workflow that is a command."""
    return write(folder, workflow_yaml=COMMAND, train_py=TRAIN) / "workflow.yaml"


def by_steps(folder: Path) -> Path:
    """The file of a workflow that is a Python module."""
    return write(folder, workflow_yaml=STEPS, steps_py=MODULE) / "workflow.yaml"
