"""The encoder as a network that can be tuned: BERT's layers, with the weights of a safetensors file."""

import json
import struct
from pathlib import Path

import torch
from torch import Tensor, nn

from tests.truth.encoder.embedding import SIZE

LAYERS, HEADS = 6, 12
_TYPES = {"F32": torch.float32, "I64": torch.int64}


class EncoderLayer(nn.Module):
    """Attention and a feed-forward step, each added to what came in, then normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.wide, self.narrow = nn.Linear(SIZE, 4 * SIZE), nn.Linear(4 * SIZE, SIZE)
        self.first, self.second = (nn.LayerNorm(SIZE, eps=1e-12) for _ in range(2))

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """The next hidden states; `mask` is true where a token may be looked at."""

        def heads(states: Tensor) -> Tensor:
            return states.unflatten(-1, (HEADS, -1)).transpose(1, 2)

        query, key, value = heads(self.query(hidden)), heads(self.key(hidden)), heads(self.value(hidden))
        seen = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None, :])
        hidden = self.first(hidden + self.out(seen.transpose(1, 2).flatten(-2)))
        return self.second(hidden + self.narrow(nn.functional.gelu(self.wide(hidden))))


class SmallEncoder(nn.Module):
    """Token numbers to hidden states, in two halves: the lower one stays as it is, the upper one is tuned."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(30522, SIZE), nn.Embedding(512, SIZE)
        self.kinds, self.norm = nn.Embedding(2, SIZE), nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))

    def lower(self, ids: Tensor, mask: Tensor, until: int) -> Tensor:
        """The hidden states before layer `until`."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden: Tensor = self.norm(self.words(ids) + self.places(places) + self.kinds.weight[0])
        for layer in self.layers[:until]:
            hidden = layer(hidden, mask)
        return hidden

    def upper(self, hidden: Tensor, mask: Tensor, since: int) -> Tensor:
        """The last hidden states, from those before layer `since`."""
        for layer in self.layers[since:]:
            hidden = layer(hidden, mask)
        return hidden


def load_encoder(path: Path) -> SmallEncoder:
    """The encoder with the weights of the file."""
    held, encoder = _tensors(path), SmallEncoder()
    names = {
        "words": "embeddings.word_embeddings",
        "places": "embeddings.position_embeddings",
        "kinds": "embeddings.token_type_embeddings",
        "norm": "embeddings.LayerNorm",
    }
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "first": "attention.output.LayerNorm",
        "wide": "intermediate.dense",
        "narrow": "output.dense",
        "second": "output.LayerNorm",
    }
    for at in range(LAYERS):
        names |= {f"layers.{at}.{own}": f"encoder.layer.{at}.{theirs}" for own, theirs in parts.items()}
    state = {
        f"{own}.{kind}": held[f"{theirs}.{kind}"]
        for own, theirs in names.items()
        for kind in ("weight", "bias")
        if f"{theirs}.{kind}" in held
    }
    encoder.load_state_dict(state)
    return encoder


def _tensors(path: Path) -> dict[str, Tensor]:
    """What a safetensors file holds: a length, a JSON header with types, shapes and places, then the numbers."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8 : 8 + length]), memoryview(bytearray(content[8 + length :]))
    return {
        name: torch.frombuffer(data[slice(*one["data_offsets"])], dtype=_TYPES[one["dtype"]]).reshape(one["shape"])
        for name, one in header.items()
        if name != "__metadata__"
    }
