"""Trains the reader of reasons: `python -m assistant.understanding.learning_reasons`, after `.training`.

Which part of a message says why something is liked or turned down is told by sense, not by signs: the adapters of the
reader of senses are trained on with one part after the other beside its message. Takes five minutes on one core; the
same examples give the same numbers on one machine.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.sense_model.numbers import REASONS, WEIGHTS
from assistant.understanding.context import Context
from assistant.understanding.known import Known, known_sentences
from assistant.understanding.told_reasons import JUDGED, asked_of
from assistant.understanding.training import batches, examples_hash

NAMES = ("reason",)
EPOCHS = 4
_ADAPTER_RATE, _HEAD_RATE = 1e-3, 3e-3
_PRESENT_WEIGHT = 2.0
_OVER_HALF, _MOST_OF_IT = 0.5, 0.6
"""A part is a reason where so much of it is one, or so much of one lies in it."""


def asked(known: Sequence[Known]) -> list[tuple[str, bool]]:
    """What the reader is shown of the verdicts among known messages, and whether that part is a reason."""
    return [pair for one in known for pair in _parts_of(one)]


def _parts_of(one: Known) -> list[tuple[str, bool]]:
    commands = [c for part in one.parts or () for c in part.commands if c[0] in JUDGED]
    if not commands:
        return []
    said = one.text.lower()
    reasons = [str(args["reason"]).lower().strip(" .!") for _, args in commands if args.get("reason")]
    spans = [(said.find(r), said.find(r) + len(r)) for r in reasons if r in said]
    return [
        (text, any(_is_one(part.start, part.end, *span) for span in spans))
        for part, text in asked_of(one.text, Context(**one.context))
    ]


def _is_one(start: int, end: int, first: int, last: int) -> bool:
    shared = max(0, min(end, last) - max(start, first))
    return shared > _OVER_HALF * (end - start) or shared > _MOST_OF_IT * (last - first)


def train(file: Path = REASONS, epochs: int = EPOCHS) -> int:
    """Trains the adapters of the reader of senses on and writes them.

    Args:
        file: where to.
        epochs: passes over all parts.

    Returns:
        The number of parts used.
    """
    import numpy as np
    import torch

    from assistant.understanding.adapting import Learner, sentence_model

    torch.manual_seed(0)
    torch.set_num_threads(1)
    shown = asked(known_sentences())
    reader = Learner(sentence_model(), NAMES)
    with np.load(WEIGHTS, allow_pickle=False) as held:
        reader.start_from({name: held[name] for name in held.files})
    _fit(reader, [text for text, _ in shown], torch.tensor([[float(is_one)] for _, is_one in shown]), epochs)
    numbers = {**reader.arrays(), "names": np.array(NAMES), "examples": np.array(examples_hash())}
    np.savez_compressed(file, **numbers)  # type: ignore[arg-type]
    return len(shown)


def _fit(reader: Any, texts: list[str], wanted: Any, epochs: int) -> None:
    import torch

    adapters = [p for a in reader.adapters for p in (a.down, a.up)]
    rates = [_ADAPTER_RATE, _HEAD_RATE]
    groups = [{"params": adapters, "lr": rates[0]}, {"params": reader.head.parameters(), "lr": rates[1]}]
    optimizer = torch.optim.AdamW(groups, weight_decay=1e-2)
    chance = random.Random(0)
    plan = [batches([len(t) for t in texts], chance) for _ in range(epochs)]
    steps = sum(len(one) for one in plan)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps, pct_start=0.1)
    loss_of = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor([_PRESENT_WEIGHT]))
    dropout = torch.nn.Dropout(0.1)
    reader.train(True)
    for epoch, of_epoch in enumerate(plan):
        total = 0.0
        for batch in of_epoch:
            optimizer.zero_grad()
            loss = loss_of(reader.logits([texts[i] for i in batch], dropout), wanted[batch])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(adapters, 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1} of {epochs}: loss {total / len(texts):.3f}", flush=True)
    reader.train(False)


def main() -> None:
    """Trains and says on how many parts."""
    print(f"trained on {train()} parts of messages → {REASONS}")


if __name__ == "__main__":
    main()
