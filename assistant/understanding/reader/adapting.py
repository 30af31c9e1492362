"""Small adapters that turn the packaged sentence model into a reader of senses (LoRA, Hu et al. 2021).

The packaged model stays as it is; beside five of its six layers' matrices lie products of two thin ones (rank 16), and
a linear layer on the mean of the last layer says how likely each sense is present in a message. All senses are judged
apart (sigmoid), since a message may ask for several things. A megabyte in float16 holds it all. Only training needs
this module; the app reads with `assistant.sense_model`.
"""

import math
import os
import warnings
from typing import TYPE_CHECKING, Any

import torch

from assistant.sense_model.numbers import ADAPTED, FROZEN_LAYERS, LENGTH_OF_MEAN, MOST_TOKENS, packaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

RANK = 16


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


def sentence_model() -> Any:
    """The packaged sentence model, on the CPU; needs no network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(str(packaged()), device="cpu")


class Learner:
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
            self._put_beside(layer, part)
            for layer in list(self._bert.encoder.layer)[FROZEN_LAYERS:]
            for part in ADAPTED
        ]
        self.head = torch.nn.Linear(self._bert.config.hidden_size, len(senses))

    @staticmethod
    def _put_beside(layer: torch.nn.Module, part: str) -> Beside:
        parent, _, name = part.rpartition(".")
        within = layer.get_submodule(parent)
        made = Beside(getattr(within, name))
        setattr(within, name, made)
        return made

    def logits(self, texts: list[str], dropout: torch.nn.Module | None = None) -> torch.Tensor:
        """Log odds that each sense is present, shape (n_texts, n_senses)."""
        tokens = self._tokens(texts, padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt")
        last = self._bert(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1).float()
        mean = torch.nn.functional.normalize((last * mask).sum(1) / mask.sum(1), dim=-1) * LENGTH_OF_MEAN
        out: torch.Tensor = self.head(dropout(mean) if dropout is not None else mean)
        return out

    def start_from(self, numbers: "Mapping[str, NDArray[Any]]") -> None:
        """Takes over the adapters of a trained file, whatever senses that is for.

        Args:
            numbers: the file's arrays.
        """
        for i, adapter in enumerate(self.adapters):
            adapter.down.data = torch.from_numpy(numbers[f"down{i}"].astype("float32"))
            adapter.up.data = torch.from_numpy(numbers[f"up{i}"].astype("float32"))

    def tell_from(self, numbers: "Mapping[str, NDArray[Any]]") -> None:
        """Takes over what a trained file tells of the same senses.

        Args:
            numbers: the file's arrays.
        """
        self.head.weight.data = torch.from_numpy(numbers["weight"].astype("float32"))
        self.head.bias.data = torch.from_numpy(numbers["bias"].astype("float32"))

    def train(self, on: bool) -> None:
        """Dropout within the model on for training, off for use."""
        self._bert.train(on)

    def arrays(self) -> dict[str, "NDArray[Any]"]:
        """The numbers as float16, for a file."""
        named: dict[str, torch.Tensor] = {f"down{i}": a.down for i, a in enumerate(self.adapters)}
        named |= {f"up{i}": a.up for i, a in enumerate(self.adapters)}
        named |= {"weight": self.head.weight, "bias": self.head.bias}
        return {name: p.detach().half().numpy() for name, p in named.items()}
