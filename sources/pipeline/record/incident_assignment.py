"""Which incident each figure of an article is about.

| the figure                                                          | belongs to                                    |
| ------------------------------------------------------------------- | --------------------------------------------- |
| stands with the year of one incident of the same organisation       | that incident, whether the article covers it  |
| ("the 2014 breach", "stolen in August 2013", "In 2014 it had lost") | or not                                        |
| stands with a word that the title of only one of them has ("the     | that incident, whether the article covers it  |
| breach of payroll files")                                           | or not                                        |
| counts several of them together ("the two breaches")                | none of them                                  |
| tells of the breach of a year before those covered                  | none of those covered                         |
| is about an organisation that answers for one of those covered      | the best match of them                        |
| is about an organisation that answers for other incidents only      | none of those covered                         |
| is about the article's main incident                                | the best match; none of them, where several   |
|                                                                     | of one organisation are told and nothing says |
|                                                                     | of which it is, nor did a person              |
| is told in passing                                                  | none of them                                  |

The same company's other breach is the commonest trap, and a round-up gives each incident its own figures only.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from incidents.models import Incident, Involvement, PartyAlias
from incidents.names import name_key, spoken_names
from sources.extraction import KeptReading
from sources.extraction.classify.misuse import PEOPLE
from sources.extraction.find.titles import KEPT, distinctive_words
from sources.extraction.find.word_index import Word
from sources.models import Mention
from sources.pipeline.match.incident_profile import RESPONSIBLE
from sources.pipeline.record.attribution import Attribution
from sources.pipeline.record.claim_drafts import context_of

_Sign = TypeVar("_Sign", int, str)
Covered = Mapping[int, tuple[Incident, Attribution]]

_PEOPLE = re.compile(PEOPLE)


@dataclass(frozen=True, slots=True)
class _Family:
    """How a text distinguishes the incidents of the organisations that answer for those it covers.

    years  the incident that each year means
    words  the incident that each word of a title means
    names  of their parties, as compared
    since  the first year that any covered incident belongs to; None if one of them has no day of occurrence
    alike  the covered incidents of an organisation that answers for several of them, but for the sure ones
    """

    years: Mapping[int, int]
    words: Mapping[str, int]
    names: tuple[str, ...]
    since: int | None
    alike: frozenset[int]


def assign_to_incidents(
    mentions: Sequence[Mention], kept: KeptReading, covered: Covered, sure: Collection[int] = ()
) -> dict[int, list[Mention]]:
    """By covered incident (the best match first), the mentions about it. `sure` are those that a person
    has opened from the article, or confirmed as the only one."""
    shares: dict[int, list[Mention]] = defaultdict(list)
    if not covered or not mentions:
        return shares
    family = _family(covered, sure)
    elsewhere = _answer_elsewhere({mention.organisation for mention in mentions} - {""}, covered)
    sums = {mention.value for mention in mentions if _is_sum(mention, kept, family)}
    for mention in mentions:
        if mention.value in sums:
            continue
        owner = _owner(mention, kept, covered, family, elsewhere)
        if owner is not None and owner in covered:
            shares[owner].append(mention)
    return shares


def _owner(
    mention: Mention, kept: KeptReading, covered: Covered, family: _Family, elsewhere: frozenset[str]
) -> int | None:
    context = context_of(mention, kept)
    distinguished = family.years.get(context.year or 0) or _called(mention, kept, family)
    if distinguished is not None:
        return distinguished
    before = family.since is not None and context.last_year is not None and context.last_year < family.since
    if before or (mention.organisation and mention.organisation in elsewhere):
        return None
    best = next(iter(covered)) if mention.primary else None
    if mention.organisation and (len(covered) > 1 or not mention.primary):
        for pk, (_, voices) in covered.items():
            party = voices.party_named(mention.organisation)
            if party is not None and voices.is_responsible(party):
                best = pk
                break
    return None if best in family.alike else best


def _called(mention: Mention, kept: KeptReading, family: _Family) -> int | None:
    """The incident whose word is nearest to the figure: in its clause rather than elsewhere in its sentence, and before
    it rather than after."""
    if not family.words:
        return None
    sentence = kept.wording.between(mention.quote_start, mention.quote_end, in_title=mention.in_title)
    here = bisect_left([word.start for word in sentence], mention.start)
    named = _inside_names(sentence, family.names)
    in_names = {word for name in family.names for word in name.split()}
    found = []
    for at, word in enumerate(sentence):
        called = None if at in named else _word_of_title(word.normalised, family)
        if called is None or (called in in_names and not _is_kept_next(sentence, at, named)):
            continue
        clauses = sum(other.marks for other in sentence[min(at, here) + 1 : max(at, here) + 1])
        distance = word.start - mention.start
        found.append((clauses, distance > 0, abs(distance), family.words[called]))
    return min(found)[3] if found else None


def _word_of_title(word: str, family: _Family) -> str | None:
    """The word of a title that this is, in the singular or the plural; for people only as it is: every breach counts
    people."""
    if word in family.words:
        return word
    singular = word.removesuffix("s")
    return singular if singular in family.words and not _PEOPLE.fullmatch(singular) else None


def _is_kept_next(sentence: Sequence[Word], at: int, named: Collection[int]) -> bool:
    """Whether a word for what is kept ("files") follows right behind."""
    if at + 1 >= len(sentence) or at + 1 in named:
        return False
    following = sentence[at + 1]
    return following.normalised in KEPT and (following.joined or following.start == sentence[at].start)


def _inside_names(sentence: Sequence[Word], names: Iterable[str]) -> set[int]:
    """The numbers of the words that belong to one of the names."""
    runs = {tuple(name.split()) for name in names}
    lengths = sorted({len(run) for run in runs})
    words = [word.normalised for word in sentence]
    return {
        inside
        for at in range(len(words))
        for length in lengths
        if tuple(words[at : at + length]) in runs
        for inside in range(at, at + length)
    }


def _is_sum(mention: Mention, kept: KeptReading, family: _Family) -> bool:
    """Whether the figure counts several incidents of one organisation together."""
    if not family.words or mention.currency or _called(mention, kept, family) is not None:
        return False
    return context_of(mention, kept).several


def _family(covered: Covered, sure: Collection[int]) -> _Family:
    """What distinguishes the covered incidents and the others of the organisations that answer for them. A year or word
    that fits several incidents is left out."""
    parties = Involvement.objects.filter(incident__in=covered, role__in=RESPONSIBLE).values("party")
    found = Incident.objects.open_to_coverage().filter(
        involvements__party__in=parties, involvements__role__in=RESPONSIBLE
    )
    family = {incident.pk: incident for incident in found}
    began = [incident.occurred_on for incident, _ in covered.values()]
    since = min((day.year for day in began if day), default=None) if all(began) else None
    if len(family) < 2:
        return _Family({}, {}, (), since, frozenset())
    years = {pk: {day.year for day in (one.occurred_on, one.disclosed_on) if day} for pk, one in family.items()}
    aliases = PartyAlias.objects.filter(party__involvements__incident__in=family).values_list("normalised", flat=True)
    names = tuple(sorted(set(aliases), key=len, reverse=True))
    words = {pk: set(distinctive_words(one.title, names)) for pk, one in family.items()}
    return _Family(_of_one_only(years), _of_one_only(words), names, since, _alike(covered) - set(sure))


def _alike(covered: Covered) -> frozenset[int]:
    answering: dict[int, set[int]] = defaultdict(set)
    rows = Involvement.objects.filter(incident__in=covered, role__in=RESPONSIBLE)
    for party, incident in rows.values_list("party", "incident"):
        answering[party].add(incident)
    return frozenset(pk for those in answering.values() if len(those) > 1 for pk in those)


def _of_one_only(by_incident: Mapping[int, set[_Sign]]) -> dict[_Sign, int]:
    common = Counter(sign for own in by_incident.values() for sign in own)
    return {sign: pk for pk, own in by_incident.items() for sign in own if common[sign] == 1}


def _answer_elsewhere(names: Iterable[str], covered: Covered) -> frozenset[str]:
    """The names of organisations that answer for other incidents and have no part in the covered ones."""
    forms = {
        name: {name_key(form) for form in spoken_names(name)}
        for name in names
        if not any(voices.party_named(name) for _, voices in covered.values())
    }
    wanted = set().union(*forms.values()) if forms else set()
    known = set(
        PartyAlias.objects.filter(name_key__in=wanted, party__involvements__role__in=RESPONSIBLE).values_list(
            "name_key", flat=True
        )
    )
    return frozenset(name for name, own in forms.items() if own & known)
