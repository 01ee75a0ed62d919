"""What speaks for and against an article being about one privacy incident of an organisation that it names.

Each feature either holds or not. What a title says in general is kept by the words' own groups (`title general`,
`title percent`); what is found in the first sentences and in the text says where. Every word of the beginning is a
feature of its own, but for those of names, so that what was learnt holds for names that nobody has seen.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from sources.extraction.find.normalise import fold
from sources.extraction.find.organisation_names import NamedOrganisation
from sources.extraction.resolve.name_features import NameContexts

SAID = "says "  # begins the features of words
_SHORT, _LONG = 300, 2_000
_BEGINNING = 2_000  # characters of the text whose words count
_WORD = re.compile(r"[^\W\d_]{2,}")


def article_features(
    contexts: NameContexts, names: Sequence[NamedOrganisation], figures: int, sums: Collection[str]
) -> frozenset[str]:
    """The features of the article, apart from those of its names; by the extractor, `figures` is how many it gives of
    those concerned, and `sums` what it gives sums of money for."""
    words = frozenset(SAID + word for word in _said(contexts, names))
    return words.union(_features(contexts, names), [f"{min(figures, 3)} figures"], (f"sum: {one}" for one in sums))


def _said(contexts: NameContexts, names: Sequence[NamedOrganisation]) -> set[str]:
    """The words of the title and the beginning, without those that only names have."""
    named = {word for name in names for word in _WORD.findall(fold(name.name))}
    words = {*_WORD.findall(contexts.title), *_WORD.findall(contexts.text, 0, _BEGINNING)}
    return words - (named - contexts.texts.small)


def _features(contexts: NameContexts, names: Sequence[NamedOrganisation]) -> Iterator[str]:
    words, title, text = contexts.texts.words, contexts.title, contexts.text
    lead = text[: contexts.lead_end]
    for where, words_of_part in (("title", title), ("lead", lead)):
        yield from (f"{where} {name}" for name, pattern in words.title if pattern.search(words_of_part))
        groups = {
            "event": words.event,
            "happened": words.happened,
            "data": words.data,
            "people": words.people,
            "count": words.count,
        }
        yield from (f"{where} {name}" for name, pattern in groups.items() if pattern.search(words_of_part))
    for name, pattern in (("data", words.data), ("happened", words.happened), ("count", words.count)):
        found = sum(1 for _ in pattern.finditer(text))
        yield f"text {name} {min(found, 3) if found < 3 else '3 or more'}"
    nowhere = not words.data.search(title) and not words.data.search(text)
    for name, pattern in words.title:
        if nowhere and name in ("attacks", "breaches", "hacks") and pattern.search(title):
            yield f"title {name}, no data anywhere"
    titled = sum(any(place.in_title for place in name.places) for name in names)
    yield f"{min(titled, 3)} names in title"
    yield f"{'no' if not names else 'few' if len(names) < 4 else 'some' if len(names) < 12 else 'many'} names"
    holds = {
        "title asks": "?" in title,
        "title shouted": contexts.shouted,
        "no data anywhere": nowhere,
        "no title": not title.strip(),
        "short text": len(text) < _SHORT,
        "long text": len(text) > _LONG,
    }
    yield from (feature for feature, held in holds.items() if held)
