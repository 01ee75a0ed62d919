"""The labelled numbers from which it is learnt whether a number counts those whom an incident concerns.

| set          | where                                 | counted                  | left out         |
| ------------ | ------------------------------------- | ------------------------ | ---------------- |
| dev          | extraction/dev.jsonl, extra_dev.jsonl | claims                   | optional claims  |
| challenge    | extraction/challenge.jsonl            | claims                   | optional claims  |
| numbers      | extraction/numbers.jsonl              | labels of counts         | doubtful ones    |
| streams      | streams, streams_more                 | claims of those affected | ignored passages |
| streams_news | streams_news/claims.jsonl             | claims                   | optional claims  |
| news_items   | tests/bench/labels/news_items.jsonl   | total, part, increment,  | none             |
|              |                                       | earlier, other           |                  |
| news_more    | tests/bench/labels/news_numbers.jsonl | what is labelled so      | what is in doubt |

Every other number of these texts, labelled or not, is not counted.
A number is counted whosever incident it is of: that it is another's is found out apart. Texts of one `group` are about
one organisation, as in `tests.truth.organisations`, and are never learnt from and measured on at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.labels.packing import COUNTED, read, unpacked
from tests.json_lines import json_lines
from tests.truth.organisations.examples import load_examples

OWN = "own"
_TITLE = "Hackers steal personal data in breach"
_PASSAGES = Path(__file__).resolve().parents[2] / "sources" / "extraction"
SETS = ("dev", "challenge", "numbers", "streams", "streams_news", "news_items", "news_more")
_ROLES = frozenset({"total", "part", "increment", "earlier", "other"})

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A half-open span of a text with a number; `counted` is None where that is not to be learnt from."""

    start: int
    end: int
    counted: bool | None


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text whose counted numbers are known. `titled` is the title above it; a title itself has none."""

    key: str
    of_set: str
    group: str
    titled: str
    text: str
    spans: tuple[LabelledSpan, ...]


def load_texts(data: Path) -> list[LabelledText]:
    """The texts of all sets, with the titles that are labelled as texts of their own."""
    groups = {(one.of_set, one.key): one.group for one in load_examples(data)}
    groups |= {("news_more", label["id"]): f"news_more {label['story']}" for label in read(COUNTED)}
    found = [*_annotated(data), *_numbers(data), *_streams(data), *_streams_news(data), *_news_items(), *_news_more()]
    return [
        LabelledText(key, of_set, groups.get((of_set, key), f"{of_set} {key}"), titled, text, tuple(spans))
        for of_set, key, titled, text, spans in found
    ]


def load_own() -> list[LabelledText]:
    """Sentences of our own, most of which count nobody; they are learnt from, and never measured on."""
    sentences = [(sentence, False) for sentence in _lines("never")]
    sentences += [(line.rsplit(" | ", 1)[0], True) for line in _lines("units")]
    return [
        LabelledText(f"{at}", OWN, f"{OWN} {at}", _TITLE, text, (LabelledSpan(0, len(text), counted),))
        for at, (text, counted) in enumerate(sentences)
    ]


def _lines(name: str) -> list[str]:
    lines = (_PASSAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


_Found = Iterator[tuple[str, str, str, str, Iterable[LabelledSpan]]]


def _annotated(data: Path) -> _Found:
    for of_set, name in (("dev", "dev"), ("dev", "extra_dev"), ("challenge", "challenge")):
        for row in json_lines(data / "extraction" / f"{name}.jsonl"):
            yield of_set, row["id"], row["title"], row["text"], map(_claim, row["claims"])


def _numbers(data: Path) -> _Found:
    for row in json_lines(data / "extraction" / "numbers.jsonl"):
        spans = [
            LabelledSpan(one["start"], one["end"], None if doubtful else isinstance(one["label"], dict))
            for one in row["numbers"]
            for doubtful in [isinstance(one["label"], dict) and one["label"].get("x")]
        ]
        yield "numbers", row["id"], row["title"], row["text"], spans


def _streams(data: Path) -> _Found:
    for name in ("streams", "streams_more"):
        articles = {row["id"]: row for row in json_lines(data / name / "articles.jsonl")}
        for row in json_lines(data / name / "gold.jsonl"):
            spans = [LabelledSpan(one["start"], one["end"], _is_affected(one)) for one in row["claims"]]
            ignored = [one if isinstance(one, list) else [one["start"], one["end"]] for one in row.get("ignore", ())]
            spans += [LabelledSpan(one[0], one[1], None) for one in ignored]
            article = articles[row["id"]]
            yield "streams", row["id"], article["title"], article["text"], spans


def _streams_news(data: Path) -> _Found:
    articles = {row["id"]: row for row in json_lines(data / "streams_news" / "articles.jsonl")}
    for row in json_lines(data / "streams_news" / "claims.jsonl"):
        article = articles.get(row["id"])
        for field, titled in (("text", "title"), ("title", "")) if article else ():
            spans = [_claim(one) for one in row["claims"] if "start" in one and one["where"] == field]
            places = [(words, article[field].find(words)) for words in row.get("ignore", ())]
            spans += [LabelledSpan(place, place + len(words), None) for words, place in places if place >= 0]
            yield "streams_news", row["id"], article.get(titled, ""), article[field], spans


def _news_items() -> _Found:
    for label, item in unpacked():
        for field, titled in (("description", "title"), ("title", "")):
            spans = [
                LabelledSpan(one["start"], one["end"], one["label"] in _ROLES)
                for one in label["numbers"]
                if one["field"] == field
            ]
            yield "news_items", label["id"], item.get(titled, ""), item[field], spans


def _news_more() -> _Found:
    for label, item in unpacked(COUNTED):
        for field, titled in (("description", "title"), ("title", "")):
            numbers = [one for one in label["numbers"] if one["field"] == field]
            spans = [LabelledSpan(one["start"], one["end"], one["counted"]) for one in numbers]
            yield "news_more", label["id"], item.get(titled, ""), item[field], spans


def _claim(row: Row) -> LabelledSpan:
    return LabelledSpan(row["start"], row["end"], None if row.get("optional") else True)


def _is_affected(row: Row) -> bool:
    return row["metric"] == "affected" and not str(row["unit"]).startswith("money")
