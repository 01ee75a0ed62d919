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


def kept_embeddings(folder: Path, model: Path, tokenizer: Path, name: str, shown: Sequence[Shown]) -> np.ndarray:
    """The embeddings, read from the folder if they were worked out before for the same texts."""
    distinct = sorted(set(shown))
    key = hashlib.sha256(repr((model.stat().st_size, distinct)).encode()).hexdigest()[:16]
    path = folder / f"{name}-{key}.npy"
    if not path.exists():
        np.save(path, embed(open_session(model), load_tokenizer(tokenizer), distinct))
    rows, places = np.load(path), {text: at for at, text in enumerate(distinct)}
    return rows[[places[text] for text in shown]]
