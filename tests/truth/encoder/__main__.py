"""Compare the encoder with the linear models on the cases that `tests.truth.encoder.cases` wrote.

    python -m tests.truth.encoder MODEL.onnx tokenizer.json                        all decisions
    python -m tests.truth.encoder MODEL.onnx tokenizer.json --decisions role own   some of them

It runs where requirements.txt of this folder is installed, which the project itself does not need. Answers of a tuned
encoder (`tests.truth.encoder.tuning`) are compared as well if they lie beside the cases.
"""

import hashlib
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from tests.truth.encoder.deciding import ModelColumns, Question, Row, answered, chosen, columns_of
from tests.truth.encoder.dense import Array, principal
from tests.truth.encoder.embedding import SIZE, kept_embeddings
from tests.truth.encoder.scores import EncoderAnswer, gains, scored
from tests.truth.encoder.windows import MarkedWindow

FOLDER = Path(__file__).resolve().parents[3] / "var" / "encoder"
FOLDS = 4
ROLES = ("total", "part", "earlier", "increment")
MEASURES = {"counted": "f1", "parts": "f1", "role": "accuracy", "own": "accuracy", "whose": "accuracy"}
# With the title and the text before or not, masked or not, and with one word for the own organisation or not.
WAYS = {
    "sentence": (False, False, False),
    "sentence, number masked": (False, True, False),
    "context, organisations masked": (True, False, True),
}
WAYS_OF_NAMES = ("context, masked",)
_DIRECTIONS = 64
_MOST_NAMES = 2  # of an article, those that the linear model ranks first

Said = dict[str, Array]


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m tests.truth.encoder", description="Is an encoder better than linear?")
    parser.add_argument("model", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("--decisions", nargs="*", default=list(MEASURES), choices=list(MEASURES))
    asked = parser.parse_args(arguments)
    rows = read_rows(FOLDER / "cases.jsonl")
    for decision in asked.decisions:
        mine = [row for row in rows if row["decision"] == decision and row["more"].get("rank", 0) < _MOST_NAMES]
        question, ways = question_of(mine), list(WAYS) if decision != "whose" else list(WAYS_OF_NAMES)
        embedded = [
            columns
            for way in ways
            for columns in averages(
                kept_embeddings(FOLDER / f"{asked.model.stem}.npz", asked.model, asked.tokenizer, shown(mine, way))
            )
        ]
        said = dict(answers_of(decision, mine, question, embedded, ways))
        tell(decision, mine, said)
    return 0


def read_rows(path: Path) -> list[Row]:
    """The cases, each with its place in the file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) | {"at": at} for at, line in enumerate(lines)]


def shown(rows: Sequence[Row], way: str) -> list[tuple[str, int, int]]:
    """What the encoder reads of each case."""
    context, masked, renamed = WAYS.get(way, (True, True, False))
    found = []
    for row in rows:
        window = MarkedWindow(**row["window"])
        if renamed:
            window = window.renamed(row["own"], row["others"])
        found.append(window.shown(context=context, masked=masked))
    return found


def averages(rows: Array) -> Iterator[Array]:
    """The columns of the marked tokens, and of all with them."""
    yield principal(rows[:, SIZE:], _DIRECTIONS)
    yield principal(rows, _DIRECTIONS)


def question_of(rows: Sequence[Row]) -> Question:
    """The question of these cases, with the folds of their organisations."""
    if rows[0]["choice"]:
        places = {name: at for at, name in enumerate(dict.fromkeys(row["choice"] for row in rows))}
        return Question(
            *(np.array([int(row["label"]) for row in rows]), np.array([row["more"]["fold"] for row in rows]), 1),
            np.array([places[row["choice"]] for row in rows]),
            np.array([row["count"] for row in rows]),
        )
    truth = [ROLES.index(row["label"]) if isinstance(row["label"], str) else int(row["label"]) for row in rows]
    folds = [int(hashlib.sha256(row["group"].encode()).hexdigest(), 16) % FOLDS for row in rows]
    return Question(np.array(truth), np.array(folds), len(ROLES) if rows[0]["decision"] == "role" else 2)


def answers_of(
    decision: str, rows: Sequence[Row], question: Question, embedded: Sequence[Array], ways: Sequence[str]
) -> Iterator[tuple[str, Array]]:
    """By kind of model, the probabilities that it gives the classes of each case."""
    prior = json.loads((FOLDER / "prior.json").read_text()) if decision == "counted" else {}
    choice = question.articles is not None
    linear, priors = columns_of(rows, least_seen=3 if choice else 1, prior=prior)
    penalty = 2.0 if choice else 1.0
    yield "linear", answered(question, ModelColumns(linear, penalty, priors))[0]
    if rows[0]["said"] is not None:
        yield "as read", np.eye(question.classes)[[_class(row["said"]) for row in rows]]
    yield from naive(decision, rows, question)
    for kind, held in (("embedded", linear[:, :0]), ("both", linear)):
        found = [
            answered(question, ModelColumns(held, penalty, priors[: held.shape[1]], columns)) for columns in embedded
        ]
        yield kind, chosen(found, question.folds)
        for at, (said, _) in enumerate(found):
            average = ("marked", "all and marked")[at % 2]
            yield f"{kind}: {ways[at // 2]}; {average}", said
    for path in sorted(FOLDER.glob("tuned-*.json")):
        tuned: Mapping[str, Any] = json.loads(path.read_text())
        if all(str(row["at"]) in tuned for row in rows):
            yield path.stem, np.array([tuned[str(row["at"])] for row in rows])


def naive(decision: str, rows: Sequence[Row], question: Question) -> Iterator[tuple[str, Array]]:
    """What needs no learning: the most frequent; the headline number is the total; the name that is printed first."""
    if question.articles is not None:
        yield "as read", np.array([float(row["more"]["rank"] == 0) for row in rows])[:, None]
        yield "first name", np.array([float(row["more"]["first"]) for row in rows])[:, None]
        return
    most = int(np.bincount(question.truth).argmax())
    yield "most frequent", np.eye(question.classes)[[most] * len(rows)]
    if decision in ("role", "parts"):
        seen: set[str] = set()
        said = []
        for row in rows:
            first = row["article"] not in seen
            seen.add(row["article"])
            said.append(0 if first or row["window"]["marked"] in row["window"]["title"] else 1)
        yield "headline is total", np.eye(question.classes)[said]


def as_answers(rows: Sequence[Row], said: Array) -> list[EncoderAnswer]:
    """The answers of each case, or of each choice."""
    if not rows[0]["choice"]:
        found = []
        for row, given in zip(rows, said, strict=True):
            truth, best = _class(row["label"]), int(given.argmax())
            found.append(EncoderAnswer(row["article"], truth > 0, best > 0, best == truth, float(given[truth])))
        return found
    choices: dict[str, list[tuple[float, bool]]] = {}
    for row, given in zip(rows, said[:, 0], strict=True):
        choices.setdefault(row["choice"], []).append((float(given), bool(row["label"])))
    return [
        EncoderAnswer(key, True, best, best, sum(share for share, right in each if right))
        for key, each in choices.items()
        for best in [max(each, key=itemgetter(0))[1]]
    ]


def tell(decision: str, rows: Sequence[Row], said: Said) -> None:
    """Print the scores of each set: the measure with what was gained against today's, which is what is read, and the
    log loss against that of the linear model that was learnt anew."""
    measure = MEASURES[decision]
    print(f"\n== {decision}: {measure}, accuracy, log loss; 95% of the gain in the first against today, in the last")
    for of_set in dict.fromkeys(row["of_set"] for row in rows if row["of_set"] != "invented"):
        places = [at for at, row in enumerate(rows) if row["of_set"] == of_set]
        mine = [rows[at] for at in places]
        answers = {kind: as_answers(mine, each[places]) for kind, each in said.items()}
        linear = answers["linear"]
        today = answers.get("as read", linear)
        print(f"{of_set} ({len(today)} in {len({one.article for one in today})} articles)")
        for kind, each in answers.items():
            score = scored(each)
            line = f"  {kind:56} {getattr(score, measure):.3f}  {score.accuracy:.3f}  {score.loss:.3f}"
            if kind in ("embedded", "both") or kind.startswith("tuned"):
                found = gains(today, each)
                bounds = found[measure], (found if today is linear else gains(linear, each))["loss"]
                line += "".join(f"  {low:+.3f}..{high:+.3f}" for low, high in bounds)
            print(line)


def _class(label: str | bool) -> int:
    return ROLES.index(label) if isinstance(label, str) else int(label)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
