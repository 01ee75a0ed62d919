"""The labelled cases of each decision, with what the linear models see of them and what an encoder would be shown.

    python -m tests.truth.encoder.cases      write them to var/encoder, which is never committed: it holds others' texts

| decision | case                | label                               | is compared with                              |
| -------- | ------------------- | ----------------------------------- | --------------------------------------------- |
| counted  | a number            | it counts those concerned           | the weights of `counted`, learnt anew         |
| parts    | a count             | it counts a part of them            | the weights of `parts`, learnt anew           |
| role     | a count             | total, part, earlier or increment   | what is read by weights learnt without it |
| own      | a count             | it is of the article's own incident | the same                                      |
| whose    | names of an article | the incident is its own             | the weights of `names`, learnt anew           |
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sources.extraction import ArticleText, read
from sources.extraction.classify import evidence, part_or_whole
from sources.extraction.find.organisation_names import NamedOrganisation
from sources.extraction.resolve.ranking import RankingWeights, ranked
from tests.bench.labels.packing import unpacked
from tests.json_lines import json_lines
from tests.truth.counted.examples import SETS as NUMBER_SETS
from tests.truth.counted.examples import LabelledText, load_texts
from tests.truth.counted.learning import PRIOR, JudgedNumber, numbers_of
from tests.truth.counted.learning import learn as learn_counted
from tests.truth.counted.learning import without as counted_without
from tests.truth.encoder.windows import MarkedWindow, window_of
from tests.truth.organisations.examples import load_examples, load_invented
from tests.truth.organisations.learning import ReadArticle, learn_names, read_article
from tests.truth.parts.learning import PartExample, load_part_examples
from tests.truth.parts.learning import learn as learn_parts
from tests.truth.parts.learning import without as parts_without
from tests.truth.sets import DATA

CASES = Path(__file__).resolve().parents[3] / "var" / "encoder" / "cases.jsonl"
_ROLES = {"total": "total", "notified": "total", "subset": "part", "superseded": "earlier", "delta": "increment"}
_RELATIONS = {"previous_figure": "earlier", "increment": "increment"}
_OF_ITEMS = {"total": "total", "part": "part", "increment": "increment", "earlier": "earlier"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EncoderCase:
    """One case of a decision. Cases of one `group` are never learnt from and measured on at once; a `choice` is the
    article of which one name is to be chosen; `said` is what the product says of it, where that is not learnt anew."""

    decision: str
    of_set: str
    group: str
    article: str
    label: str | bool
    features: Row
    window: MarkedWindow
    own: Sequence[str] = ()
    others: Sequence[str] = ()
    choice: str = ""
    said: str | bool | None = None
    count: float = 1.0
    more: Row = field(default_factory=dict)


def load_cases(data: Path) -> Iterator[EncoderCase]:
    """The cases of all decisions. For roles and incidents the ranker's kept weights are used, which know the sets."""
    texts = load_texts(data)
    by_key = {(one.of_set, one.key): one for one in reversed(texts)}  # a title comes after its text
    articles = [one for one in map(read_article, [*load_examples(data), *load_invented()]) if one is not None]
    ranking, names = _ranking(articles)
    numbers = [(text, number) for text in texts for number in numbers_of(text)]
    parts = load_part_examples(data)
    for text, number in numbers:
        yield _of_number("counted", text, number, number.counted, names)
    for part in parts:
        yield _of_number("parts", by_key[(part.of_set, part.key)], part, part.part, names)
    for article in articles:
        yield from _whose(article, ranking)
    labels, learnt_from = _role_labels(data), [number for _, number in numbers if number.of_set in NUMBER_SETS]
    for of_set in NUMBER_SETS:
        counted = learn_counted(counted_without(learnt_from, {of_set}))
        telling = learn_parts(parts_without(parts, {of_set}))
        with (
            patch.object(evidence, "load_model", lambda model=counted: model),
            patch.object(part_or_whole, "load_model", lambda model=telling: model),
        ):
            for text in by_key.values():
                if text.of_set == of_set and (known := labels.get((text.of_set, text.key))):
                    yield from _roles_of(text, known, names)


_Names = dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]


def _ranking(articles: Sequence[ReadArticle]) -> tuple[dict[int, RankingWeights], _Names]:
    """By fold, weights that have not seen it; by set and key, the name that they rank first and the others."""
    folds = sorted({one.fold for one in articles})
    weights = {fold: RankingWeights(learn_names([one for one in articles if one.fold != fold]), {}) for fold in folds}
    names: _Names = {}
    for one in articles:
        found = ranked(one.names, one.features, weights[one.fold])
        printed = [_printed(one, name.organisation) for name in found]
        first = printed[0] if printed else ()
        others = tuple(name for more in printed[1:] for name in more)
        names[(one.label.of_set, one.label.key)] = (first, others)
    return weights, names


def _printed(article: ReadArticle, name: NamedOrganisation) -> tuple[str, ...]:
    """The forms in which the article prints the name."""
    texts = article.contexts.texts
    spans = [((texts.title if place.in_title else texts.text), place) for place in name.places]
    return tuple(sorted({text[place.start : place.end] for text, place in spans}))


def _of_number(
    decision: str, text: LabelledText, number: JudgedNumber | PartExample, label: str | bool, names: _Names
) -> EncoderCase:
    own, others = names.get((text.of_set, text.key), ((), ()))
    window = window_of(text.titled, text.text, number.sentence, number.place)
    key, held = f"{text.of_set} {text.key}", dict(number.features)
    return EncoderCase(decision, text.of_set, number.group, key, label, held, window, own, others)


def _roles_of(text: LabelledText, known: Sequence[Row], names: _Names) -> Iterator[EncoderCase]:
    """The counts that are read and whose role or incident is labelled; titles are read with their texts."""
    reading = read(ArticleText(text.key, text.titled, text.text))
    for mention in (*reading.mentions, *(one for item in reading.items for one in item.mentions)):
        label = next((one for one in known if one["start"] < mention.end and mention.start < one["end"]), None)
        if label is None or str(mention.metric) != "affected":
            continue
        relation = str(mention.relation.type) if mention.relation else ""
        said = _ROLES.get(str(mention.scope), "total")
        features = {f"read as {said}": 1.0, f"scope {mention.scope}": 1.0, f"relation {relation}": 1.0}
        features |= {"is of its own": float(mention.primary)}
        number = JudgedNumber(
            *(text.of_set, text.key, text.group, features, True, ""),
            (mention.quote_start, mention.quote_end),
            (mention.start, mention.end),
        )
        if label["role"] is not None:
            yield replace(_of_number("role", text, number, label["role"], names), said=said)
        yield replace(_of_number("own", text, number, label["own"], names), said=mention.primary)


def _role_labels(data: Path) -> dict[tuple[str, str], list[Row]]:
    """By set and key, the spans of counts with their role, None where that is doubtful, and whether they are own."""
    found: dict[tuple[str, str], list[Row]] = {}
    for of_set, name in (("dev", "dev"), ("dev", "extra_dev"), ("challenge", "challenge")):
        for row in json_lines(data / "extraction" / f"{name}.jsonl"):
            claims = [one for one in row["claims"] if not one.get("optional")]
            found[(of_set, row["id"])] = [_label(one, _ROLES.get(one["scope"]), one["primary"]) for one in claims]
    for row in json_lines(data / "extraction" / "numbers.jsonl"):
        counts = [(one, one["label"]) for one in row["numbers"] if isinstance(one["label"], dict)]
        found[("numbers", row["id"])] = [
            _label(one, _ROLES.get(label.get("s")), bool(label.get("m"))) for one, label in counts if not label.get("x")
        ]
    for row in json_lines(data / "streams_news" / "claims.jsonl"):
        claims = [one for one in row["claims"] if "start" in one and one["where"] == "text" and not one.get("optional")]
        found[("streams_news", row["id"])] = [
            _label(one, None if one.get("scope_alt") else _ROLES.get(one["scope"]), one["main"]) for one in claims
        ]
    for name in ("streams", "streams_more"):
        for row in json_lines(data / name / "gold.jsonl"):
            claims = [one for one in row["claims"] if one["metric"] == "affected" and "money" not in str(one["unit"])]
            found[("streams", row["id"])] = [_label(one, _role(one), one["about_main_incident"]) for one in claims]
    for label, _ in unpacked():
        numbers = [one for one in label["numbers"] if one["field"] == "description"]
        found[("news_items", label["id"])] = [
            _label(one, _OF_ITEMS.get(one["label"]), one["label"] != "other")
            for one in numbers
            if one["label"] in (*_OF_ITEMS, "other")
        ]
    return found


def _label(row: Row, role: str | None, own: bool) -> Row:
    return {"start": row["start"], "end": row["end"], "role": role if own else None, "own": own}


def _role(row: Row) -> str | None:
    """The role of a claim of the streams; a country's part is told by its place, and is left out."""
    kind = row["relation"] and row["relation"]["kind"]
    if kind in _RELATIONS:
        return _RELATIONS[kind]
    if row["scope"] is None:
        return "total"
    return "part" if "subset" in row["scope"] or row["scope"] == "employees" else None


def _whose(article: ReadArticle, weights: dict[int, RankingWeights]) -> Iterator[EncoderCase]:
    """The names of an article that are ranked first, each at its first place; the last are those that come after."""
    if not article.label.victims:
        return
    label, texts = article.label, article.contexts.texts
    found = ranked(article.names, article.features, weights[article.fold])
    right = {id(article.names[number]) for number in article.right}
    for at, name in enumerate(found):
        place = name.organisation.places[0]
        inside = next((place for place in name.organisation.places if not place.in_title), place)
        text = texts.title if inside.in_title else texts.text
        window = window_of(
            "" if inside.in_title else texts.title,
            text,
            article.contexts.sentence_of(inside),
            (inside.start, inside.end),
        )
        yield EncoderCase(
            *("whose", label.of_set, label.group, f"{label.of_set} {label.key}", id(name.organisation) in right),
            *(dict.fromkeys(sorted(name.features), 1.0), window, _printed(article, name.organisation)),
            choice=f"{label.of_set} {label.key}",
            count=label.weight,
            more={"fold": article.fold, "rank": at, "first": name.organisation is article.names[0]},
        )


def main() -> int:
    """Write the cases; without the labels, say so."""
    if not DATA.is_dir():
        print("The labelled sets are not there (../shared/data): nothing was written.", file=sys.stderr)
        return 0
    CASES.parent.mkdir(parents=True, exist_ok=True)
    CASES.with_name("prior.json").write_text(json.dumps(PRIOR), encoding="utf-8")
    with CASES.open("w", encoding="utf-8") as lines:
        for case in load_cases(DATA):
            lines.write(json.dumps(asdict(case)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
