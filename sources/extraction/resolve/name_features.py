"""What speaks for and against a name as that of the organisation whose incident an article tells.

Each feature either holds or not. Those of a place carry where it is: `title`, `lead` (the first sentences) or `text`.

| group    | features                                                                                               |
| -------- | ------------------------------------------------------------------------------------------------------ |
| form     | words, acronym, shouted, digit, web address, what kind of body its words say, a place, a thing         |
| position | title, opens the title, first in title or text, lead, late, only opening sentences, how often, most    |
| before   | event at, people of, in, by or via, according to, such as, fined, hacked, parent of, kind of firm       |
| after    | event, customers, suffers, admits, exposes, pays, says, takes, finds, fines, gang, flaw, chief, a bank |
| beside   | an event, people's data, a count in its sentence, in a list, in quotes                                 |
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from incidents.names import site_name
from sources.extraction.find.normalise import fold
from sources.extraction.find.organisation_names import NamedOrganisation, NamedTexts, NamePlace, is_place, is_shouted
from sources.extraction.lexicon.naming import NamingWords

LEAD_SENTENCES = 3
_BEFORE = 70
_BESIDE = 40
_LATE = 0.5
_NOBODY = frozenset({"place", "thing", "ordinary word", "ordinary ending"})


@dataclass(frozen=True)
class NameContexts:
    """The texts in small letters, and their parts."""

    texts: NamedTexts

    @cached_property
    def title(self) -> str:
        """The title in small letters."""
        return fold(self.texts.title)

    @cached_property
    def text(self) -> str:
        """The text in small letters."""
        return fold(self.texts.text)

    @cached_property
    def shouted(self) -> bool:
        """Whether capitals tell nothing in the title."""
        return is_shouted(self.texts.title)

    @cached_property
    def lead_end(self) -> int:
        """Where the first sentences end."""
        sentences = self.texts.sentences[:LEAD_SENTENCES]
        return sentences[-1][1] if sentences else 0

    @cached_property
    def _starts(self) -> list[int]:
        return [begin for begin, _ in self.texts.sentences]

    @cached_property
    def _counted(self) -> tuple[list[int], bool]:
        pattern = self.texts.words.count
        starts = [match.start() for match in pattern.finditer(self.text)]
        return starts, pattern.search(self.title) is not None

    def counts(self, place: NamePlace) -> bool:
        """Whether the sentence of the place, or the title, counts people or what is theirs."""
        starts, in_title = self._counted
        begin, limit = self.sentence_of(place)
        return in_title if place.in_title else bisect_left(starts, begin) < bisect_left(starts, limit)

    def sentence_of(self, place: NamePlace) -> tuple[int, int]:
        """The span of the sentence around the place; of the whole title, if it is there."""
        if place.in_title:
            return 0, len(self.title)
        index = bisect_right(self._starts, place.start) - 1
        return self.texts.sentences[max(0, index)]


def features_of(names: Sequence[NamedOrganisation], contexts: NameContexts) -> list[frozenset[str]]:
    """The features of each of the names."""
    most = max((len(name.places) for name in names), default=0)
    first_titled = min((place.start for name in names for place in name.places if place.in_title), default=-1)
    first_place = min((place.start for name in names for place in name.places if not place.in_title), default=-1)
    all_places = sum(len(name.places) for name in names)
    forms = [frozenset(_form(name, contexts)) for name in names]
    titled = [name for name, form in zip(names, forms, strict=True) if name.places[0].in_title and not form & _NOBODY]
    last_words = {form.rpartition(" ")[2] for name in names for form in name.forms if " " in form}
    found = []
    for name, form in zip(names, forms, strict=True):
        features = {*form, *_position(name, contexts)}
        if titled == [name]:
            features.add("only name in title")
        if not name.forms.isdisjoint(last_words):
            features.add("end of another name")
        count = len(name.places)
        if count == most and most > 1:
            features.add("most often")
        if count * 2 >= all_places > 2:
            features.add("half of all places")
        if any(place.in_title and place.start == first_titled for place in name.places):
            features.add("first in title")
        if any(not place.in_title and place.start == first_place for place in name.places):
            features.add("first in text")
        for place in name.places:
            features.update(_context(place, contexts))
        found.append(frozenset(features))
    return found


def _form(name: NamedOrganisation, contexts: NameContexts) -> Iterator[str]:
    texts, printed = contexts.texts, name.name
    lower = printed.lower()
    words = lower.split()
    yield f"{min(len(words), 4)} words"
    yield from (f"kind {kind}" for kind, pattern in texts.lexicon.speech.kinds if pattern.search(lower))
    if printed.isupper():
        yield "acronym" if len(words) == 1 and len(printed) <= 6 else "shouted"
    holds = {
        "digit": any(map(str.isdigit, printed)),
        "firm word": not texts.words.firms.isdisjoint(words),
        "firm suffix": any(word.rstrip(".") in texts.lexicon.suffixes for word in words),
        "thing": lower in texts.words.things,
        "place": is_place(texts, lower),
        "address": bool(site_name(printed)),
        "also small": lower in texts.small,
        "ordinary word": any(word in texts.words.titled or word in texts.lexicon.units.nouns for word in words),
        "ordinary ending": texts.words.ordinary_ending.search(words[-1]) is not None,
        "month": any(word in texts.words.dates for word in words),
        "only capitals": all(place.in_title for place in name.places) and contexts.shouted,
        "short": len(printed) <= 2,
    }
    yield from (feature for feature, held in holds.items() if held)


def _position(name: NamedOrganisation, contexts: NameContexts) -> Iterator[str]:
    count = len(name.places)
    yield (
        ("told once" if count == 1 else "told twice")
        if count < 3
        else ("told 3 or 4 times" if count < 5 else "told 5 times or more")
    )
    titled = [place for place in name.places if place.in_title]
    in_text = [place for place in name.places if not place.in_title]
    first_end = contexts.texts.sentences[0][1] if contexts.texts.sentences else 0
    holds = {
        "in title": bool(titled),
        "opens title": any(place.start == 0 for place in titled),
        "only in title": not in_text,
        "title and lead": bool(titled) and any(place.start < contexts.lead_end for place in in_text),
        "in first sentence": any(place.start < first_end for place in in_text),
        "in lead": any(place.start < contexts.lead_end for place in in_text),
        "only opens sentences": all(place.opens for place in name.places),
        "late": not titled and bool(in_text) and in_text[0].start > len(contexts.text) * _LATE,
        "once, not in title": not titled and count == 1,
    }
    yield from (feature for feature, held in holds.items() if held)


def _context(place: NamePlace, contexts: NameContexts) -> Iterator[str]:
    """What stands around one place."""
    words, text = contexts.texts.words, contexts.title if place.in_title else contexts.text
    where = "title" if place.in_title else ("lead" if place.start < contexts.lead_end else "text")
    begin, limit = contexts.sentence_of(place)
    before = text[max(begin, place.start - _BEFORE) : place.start]
    beside = text[max(begin, place.start - _BESIDE) : min(limit, place.end + _BESIDE)]
    yield from (f"{where}: {name}" for name, pattern in words.after if pattern.match(text, place.end, limit))
    yield from (f"{where}: {name}" for name, pattern in words.before if pattern.search(before))
    holds = {
        "called a kind of firm": words.described_before.search(before),
        "behind an office": words.office_before.search(before),
        "described as a kind of firm": words.described.match(text, place.end, limit),
        "owns what follows": text.startswith("'s", place.end),
        "in quotes": before.endswith(('"', "'")) and text.startswith(('"', "'"), place.end),
        "in brackets": before.endswith("("),
        "in a list": _is_listed(text, place, words),
        "beside an event": words.happened.search(beside),
        "beside data": words.data.search(beside) or words.people.search(beside),
        "with a count": contexts.counts(place),
    }
    yield from (f"{where}: {feature}" for feature, held in holds.items() if held)


def _is_listed(text: str, place: NamePlace, words: NamingWords) -> bool:
    before, after = text[max(0, place.start - 5) : place.start], text[place.end : place.end + 5]
    return before.endswith(words.listed_before) or after.startswith(words.listed_after)
