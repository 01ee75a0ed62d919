"""Which part of the incident a number counts, how sure it is, and what happened to what it counts."""

import re
from dataclasses import dataclass

from incidents.vocabulary import Measure, Modality, Scope, Unit
from sources.extraction.find.areas import WORD, area_of, area_within, own_area, place_before
from sources.extraction.find.document import Document
from sources.extraction.find.number_candidates import Candidate, near
from sources.extraction.find.table_rows import place_of_row
from sources.extraction.mention import MentionRelation, RelationType

_PART_REACH = 60
_NOUN = re.compile(r"(?:'s)?\s+([a-z'-]+)|'s")
_POSSIBLE = 50
_NAME_GOES_ON = re.compile(r" ([A-Z][\w&-]*)")
_NAMED_WITHIN = 20_000  # characters of the text
_NEXT_WORDS = re.compile(r"(?:\W+(?!\d)\w+){0,3}\W+")


@dataclass(frozen=True, slots=True)
class Scoped:
    """A scope. `text` holds the words that name the part; `country` is ISO 3166-1 alpha-2, or EU."""

    scope: Scope
    text: str
    country: str | None


def find_scope(
    document: Document, candidate: Candidate, relation: MentionRelation | None, *, aggregate: bool
) -> Scoped:
    """The scope, by the first that applies: an earlier figure, an increment, a share of what was named, a country."""
    country, words = find_country(document, candidate)
    scope, part = _scope(document, candidate, relation, aggregate=aggregate)
    if scope is Scope.SUBSET and country is None:
        begin, end = _words_of_part(document, candidate)
        country, words = _country_of_part(document, begin, end)
        part = words or area_of(document, candidate) or area_within(document, begin, end) or part
    if scope is Scope.TOTAL and country is None:
        words = area_of(document, candidate) or own_area(document, candidate) or place_of_row(document, candidate)
        part, country = words, document.lexicon.scopes.countries.get(words)
        scope = Scope.SUBSET if words else scope
    if scope is Scope.TOTAL and country is not None:
        scope = Scope.SUBSET
    return Scoped(scope, part or words, country)


def _scope(
    document: Document, candidate: Candidate, relation: MentionRelation | None, *, aggregate: bool
) -> tuple[Scope, str]:
    if relation is not None and relation.type is RelationType.REVISED_FROM:
        return Scope.SUPERSEDED, ""
    if relation is not None and (relation.type is RelationType.ADDITIONAL or _is_increment(document, candidate)):
        return Scope.DELTA, ""
    if aggregate:
        return Scope.AGGREGATE, ""
    patterns, folded = document.lexicon.scopes, document.folded
    before = folded[max(candidate.begin, candidate.start - 60) : candidate.start]
    subset = patterns.subset_before.search(before)
    subset = subset or patterns.subset_after.match(folded, candidate.number.end, candidate.limit)
    if subset and candidate.counted.link != "spoken":
        return Scope.SUBSET, subset[0].strip()
    among = patterns.subset_among.match(folded, candidate.number.end, candidate.limit)
    if among:
        return Scope.SUBSET, among["label"]
    return (Scope.NOTIFIED if _is_notified(document, candidate) else Scope.TOTAL), ""


def _is_notified(document: Document, candidate: Candidate) -> bool:
    """Whether it counts people who were told of the incident, and not people who were sent others' data."""
    patterns, folded = document.lexicon.scopes, document.folded
    if document.matches(patterns.mistaken, candidate.begin, candidate.limit):
        return False
    before = folded[max(candidate.begin, candidate.start - 60) : candidate.start]
    if patterns.notified_before.search(before):
        return True
    return patterns.notified_after.match(folded, candidate.noun_end, candidate.limit) is not None


def _is_increment(document: Document, candidate: Candidate) -> bool:
    patterns = document.lexicon.relations
    start = candidate.number.end + 1
    return bool(
        patterns.more.match(document.folded, start, candidate.limit)
        or patterns.fewer.match(document.folded, start, candidate.limit)
    )


def find_country(document: Document, candidate: Candidate) -> tuple[str | None, str]:
    """The country named in the counted noun phrase or right after it, and the words that name it; none if another place
    is joined to it ("people in Norway and abroad", "Norwegian and Danish licence numbers")."""
    scopes, countries = document.lexicon.scopes, document.lexicon.scopes.countries
    spans = [(candidate.number.end, candidate.noun_end)] if candidate.counted.end > candidate.number.end else []
    after = scopes.place_after.match(document.folded, candidate.noun_end, min(candidate.limit, candidate.noun_end + 40))
    if after:
        spans.append((after.end(), min(candidate.limit, after.end() + 26)))
    for start, end in spans:
        words = [match[0] for match in WORD.finditer(document.folded, start, end)]
        for index, word in enumerate(words[:8] if start != candidate.noun_end else words[:3]):
            pair = " ".join(words[index : index + 2])
            following = words[index + 1] if index + 1 < len(words) else ""
            for name in (pair, word.removesuffix("'s")):
                if name not in countries or (name in scopes.capitals and name.upper() not in document.plain[start:end]):
                    continue
                if start == candidate.number.end and (
                    following in scopes.bodies or _begins_a_name(document, name, start)
                ):
                    return None, ""
                if scopes.joined_place.match(document.folded, _end_of(document, name, start)):
                    return None, ""
                if start == candidate.number.end or _is_place(document, name, start, candidate.limit):
                    return countries[name], name
            if start != candidate.number.end:
                break
    return _country_before(document, candidate)


def _country_named_before(document: Document, candidate: Candidate) -> tuple[str | None, str]:
    """The country that the sentence names last before the number: "Norway's watchdog said 900 in its country"."""
    countries = document.lexicon.scopes.countries
    found: tuple[str | None, str] = (None, "")
    for match in WORD.finditer(document.folded, candidate.begin, candidate.start):
        name = match[0].removesuffix("'s")
        if name in countries and document.plain[match.start()].isupper():
            found = countries[name], name
    return found


def _country_before(document: Document, candidate: Candidate) -> tuple[str | None, str]:
    """The country at the beginning of a clause, right before the number: "In Norway nearly 900 people are concerned";
    or the one that "in its country", after the number, refers to."""
    if document.lexicon.scopes.own_country.match(document.folded, candidate.noun_end, candidate.limit):
        return _country_named_before(document, candidate)
    countries = document.lexicon.scopes.countries
    name = place_before(document, candidate.begin, candidate.start)
    if not name:
        of_number = document.lexicon.scopes.number_of.search(document.plain[candidate.begin : candidate.start])
        name = of_number["name"].lower() if of_number else ""
    return (countries[name], name) if name in countries else (None, "")


def _country_of_part(document: Document, begin: int, end: int) -> tuple[str | None, str]:
    """The country that a part is said to be of: "of which 3 million concern residents of Norway"."""
    countries = document.lexicon.scopes.countries
    for match in WORD.finditer(document.folded, begin, end):
        name = match[0].removesuffix("'s")
        if name in countries and document.plain[match.start()].isupper():
            return countries[name], name
    return None, ""


def _words_of_part(document: Document, candidate: Candidate) -> tuple[int, int]:
    """The half-open span of the words about a part; behind the whole, where that follows ("3 million of the 40
    million")."""
    scopes = document.lexicon.scopes
    whole = scopes.part_of_whole.match(document.folded, candidate.number.end, candidate.limit)
    begin = whole.end() if whole else candidate.noun_end
    end = min(candidate.limit, begin + _PART_REACH)
    stop = scopes.part_end.search(document.folded, begin, end)
    return begin, stop.start() if stop else end


def _is_place(document: Document, name: str, start: int, limit: int) -> bool:
    """Whether the country is where people are, and not part of a name: "in Poland", but "of UK lender Norbank"."""
    following = _NOUN.match(document.folded, _end_of(document, name, start), limit)
    grammar = document.lexicon.noun_grammar
    return following is None or following[1] in grammar.ends or following[1] in document.lexicon.scopes.after_place


def _begins_a_name(document: Document, country: str, start: int) -> bool:
    """Whether the country's word begins the name of an organisation: "British Airways customers", where the title has
    the two words, and the text never the second one alone, as it has in "British Facebook users"; never a noun for
    people, which headlines write with a capital."""
    end = _end_of(document, country, start)
    following = _NAME_GOES_ON.match(document.plain, end)
    if following is None or following[1].lower() in document.lexicon.scopes.groups.everybody:
        return False
    second = re.escape(following[1])
    together = rf"\b{re.escape(document.plain[end - len(country) : end])} {second}\b"
    if re.search(together, document.title) is None:
        return False
    texts = f"{document.title}\n{document.plain[:_NAMED_WITHIN]}"
    return len(re.findall(together, texts)) == len(re.findall(rf"\b{second}\b", texts))


def _end_of(document: Document, name: str, start: int) -> int:
    return document.folded.find(name, start) + len(name)


def is_possible(document: Document, candidate: Candidate) -> bool:
    """Whether the count is only said to be possible: "may have", "potentially", "at risk". Words that lead to another
    number are about that one: "is now 3 million, and might be 5 million"."""
    pattern, folded = document.lexicon.scopes.possible, document.folded
    start, end = max(candidate.begin, candidate.start - _POSSIBLE), min(candidate.limit, candidate.noun_end + _POSSIBLE)
    if pattern.search(folded, start, candidate.noun_end):
        return True
    after = pattern.finditer(folded, candidate.noun_end, end)
    return not all(_leads_to_number(document, match.end(), candidate.limit) for match in after)


def _leads_to_number(document: Document, position: int, limit: int) -> bool:
    """Whether a number of some size, and no year, follows within three words."""
    words = _NEXT_WORDS.match(document.folded, position, limit)
    found = words and document.lexicon.numbers.digits.match(document.folded, words.end(), limit)
    if not found:
        return False
    return bool(found["magnitude"] or found["short"]) or not found["digits"].isdecimal()


def find_modality(document: Document, candidate: Candidate, *, possible: bool) -> Modality:
    """How the count is put forward."""
    patterns = document.lexicon.scopes
    if near(document, patterns.alleged, candidate, (60, 60)):
        return Modality.ALLEGED
    if near(document, patterns.estimated, candidate, (40, 40)):
        return Modality.ESTIMATED
    return Modality.POSSIBLE if possible else Modality.STATED


def find_measure(document: Document, candidate: Candidate) -> Measure:
    """What happened to what is counted, by the word nearest to the number."""
    low, high = max(candidate.begin, candidate.start - 90), min(candidate.limit, candidate.noun_end + 90)
    best, nearest = Measure.UNSPECIFIED, 10_000
    scopes = document.lexicon.scopes
    for measure, pattern in scopes.measures if scopes.measured.search(document.folded, low, high) else ():
        for match in pattern.finditer(document.folded, low, high):
            distance = (
                candidate.start - match.end() if match.end() <= candidate.start else match.start() - candidate.noun_end
            )
            if 0 <= distance < nearest:
                best, nearest = measure, distance
    return best


CORE_UNITS = frozenset(
    [
        Unit.PEOPLE,
        Unit.ACCOUNTS,
        Unit.RECORDS,
        Unit.CREDENTIALS,
        Unit.EMAIL_ADDRESSES,
        Unit.PAYMENT_CARDS,
        Unit.ID_NUMBERS,
        Unit.MESSAGES,
        Unit.HOUSEHOLDS,
    ]
)

# These are never a base that somebody serves.
DATA_UNITS = CORE_UNITS - {Unit.PEOPLE, Unit.ACCOUNTS, Unit.HOUSEHOLDS}
