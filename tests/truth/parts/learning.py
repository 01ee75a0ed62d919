"""The labelled numbers from which it is learnt whether one counts all those concerned or a part, and the weights.

| set          | where                                 | a part                                | a whole         |
| ------------ | ------------------------------------- | ------------------------------------- | --------------- |
| dev          | extraction/dev.jsonl, extra_dev.jsonl | scope "subset"                        | total, notified |
| challenge    | extraction/challenge.jsonl            | the same                              | the same        |
| streams      | streams, streams_more                 | a scope that says "subset", employees | no scope        |
| streams_news | streams_news/claims.jsonl             | scope "subset"                        | total, notified |

Left out are optional claims, earlier figures and increments, other incidents' and what has a country: a part by its
place is told by rules.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from incidents.logistic_model import LogisticModel
from sources.extraction import ArticleText, mention_reader
from sources.extraction.classify import part_or_whole
from sources.extraction.find.document import Document, prepare
from sources.extraction.language import detect_language
from sources.extraction.learning.fitting import fit
from sources.extraction.lexicon import SUPPORTED, load_lexicon
from sources.extraction.mention import ExtractedMention
from sources.extraction.mention_reader import MentionReader
from tests.json_lines import json_lines
from tests.truth.organisations.examples import load_examples

RIDGE = 1.0
SETS = ("dev", "challenge", "streams", "streams_news")
_NEWS = {"total": False, "notified": False, "subset": True}
_NO_PART = ("previous_figure", "increment")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PartExample:
    """A number of a labelled text: what holds of it, whether it counts a part, whether the rules say so, and where
    it stands: half-open offsets of its sentence and of the number."""

    of_set: str
    group: str
    features: Mapping[str, float]
    part: bool
    by_rules: bool
    printed: str
    key: str
    sentence: tuple[int, int]
    place: tuple[int, int]


def load_part_examples(data: Path) -> list[PartExample]:
    """The numbers of all sets that are totals or parts by their labels, and are read as one of the two."""
    groups = {(one.of_set, one.key): one.group for one in load_examples(data)}
    return [
        example for found in _texts(data) for example in _examples(groups.get(found[:2], " ".join(found[:2])), found)
    ]


def learn(examples: Sequence[PartExample]) -> LogisticModel:
    """The weights, from all of the examples."""
    return fit([one.features for one in examples], [one.part for one in examples], ridge=RIDGE)


def without(examples: Sequence[PartExample], sets: Collection[str], groups: Collection[str] = ()) -> list[PartExample]:
    """The examples of other sets, about organisations that none of these sets tells of, nor are among `groups`."""
    theirs = {one.group for one in examples if one.of_set in sets} | set(groups)
    return [one for one in examples if one.of_set not in sets and one.group not in theirs]


def _examples(group: str, found_text: "_LabelledRow") -> Iterator[PartExample]:
    of_set, key, title, text, labels = found_text
    language = detect_language(title, text)
    if language not in SUPPORTED:
        return
    document = prepare(ArticleText("", title, text), load_lexicon(language))
    found: list[ExtractedMention] = []

    def gather(_: Document, mentions: list[ExtractedMention]) -> list[ExtractedMention]:
        found.extend(mentions)
        return mentions

    with patch.object(mention_reader, "mark_likely_parts", gather):
        MentionReader(document).mentions()
    for at, features in part_or_whole.features_by_place(document, found).items():
        mention = found[at]
        label = next((one for one in labels if one["start"] < mention.end and mention.start < one["end"]), None)
        if label is not None and label["part"] is not None:
            printed = text[mention.quote_start : mention.quote_end]
            sentence, place = (mention.quote_start, mention.quote_end), (mention.start, mention.end)
            by_rules = "said to be one" in features
            yield PartExample(of_set, group, features, label["part"], by_rules, printed, key, sentence, place)


_LabelledRow = tuple[str, str, str, str, list[Row]]


def _texts(data: Path) -> Iterator[_LabelledRow]:
    for of_set, name in (("dev", "dev"), ("dev", "extra_dev"), ("challenge", "challenge")):
        for row in json_lines(data / "extraction" / f"{name}.jsonl"):
            yield of_set, row["id"], row["title"], row["text"], [_of_news(one) for one in row["claims"]]
    articles = {row["id"]: row for row in json_lines(data / "streams_news" / "articles.jsonl")}
    for row in json_lines(data / "streams_news" / "claims.jsonl"):
        if article := articles.get(row["id"]):
            labels = [_of_news(one) for one in row["claims"] if "start" in one and one["where"] == "text"]
            yield "streams_news", row["id"], article["title"], article["text"], labels
    for name in ("streams", "streams_more"):
        articles = {row["id"]: row for row in json_lines(data / name / "articles.jsonl")}
        for row in json_lines(data / name / "gold.jsonl"):
            article = articles[row["id"]]
            yield "streams", row["id"], article["title"], article["text"], list(map(_of_streams, row["claims"]))


def _of_news(row: Row) -> Row:
    doubtful = row.get("optional") or row.get("scope_alt")
    return {"start": row["start"], "end": row["end"], "part": None if doubtful else _NEWS.get(row["scope"])}


def _of_streams(row: Row) -> Row:
    scope, counts = row["scope"], row["metric"] == "affected" and not str(row["unit"]).startswith("money")
    part = False if scope is None else True if "subset" in scope or scope == "employees" else None
    left_out = not counts or row["relation"] in _NO_PART or not row["about_main_incident"]
    return {"start": row["start"], "end": row["end"], "part": None if left_out else part}
