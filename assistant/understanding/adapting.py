"""Small adapters that turn the packaged sentence model into a reader of senses (LoRA, Hu et al. 2021).

The packaged model stays as it is; beside five of its six layers' matrices lie products of two thin ones (rank 16), and
a linear layer on the mean of the last layer says how likely each sense is present in a message. All senses are judged
apart (sigmoid), since a message may ask for several things. A megabyte in float16 holds it all.
"""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from numpy.typing import NDArray

RANK = 16
FROZEN_LAYERS = 1
"""Lowest layers without adapters: they know letters and words, not intentions."""
MOST_TOKENS = 112
_SCALE = 12.0
"""Length of the mean vector before the linear layer."""


class Beside(torch.nn.Module):
    """A linear layer with a thin product beside it."""

    def __init__(self, linear: torch.nn.Linear, rank: int = RANK) -> None:
        super().__init__()
        self.linear = linear
        self.down = torch.nn.Parameter(torch.randn(rank, linear.in_features) / math.sqrt(linear.in_features))
        self.up = torch.nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """What the layer gives, with the product's share."""
        out: torch.Tensor = self.linear(x)
        return out + (x @ self.down.T) @ self.up.T


class SenseReader:
    """The sentence model with adapters and the layer of senses.

    Args:
        model: the packaged `SentenceTransformer`; its layers get adapters beside them.
        senses: names of the senses, in the order of the outputs.
    """

    def __init__(self, model: Any, senses: tuple[str, ...]) -> None:
        self.senses = senses
        self._tokens = model.tokenizer
        self._bert = model[0].auto_model if hasattr(model[0], "auto_model") else model[0].model
        for parameter in self._bert.parameters():
            parameter.requires_grad_(False)
        self.adapters = [
            self._put_beside(parent, name)
            for layer in list(self._bert.encoder.layer)[FROZEN_LAYERS:]
            for parent, name in (
                (layer.attention.self, "query"),
                (layer.attention.self, "value"),
                (layer.attention.output, "dense"),
                (layer.intermediate, "dense"),
                (layer.output, "dense"),
            )
        ]
        self.head = torch.nn.Linear(self._bert.config.hidden_size, len(senses))

    @staticmethod
    def _put_beside(parent: torch.nn.Module, name: str) -> Beside:
        made = Beside(getattr(parent, name))
        setattr(parent, name, made)
        return made

    def logits(self, texts: list[str], dropout: torch.nn.Module | None = None) -> torch.Tensor:
        """Log odds that each sense is present, shape (n_texts, n_senses)."""
        tokens = self._tokens(texts, padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt")
        last = self._bert(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1).float()
        mean = torch.nn.functional.normalize((last * mask).sum(1) / mask.sum(1), dim=-1) * _SCALE
        out: torch.Tensor = self.head(dropout(mean) if dropout is not None else mean)
        return out

    def present(self, texts: list[str]) -> "NDArray[Any]":
        """Probability that each sense is present, float32 of shape (n_texts, n_senses)."""
        with torch.no_grad():
            return torch.sigmoid(self.logits(texts)).numpy()

    def train(self, on: bool) -> None:
        """Dropout within the model on for training, off for use."""
        self._bert.train(on)

    def load(self, file: Path) -> None:
        """Takes the numbers of a file that `training` wrote."""
        import numpy as np

        with np.load(file, allow_pickle=False) as held, torch.no_grad():
            for i, adapter in enumerate(self.adapters):
                adapter.down.copy_(torch.from_numpy(held[f"down{i}"].astype(np.float32)))
                adapter.up.copy_(torch.from_numpy(held[f"up{i}"].astype(np.float32)))
            self.head.weight.copy_(torch.from_numpy(held["weight"].astype(np.float32)))
            self.head.bias.copy_(torch.from_numpy(held["bias"].astype(np.float32)))

    def arrays(self) -> dict[str, "NDArray[Any]"]:
        """The numbers as float16, for a file."""
        named: dict[str, torch.Tensor] = {f"down{i}": a.down for i, a in enumerate(self.adapters)}
        named |= {f"up{i}": a.up for i, a in enumerate(self.adapters)}
        named |= {"weight": self.head.weight, "bias": self.head.bias}
        return {name: p.detach().half().numpy() for name, p in named.items()}
