"""What the frozen encoder gives for a window: the mean of its last layer over all tokens, and over what is marked."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

LONGEST = 192  # tokens
SIZE = 384
_BATCH = 16
Shown = tuple[str, int, int]


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of the encoder, which cuts at LONGEST."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def marked_tokens(encoding: Encoding, start: int, end: int) -> list[int]:
    """Which tokens overlap the half-open offsets; the first one, of the whole text, if all were cut off."""
    found = [at for at, (low, high) in enumerate(encoding.offsets) if low < end and start < high]
    return found or [0]


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A session of the model on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def embed(session: onnxruntime.InferenceSession, tokenizer: Tokenizer, shown: Sequence[Shown]) -> np.ndarray:
    """A row of 2 * SIZE for each text: the mean of all its tokens, then that of the marked ones."""
    found = np.zeros((len(shown), 2 * SIZE), np.float32)
    encoded = tokenizer.encode_batch([text for text, _, _ in shown])
    order = sorted(range(len(shown)), key=lambda at: len(encoded[at].ids))
    for begin in range(0, len(order), _BATCH):
        batch = order[begin : begin + _BATCH]
        length = max(len(encoded[at].ids) for at in batch)
        ids, mask = np.zeros((len(batch), length), np.int64), np.zeros((len(batch), length), np.int64)
        for row, at in enumerate(batch):
            ids[row, : len(encoded[at].ids)] = encoded[at].ids
            mask[row, : len(encoded[at].ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(None, feed)[0]
        for row, at in enumerate(batch):
            tokens = hidden[row, : len(encoded[at].ids)]
            marked = marked_tokens(encoded[at], *shown[at][1:])
            found[at] = np.concatenate([tokens.mean(0), tokens[marked].mean(0)])
    return found


def kept_embeddings(path: Path, model: Path, tokenizer: Path, shown: Sequence[Shown]) -> np.ndarray:
    """The embeddings, of which those of new texts are worked out and added to the file of numbers."""
    kept: dict[str, np.ndarray] = dict(np.load(path)) if path.exists() else {}
    new = sorted({text for text in shown if _key(text) not in kept})
    if new:
        kept |= zip(map(_key, new), embed(open_session(model), load_tokenizer(tokenizer), new), strict=True)
        np.savez(path, **kept)  # type: ignore[arg-type]
    return np.stack([kept[_key(text)] for text in shown])


def _key(text: Shown) -> str:
    return hashlib.sha256(repr(text).encode()).hexdigest()[:20]
