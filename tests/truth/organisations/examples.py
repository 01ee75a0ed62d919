"""The labelled articles from which it is learnt whose incident an article tells of.

| set          | where                                 | opens                               | is left alone           |
| ------------ | ------------------------------------- | ----------------------------------- | ----------------------- |
| news_items   | tests/bench/labels/news_items.jsonl   | incident, follow_up, with a victim  | unnamed, none, a threat |
|              |                                       |                                     | without a victim        |
| news_attacks | tests/bench/labels/news_attacks.jsonl | attack, incident                    | unnamed, several, none  |
| numbers      | extraction/numbers.jsonl              | org, with a headline figure, a fine,| no org                  |
|              |                                       | a settlement or a ransom            |                         |
| dev          | extraction/dev.jsonl, extra_dev.jsonl | org and a headline figure           | no org                  |
| streams      | streams, streams_more                 | is of an incident                   | noise that is no breach |
| streams_news | streams_news                          | is of an incident, or a claim's org | noise that is no breach |
| restated     | tests/bench/labels/restated           | is of an incident                   | noise that is no breach |
| archive      | tests/bench/labels/archive            | is of an incident                   | noise that is no breach |

`invented` are short articles of our own about what is seldom labelled: offers, markets, places, gangs; they are learnt
from, and never measured on. Of what is neither, such as ransomware at a named firm that lost no data, it is not said
whether it opens; its victim is learnt from all the same.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from incidents.names import normalise_name
from tests.bench.labels.packing import ATTACKS, PACKED, unpacked
from tests.json_lines import json_lines
from tests.truth.stream_sets import HALVES, RESTATED, StreamSet, of_archive, of_folder

INVENTED = Path(__file__).with_name("invented.jsonl")
SETS = ("news_items", "news_attacks", "numbers", "dev", "streams", "streams_news", "archive", "restated")
_OPENING = frozenset({"incident", "follow_up", "attack"})
_THREAT = "threat"
_NO_BREACH = frozenset(
    {
        *("earnings", "opinion", "security news", "same company, not a breach", "ransomware or crime news"),
        *("statistics or report", "patch, product or research", "opinion, advice, satire, culture"),
        *("no incident, privacy words", "market, opinion, culture, other"),
    }
)
_OWN_SUMS = frozenset({"fine", "settlement", "ransom"})
_NO_INITIAL = frozenset({"of", "the", "and", "for"})
_NAMES_MANY = frozenset({"the", "city", "university", "county", "department", "ministry", "national", "of", "us"})


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article with the names of those whose incident it tells of; `opens` is None where that is not labelled.
    Articles of one `group` are about one organisation, and are never learnt from and measured on at once."""

    key: str
    of_set: str
    title: str
    text: str
    victims: tuple[str, ...]
    opens: bool | None
    publisher: str = ""
    group: str = ""
    weight: float = 1.0


def is_victim(name: str, victims: Iterable[str]) -> bool:
    """Whether it is one of the names, a part of one, its initials, or one with up to two words more."""
    own = normalise_name(name).split()
    return any(_is_same(own, normalise_name(victim).split()) for victim in victims)


def _is_same(own: list[str], wanted: list[str]) -> bool:
    initials = "".join(word[0] for word in wanted if word not in _NO_INITIAL)
    if not own or not wanted:
        return False
    longer = set(wanted) <= set(own) and len(own) <= len(wanted) + 2
    return set(own) <= set(wanted) or longer or (len(initials) > 2 and "".join(own) == initials)


def load_examples(data: Path, sets: Iterable[str] = SETS) -> list[LabelledArticle]:
    """The articles of the sets, grouped and weighed: an article of a large group counts for less."""
    readers = {
        "news_items": lambda: _news(PACKED, "news_items"),
        "news_attacks": lambda: _news(ATTACKS, "news_attacks"),
        "numbers": lambda: _annotated(data / "extraction" / "numbers.jsonl", "numbers"),
        "dev": lambda: [
            one for name in ("dev", "extra_dev") for one in _annotated(data / "extraction" / f"{name}.jsonl", "dev")
        ],
        "streams": lambda: [
            one for name in ("streams", "streams_more") for one in _stream(of_folder(data / name), "streams")
        ],
        "streams_news": lambda: _stream(of_folder(data / "streams_news"), "streams_news"),
        "restated": lambda: _stream(of_folder(RESTATED), "restated"),
        "archive": lambda: [one for half in HALVES for one in _stream(of_archive(half), "archive")],
    }
    found = [one for name in SETS if name in set(sets) for one in readers[name]()]
    return _grouped(found)


def load_invented() -> list[LabelledArticle]:
    """The articles of our own, each a group of its own."""
    return [
        LabelledArticle(
            f"{number}", "invented", row["title"], row["text"], victims, bool(victims), group=f"own {number}"
        )
        for number, row in enumerate(json_lines(INVENTED))
        for victims in [(row["victim"],) if row["victim"] else ()]
    ]


def fold_of(example: LabelledArticle, folds: int) -> int:
    """The fold of the example's group, by a hash."""
    return int(hashlib.sha256(example.group.encode()).hexdigest(), 16) % folds


def _news(path: Path, of_set: str) -> Iterator[LabelledArticle]:
    for label, item in unpacked(path):
        victims = tuple(
            item[one["field"]][one["start"] : one["end"]] for one in label["organisations"] if one["role"] == "victim"
        )
        opens = label["kind"] in _OPENING
        unsaid = (opens and not victims) or (label["kind"] == _THREAT and victims)
        known = None if unsaid else opens
        yield LabelledArticle(label["id"], of_set, item["title"], item["description"], victims, known)


def _annotated(path: Path, of_set: str) -> Iterator[LabelledArticle]:
    for row in json_lines(path):
        sums = {number["label"] for number in row.get("numbers", ()) if isinstance(number["label"], str)}
        counted = row.get("headline_figure", row.get("headline")) is not None or not sums.isdisjoint(_OWN_SUMS)
        opens = False if row["org"] is None else (True if counted else None)
        victims = tuple(re.split(r" and (?=[A-Z])", row["org"])) if row["org"] else ()
        yield LabelledArticle(row["id"], of_set, row["title"], row["text"], victims, opens)


def _stream(streams: StreamSet, of_set: str) -> Iterator[LabelledArticle]:
    incidents = {row["key"]: _answering(row["parties"]) for row in streams.incidents}
    for row in streams.items:
        victims = [*incidents.get(streams.labels[row["id"]] or "", ()), *filter(None, [streams.orgs.get(row["id"])])]
        opens = True if victims else None
        if streams.noise.get(row["id"]) in _NO_BREACH:
            victims, opens = [], False
        publisher = row.get("publisher") or ""
        yield LabelledArticle(row["id"], of_set, row["title"], row["text"], tuple(victims), opens, publisher)


def _answering(parties: list[dict[str, Any]]) -> list[str]:
    """The names of the parties that answer for the data: controllers, and the first one if it is no person."""
    roles = re.compile(r"controller|processor|provider")
    names = [one["name"] for number, one in enumerate(parties) if "controller" in one["role"] or number == 0]
    if not roles.search(parties[0]["role"]) and "parent" not in parties[0]["role"]:
        return []
    return [part for name in names for part in name.split(" / ")]


def _grouped(found: list[LabelledArticle]) -> list[LabelledArticle]:
    """The examples with their groups: those that share the first word of a victim's name, or the words of a title."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    keys: dict[int, list[str]] = defaultdict(list)
    for number, one in enumerate(found):
        keys[number] = [f"title {' '.join(normalise_name(one.title).split()[:7]) or one.key}"]
        for victim in one.victims:
            words = [word for word in normalise_name(victim).split() if word not in _NAMES_MANY]
            keys[number] += [f"name {words[0]}"] if words else []
        for key in keys[number][1:]:
            parent[root(key)] = root(keys[number][0])
    groups = [root(keys[number][0]) for number in range(len(found))]
    sizes = Counter(groups)
    return [
        replace(one, group=group, weight=min(1.0, (4 / sizes[group]) ** 0.5))
        for one, group in zip(found, groups, strict=True)
    ]
