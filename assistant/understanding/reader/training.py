"""Trains the reader of senses: `python -m assistant.understanding.reader.training` after examples have changed.

Adapters beside the packaged sentence model (`adapting`) and a linear layer learn which senses a
message has, each apart (binary cross-entropy, AdamW, one cycle of the learning rate; Smith and Topin 2019). Beside the
examples, pairs and triples of them joined into one message teach that several things may be asked for at once. The
model is run in bfloat16 where the processor multiplies it itself, in half the time. Takes about an hour on one core;
the same examples give the same numbers on one machine. With `--latest N` the present reader learns on, from the last N
messages of `said.jsonl` and some of the others, so that nothing is forgotten: a quarter of the time. What is kept then
lies halfway between the reader before and after, which reads strangers better than either (weight-space ensembles;
Wortsman et al. 2022). The file it writes carries the hash of the examples it was trained on, and a test compares.
"""

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.sense_model.numbers import WEIGHTS
from assistant.understanding.context import Context
from assistant.understanding.reader.known import Known, Part, known_sentences, latest_said, said_of_columns
from assistant.understanding.reader.likeness import OF_COLUMNS, ROLE, named_in, portions, shown, shown_beside
from assistant.understanding.reader.mentions import mentions_in, told_of
from assistant.understanding.text.words import Word
from store.records import content_hash

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant.understanding.reader.adapting import Learner

EPOCHS = 5
_BATCH = 32
_ADAPTER_RATE, _HEAD_RATE = 2e-3, 5e-3
_PRESENT_WEIGHT = 4.0
"""A sense that is there and missed weighs as much as four that aren't and were found: most aren't."""
_ONWARD_EPOCHS, _ONWARD_RATE, _ONWARD_OTHERS = 2, 6e-4, 6000
"""Passes, highest learning rate of the adapters, and earlier messages beside the latest, where a reader learns on."""
_FEW = -4.0
"""Log odds of a sense before anything is learned."""
_JOINED = 1000
"""Messages made of two or three others."""
_OF_COLUMNS = 600
"""Messages made of what is said of several columns."""
_ASKED_IN_VAIN = 0.2
"""Share of the messages about no column in which one is asked for."""
_JOINTS = (", and ", ", then ", " and ", ", ", "; ", ". ", ", also ", " and also ", ", but ", ". ")
_ALONE = frozenset({"small_talk", "out_of_scope", "approve", "decline", "help"})
"""What is said by itself."""


def examples_hash() -> str:
    """Hash of all examples, whatever their order."""
    told = [
        [k.text, *sorted(k.senses), *sorted(f"{c}={r}" for c, rs in k.roles.items() for r in rs), str(k.parts or "")]
        for k in known_sentences()
    ]
    return content_hash(sorted(told))


def joined(known: Sequence[Known], n: int = _JOINED) -> list[Known]:
    """Messages made of two or three known ones, the same each time."""
    pool = [k for k in known if k.senses and not k.senses & _ALONE]
    return [_one_of(random.Random(i), pool) for i in range(n)]


def _one_of(chance: random.Random, pool: Sequence[Known]) -> Known:
    picked = chance.sample(pool, 2 if chance.random() < 0.7 else 3)
    context: dict[str, Any] = {}
    roles: dict[str, frozenset[str]] = {}
    text, parts = "", list[Part]()
    for one in picked:
        for key, value in one.context.items():
            before = context.get(key) or []
            context[key] = list(dict.fromkeys([*before, *value])) if isinstance(value, list) else value
        text += chance.choice(_JOINTS) if text else ""
        told = (one.parts or (Part(0, 0, ()),))[0].commands
        parts.append(Part(len(text), len(text) + len(one.text), told))
        text += one.text.rstrip(" .!?")
        named = {c for w in named_in(one.text, Context(**one.context)) if w.entity for c in w.entity.values}
        roles |= {c: r for c, r in one.roles.items() if c in named}
    whole = tuple(parts) if all(one.parts for one in picked) else None
    return Known(text, context, frozenset().union(*(one.senses for one in picked)), roles, whole)


def asked(known: Sequence[Known]) -> list[tuple[str, frozenset[str]]]:
    """What the reader is shown and what it should find.

    That is the senses of each message, the roles of the columns it names or alludes to, and what else it names
    belongs to.
    """
    out: list[tuple[str, frozenset[str]]] = []
    for one in known:
        context = Context(**one.context)
        out.append((shown(one.text, context), one.senses))
        for part in portions(one.text, context):
            named = named_in(part, context)
            for word in named:
                if word.entity and word.entity.kind == "COL":
                    roles = frozenset(ROLE + r for c in word.entity.values for r in one.roles.get(str(c), ()))
                    out.append((shown(part, context, word, named), roles))
            out += _mentioned(one, part, context, named)
        out += _alluded(one, context)
    return out


def _alluded(one: Known, context: Context) -> list[tuple[str, frozenset[str]]]:
    """The roles of columns that a message doesn't name, and for some of the others that they have none."""
    if one.parts is None or not context.columns:
        return []
    named = {str(c) for w in named_in(one.text, context) if w.entity for c in w.entity.values}
    rest = [c for c in context.columns if c not in named]
    meant = [c for c in rest if one.roles.get(c)]
    chance = random.Random(one.text)
    others = [c for c in rest if c not in meant]
    n = 2 if meant or one.senses & OF_COLUMNS else int(chance.random() < _ASKED_IN_VAIN)
    seen = shown(one.text, context)
    return [
        (shown_beside(c, seen), frozenset(ROLE + r for r in one.roles.get(c, ())))
        for c in [*meant, *chance.sample(others, min(n, len(others)))]
    ]


def _mentioned(one: Known, part: str, context: Context, named: Sequence[Word]) -> list[tuple[str, frozenset[str]]]:
    """What a part of a message names besides columns, with the commands and slots it belongs to."""
    if one.parts is None:
        return []
    at = max(one.text.find(part), 0)
    out = []
    for mention in mentions_in(part, context):
        commands = [c for p in one.parts if p.start <= at + mention.start < p.end for c in p.commands]
        out.append((shown(part, context, mention, named), told_of(mention, commands)))
    return out


def train(file: Path = WEIGHTS, epochs: int = EPOCHS) -> int:
    """Fits adapters and the linear layer and writes them.

    Args:
        file: where to.
        epochs: passes over all examples.

    Returns:
        The number of messages used.
    """
    known = known_sentences()
    messages = asked([*known, *joined(known), *said_of_columns(_OF_COLUMNS)])
    names = tuple(sorted(set().union(*(found for _, found in messages))))
    reader = untrained(names)
    reader.head.bias.data.fill_(_FEW)
    return _fitted(reader, names, messages, _course(epochs, _ADAPTER_RATE), file)


def train_on(latest: int, file: Path = WEIGHTS) -> int:
    """Lets the present reader learn on from messages that were added.

    Args:
        latest: how many of the last messages of `said.jsonl` are new to it.
        file: the reader, and where to write it.

    Returns:
        The number of messages used.

    Raises:
        ValueError: the new messages have senses that the reader doesn't know; train it anew.
    """
    known = known_sentences()
    added = latest_said(latest)
    new, others = [k for k in known if k.text in added], [k for k in known if k.text not in added]
    some = [*new, *random.Random(0).sample(others, min(_ONWARD_OTHERS, len(others)))]
    messages = asked([*some, *joined(some, _JOINED // 2), *said_of_columns(_OF_COLUMNS // 3)])
    numbers = learned(file)
    names = tuple(str(name) for name in numbers["names"])
    if strange := set().union(*(found for _, found in messages)) - set(names):
        raise ValueError(f"the reader knows nothing of {', '.join(sorted(strange))}: train it anew, without --latest")
    reader = untrained(names)
    reader.start_from(numbers)
    reader.tell_from(numbers)
    used = _fitted(reader, names, messages, _course(_ONWARD_EPOCHS, _ONWARD_RATE), file)
    _halfway(numbers, file)
    return used


def _halfway(before: "dict[str, NDArray[Any]]", file: Path) -> None:
    """Writes the means of the numbers of two readers over the later one."""
    import numpy as np

    after = learned(file)
    for name, numbers in after.items():
        if numbers.dtype.kind == "f":
            mean = (before[name].astype(np.float32) + numbers.astype(np.float32)) / 2
            after[name] = mean.astype(numbers.dtype)
    np.savez_compressed(file, **after)  # type: ignore[arg-type]


def learned(file: Path) -> "dict[str, NDArray[Any]]":
    """The arrays of a trained file by name."""
    import numpy as np

    with np.load(file, allow_pickle=False) as held:
        return {name: held[name] for name in held.files}


def _course(epochs: int, rate: float) -> "Course":
    """A course of the reader of senses at a highest learning rate of the adapters."""
    return Course(epochs, rate, rate * _HEAD_RATE / _ADAPTER_RATE, _PRESENT_WEIGHT, is_halved=True)


def _fitted(
    reader: "Learner",
    names: Sequence[str],
    messages: Sequence[tuple[str, frozenset[str]]],
    course: "Course",
    file: Path,
) -> int:
    """Fits the reader, writes it, and says on how many messages."""
    fit(reader, [(text, [name in found for name in names]) for text, found in messages], course)
    written(reader, names, file)
    return len(messages)


@dataclass(frozen=True)
class Course:
    """How a reader is trained.

    Attributes:
        epochs: passes over all examples.
        adapter_rate: highest learning rate of the adapters.
        head_rate: highest learning rate of the linear layer.
        present_weight: what a sense that is there weighs against one that isn't.
        is_halved: whether the model is run in bfloat16 where the processor multiplies it itself.
    """

    epochs: int
    adapter_rate: float
    head_rate: float
    present_weight: float
    is_halved: bool = False


def untrained(names: tuple[str, ...]) -> "Learner":
    """A reader of what the names say before it has learned anything, the same each time."""
    import torch

    from assistant.understanding.reader.adapting import Learner, sentence_model

    torch.manual_seed(0)
    torch.set_num_threads(1)
    return Learner(sentence_model(), names)


def fit(reader: "Learner", examples: Sequence[tuple[str, Sequence[bool]]], course: Course) -> None:
    """Trains adapters and the linear layer of a reader in place.

    Args:
        reader: the one to train.
        examples: texts, and of each name that the reader tells whether it holds.
        course: how.
    """
    import torch

    texts = [text for text, _ in examples]
    wanted = torch.tensor([[float(is_there) for is_there in found] for _, found in examples])
    adapters = [p for a in reader.adapters for p in (a.down, a.up)]
    rates = [course.adapter_rate, course.head_rate]
    groups = [{"params": adapters, "lr": rates[0]}, {"params": reader.head.parameters(), "lr": rates[1]}]
    optimizer = torch.optim.AdamW(groups, weight_decay=1e-2)
    steps = course.epochs * math.ceil(len(texts) / _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps, pct_start=0.1)
    weight = torch.full((wanted.shape[1],), course.present_weight)
    loss_of = torch.nn.BCEWithLogitsLoss(pos_weight=weight, reduction="none")
    dropout = torch.nn.Dropout(0.1)
    chance = random.Random(0)
    is_halved = course.is_halved and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    halved = torch.autocast("cpu", dtype=torch.bfloat16, enabled=is_halved)
    reader.train(True)
    for epoch in range(course.epochs):
        total = 0.0
        for batch in _batches([len(t) for t in texts], chance):
            optimizer.zero_grad()
            with halved:
                logits = reader.logits([texts[i] for i in batch], dropout)
            loss = loss_of(logits.float(), wanted[batch]).sum(1).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(adapters, 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1} of {course.epochs}: loss {total / len(texts):.3f}", flush=True)
    reader.train(False)


def written(reader: "Learner", names: Sequence[str], file: Path) -> None:
    """Writes what a reader learned, what it tells and the hash of the examples it learned from."""
    import numpy as np

    held = {**reader.arrays(), "names": np.array(names), "examples": np.array(examples_hash())}
    np.savez_compressed(file, **held)  # type: ignore[arg-type]


def _batches(lengths: Sequence[int], chance: random.Random) -> list[list[int]]:
    """Rows of about the same length together, in an order of chance."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] + chance.uniform(-15, 15))
    cut = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
    chance.shuffle(cut)
    return cut


def main() -> None:
    """Trains and says on how many messages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--latest", type=int, default=0, metavar="N", help="learn on from the last N of said.jsonl")
    given = parser.parse_args()
    used = train_on(given.latest) if given.latest else train(epochs=given.epochs)
    print(f"trained on {used} messages → {WEIGHTS}")


if __name__ == "__main__":
    main()
