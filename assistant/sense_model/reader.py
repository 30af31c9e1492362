"""Reads senses out of sentences with NumPy alone: the packaged sentence model with what it was trained for taken in.

The model is all-MiniLM-L6-v2, a BERT of six layers (Devlin et al. 2019, Reimers and Gurevych 2019, Wang et al. 2020).
Training needs libraries that take seconds to load (`assistant.understanding.reader.adapting`); reading does without
them: here the product of an adapter's two thin matrices is added to the matrix that it was trained beside.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from scipy.special import expit
from tokenizers import Tokenizer

from assistant.sense_model.numbers import ADAPTED, FROZEN_LAYERS, LENGTH_OF_MEAN, MOST_TOKENS, packaged

Floats = NDArray[np.float32]

_FIXED = ("attention.self.key",)
_SHORTEST = np.float32(1e-12)
"""A mean vector is divided by no less."""


@dataclass(frozen=True)
class _Linear:
    """What a linear layer multiplies by, shape (n_in, n_out), and adds."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        out: Floats = x @ self.weight
        out += self.bias
        return out


def _linear(weight: Floats, bias: Floats) -> _Linear:
    """A layer of a matrix of shape (n_out, n_in), turned: with short texts the product takes half as long so."""
    return _Linear(np.ascontiguousarray(weight.T), bias)


@dataclass(frozen=True)
class _Norm:
    """Layer normalisation (Ba et al. 2016)."""

    weight: Floats
    bias: Floats
    epsilon: np.float32

    def __call__(self, x: Floats) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(-1, keepdims=True) + self.epsilon)
        out: Floats = centred / scale * self.weight + self.bias
        return out


def packaged_matrices() -> dict[str, Floats]:
    """The packaged model's matrices by name, as they are before anything is taken in."""
    return dict(load_file(packaged() / "model.safetensors"))


def _taken_in(trained: Path, held: dict[str, Floats], layers: Sequence[str]) -> _Linear:
    """The layer of senses of a trained file, whose adapters are added to the matrices that they were trained beside."""
    with np.load(trained, allow_pickle=False) as file:
        adapted = [f"{layer}.{part}" for layer in layers[FROZEN_LAYERS:] for part in ADAPTED]
        for n, name in enumerate(adapted):
            up, down = (file[f"{side}{n}"].astype(np.float32) for side in ("up", "down"))
            held[f"{name}.weight"] = held[f"{name}.weight"] + up @ down
        return _linear(file["weight"].astype(np.float32), file["bias"].astype(np.float32))


class SenseReader:
    """The trained reader, on the CPU and without a network.

    Args:
        trained: the file that `assistant.understanding.reader.training` or `.learning_reasons` wrote; None for the
            packaged model as it is, which tells what words mean and finds no senses.
        packed: the packaged model's matrices, where `packaged_matrices` has read them for another reader already.
    """

    def __init__(self, trained: Path | None, packed: Mapping[str, Floats] | None = None) -> None:
        folder = packaged()
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        held = dict(packaged_matrices() if packed is None else packed)
        layers = [f"encoder.layer.{n}" for n in range(config["num_hidden_layers"])]
        self._head = None if trained is None else _taken_in(trained, held, layers)
        self._layers = layers
        self._heads = int(config["num_attention_heads"])
        self._linear = {
            f"{layer}.{part}": _linear(held[f"{layer}.{part}.weight"], held[f"{layer}.{part}.bias"])
            for layer in layers
            for part in (*ADAPTED, *_FIXED)
        }
        norms = [k.removesuffix(".weight") for k in held if k.endswith("LayerNorm.weight")]
        epsilon = np.float32(config["layer_norm_eps"])
        self._norm = {name: _Norm(held[f"{name}.weight"], held[f"{name}.bias"], epsilon) for name in norms}
        self._words = held["embeddings.word_embeddings.weight"]
        self._places = (
            held["embeddings.position_embeddings.weight"] + held["embeddings.token_type_embeddings.weight"][0]
        )
        self._tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens.enable_truncation(MOST_TOKENS)
        self._tokens.enable_padding(pad_id=int(config["pad_token_id"]))

    def present(self, texts: Sequence[str]) -> Floats:
        """Probability that each sense is present, shape (n_texts, n_senses)."""
        assert self._head is not None, "the packaged model finds no senses"
        found: Floats = expit(self._head(self.meanings(texts) * np.float32(LENGTH_OF_MEAN)))
        return found

    def meanings(self, texts: Sequence[str]) -> Floats:
        """What texts mean as vectors of length one, shape (n_texts, hidden size); alike ones point alike."""
        tokens = self._tokens.encode_batch(list(texts))
        mask = np.array([one.attention_mask for one in tokens], dtype=np.float32)
        last = self._last_layer(np.array([one.ids for one in tokens]), mask)
        mean = (last * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        length = np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), _SHORTEST)
        out: Floats = mean / length
        return out

    def _last_layer(self, ids: NDArray[Any], mask: Floats) -> Floats:
        """The last layer's vectors, shape (n_texts, n_places, hidden size); zero at places that only fill up a row."""
        linear, norm = self._linear, self._norm
        real = mask > 0
        out = np.zeros((*ids.shape, self._words.shape[1]), dtype=np.float32)
        x = norm["embeddings.LayerNorm"]((self._words[ids] + self._places[: ids.shape[1]])[real])
        unseen = np.where(real[:, None, None, :], np.float32(0), np.float32(-np.inf))
        for layer in self._layers:
            attended = linear[f"{layer}.attention.output.dense"](self._attended(x, layer, real, unseen))
            x = norm[f"{layer}.attention.output.LayerNorm"](x + attended)
            wide = _gelu(linear[f"{layer}.intermediate.dense"](x))
            x = norm[f"{layer}.output.LayerNorm"](x + linear[f"{layer}.output.dense"](wide))
        out[real] = x
        return out

    def _attended(self, x: Floats, layer: str, real: NDArray[np.bool_], unseen: Floats) -> Floats:
        """Multi-head attention (Vaswani et al. 2017); `unseen` is minus infinity at places that only fill up a row."""
        size = x.shape[-1] // self._heads

        def by_head(part: str) -> Floats:
            placed = np.zeros((*real.shape, x.shape[-1]), dtype=np.float32)
            placed[real] = self._linear[f"{layer}.attention.self.{part}"](x)
            return placed.reshape(*real.shape, self._heads, size).transpose(0, 2, 1, 3)

        scores = by_head("query") @ by_head("key").transpose(0, 1, 3, 2) / np.float32(np.sqrt(size)) + unseen
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        seen: Floats = (weights @ by_head("value")).transpose(0, 2, 1, 3).reshape(*real.shape, x.shape[-1])[real]
        return seen


_ERFC = [np.float32(c) for c in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)]
_ERFC_STEP = np.float32(0.3275911)


def _gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit (Hendrycks and Gimpel 2016).

    The error function is that of Abramowitz and Stegun (1964), 7.1.26, which is as exact as float32 (1.5e-7) and takes
    a fifth of the time of SciPy's.
    """
    z = np.abs(x) * np.float32(np.sqrt(0.5))
    t = np.float32(1) / (z * _ERFC_STEP + np.float32(1))
    tail = t * _ERFC[0]
    for coefficient in _ERFC[1:]:
        tail += coefficient
        tail *= t
    tail *= np.exp(-z * z)
    tail *= np.abs(x) * np.float32(0.5)
    out: Floats = np.maximum(x, np.float32(0)) - tail
    return out
