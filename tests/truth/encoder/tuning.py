"""Tune the upper layers of the encoder, with a head for each decision about numbers, and ask it what it has not seen.

    python -m tests.truth.encoder.tuning model.safetensors tokenizer.json --seed 1

One encoder for counted, parts, role and own: a head looks at the mean of the marked tokens and of all. The lower layers
stay as they are, and are worked out once. Fold by fold as in the comparison, which reads what is written here.
"""

import json
import random
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from tests.truth.encoder.__main__ import FOLDER, ROLES, question_of, read_rows, shown
from tests.truth.encoder.deciding import Row
from tests.truth.encoder.embedding import SIZE, load_tokenizer, marked_tokens
from tests.truth.encoder.network import SmallEncoder, load_encoder

TUNED_FROM = 4  # the first layer that is tuned
WAY = "sentence"
EPOCHS, RATE, HEAD_RATE, BATCH = 3, 1e-4, 1e-3, 16
_SMOOTHED = 0.02
HEADS = {"counted": 2, "parts": 2, "role": len(ROLES), "own": 2}


class TunedEncoder(nn.Module):
    """The upper layers with a head for each decision."""

    def __init__(self, encoder: SmallEncoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropped = nn.Dropout(0.1)
        self.heads = nn.ModuleDict({name: nn.Linear(2 * SIZE, classes) for name, classes in HEADS.items()})

    def forward(self, lower: Tensor, mask: Tensor, marked: Tensor) -> dict[str, Tensor]:
        """The scores of the classes, by decision; of each row as many tokens count as its masks say."""
        hidden = self.encoder.upper(lower, mask, TUNED_FROM).float()
        pooled = [(hidden * kept[:, :, None]).sum(1) / kept.sum(1)[:, None] for kept in (marked.float(), mask.float())]
        seen = self.dropped(torch.cat(pooled, 1))
        return {name: head(seen) for name, head in self.heads.items()}


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.truth.encoder.tuning", description="Tune the encoder, fold by fold.")
    parser.add_argument("weights", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--decisions", nargs="*", default=list(HEADS), choices=list(HEADS))
    asked = parser.parse_args(arguments)
    torch.set_num_threads(1)
    rows = [row for row in read_rows(FOLDER / "cases.jsonl") if row["decision"] in asked.decisions]
    windows = _windows(rows, asked.weights, asked.tokenizer)
    said: dict[str, list[float]] = {}
    folds = sorted({row["fold"] for row in rows})
    for fold in folds:
        model = tuned([row for row in rows if row["fold"] != fold], windows, asked)
        said |= ask(model, [row for row in rows if row["fold"] == fold], windows)
        print("fold", fold, "of", len(folds), flush=True)
    (FOLDER / f"tuned-{asked.seed}-{'-'.join(asked.decisions)}.json").write_text(json.dumps(said), encoding="utf-8")
    return 0


def tuned(rows: Sequence[Row], windows: "Windows", asked: object) -> TunedEncoder:
    """The encoder tuned on these cases; all decisions about one window are learnt from at once."""
    seed = asked.seed  # type: ignore[attr-defined]
    torch.manual_seed(seed)
    drawn = random.Random(seed)
    model = TunedEncoder(load_encoder(asked.weights))  # type: ignore[attr-defined]
    upper = [one for layer in model.encoder.layers[TUNED_FROM:] for one in layer.parameters()]
    groups = [{"params": upper, "lr": RATE}, {"params": list(model.heads.parameters()), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    by_window: dict[int, list[Row]] = {}
    for row in rows:
        by_window.setdefault(row["window_at"], []).append(row)
    batches = EPOCHS * -(-len(by_window) // BATCH)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: min(1.0, 10 * (at + 1) / batches, 1 - at / batches))
    model.train()
    for _ in range(EPOCHS):
        order = list(by_window)
        drawn.shuffle(order)
        order = _by_length(order, windows, drawn)
        for begin in range(0, len(order), BATCH):
            places = order[begin : begin + BATCH]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(*windows.batch(places))
            losses = []
            for at, place in enumerate(places):
                for row in by_window[place]:
                    wanted = torch.tensor([row["class"]])
                    score = scores[row["decision"]][at : at + 1].float()
                    losses.append(nn.functional.cross_entropy(score, wanted, label_smoothing=_SMOOTHED))
            torch.stack(losses).mean().backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            rates.step()
            optimizer.zero_grad()
    return model.eval()


def ask(model: TunedEncoder, rows: Sequence[Row], windows: "Windows") -> dict[str, list[float]]:
    """By place of the case, the probabilities of the classes."""
    said = {}
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for begin in range(0, len(rows), BATCH):
            batch = rows[begin : begin + BATCH]
            scores = model(*windows.batch([row["window_at"] for row in batch]))
            for at, row in enumerate(batch):
                said[str(row["at"])] = scores[row["decision"]][at].float().softmax(0).tolist()
    return said


class Windows:
    """The distinct windows with their lower hidden states and marked tokens."""

    def __init__(self, lower: Sequence[Tensor], marked: Sequence[list[int]]) -> None:
        self.lower, self.marked = lower, marked

    def batch(self, places: Sequence[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Hidden states, which tokens there are, and which are marked, padded to one length."""
        length = max(len(self.lower[place]) for place in places)
        lower = torch.zeros(len(places), length, SIZE)
        mask, marked = (torch.zeros(len(places), length, dtype=torch.bool) for _ in range(2))
        for at, place in enumerate(places):
            here = self.lower[place]
            lower[at, : len(here)], mask[at, : len(here)] = here.float(), True
            marked[at, self.marked[place]] = True
        return lower, mask, marked


def _windows(rows: Sequence[Row], weights: Path, tokenizer: Path) -> Windows:
    """The windows of the cases, each of which is told its own, its class and its fold."""
    for decision in dict.fromkeys(row["decision"] for row in rows):
        mine = [row for row in rows if row["decision"] == decision]
        question = question_of(mine)
        for at, row in enumerate(mine):
            row["class"], row["fold"] = int(question.truth[at]), int(question.folds[at])
    texts = shown(rows, WAY)
    distinct = list(dict.fromkeys(texts))
    places = {text: at for at, text in enumerate(distinct)}
    for row, text in zip(rows, texts, strict=True):
        row["window_at"] = places[text]
    encoded = load_tokenizer(tokenizer).encode_batch([text for text, _, _ in distinct])
    encoder, lower = load_encoder(weights).eval(), []
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for one in encoded:
            ids = torch.tensor([one.ids])
            lower.append(encoder.lower(ids, torch.ones_like(ids, dtype=torch.bool), TUNED_FROM)[0].bfloat16())
    marked = [marked_tokens(one, start, end) for one, (_, start, end) in zip(encoded, distinct, strict=True)]
    return Windows(lower, marked)


def _by_length(order: Sequence[int], windows: Windows, drawn: random.Random) -> list[int]:
    """The order with windows of like length in one batch, the batches shuffled."""
    span = BATCH * 8
    batches = []
    for begin in range(0, len(order), span):
        near = sorted(order[begin : begin + span], key=lambda place: len(windows.lower[place]))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    drawn.shuffle(batches)
    return [place for batch in batches for place in batch]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
