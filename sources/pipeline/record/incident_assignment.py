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
|                                                                     | of which it is                                |
| is told in passing                                                  | none of them                                  |

The same company's other breach is the commonest trap, and a round-up gives each incident its own figures only.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from incidents.models import Incident, Involvement, PartyAlias
from incidents.names import name_key, spoken_names
from sources.extraction.classify.misuse import PEOPLE
from sources.extraction.find.titles import KEPT, SEVERAL, telling_words
from sources.models import ArticleVersion, Mention
from sources.pipeline.match.incident_profile import RESPONSIBLE
from sources.pipeline.record.attribution import Attribution

_Sign = TypeVar("_Sign", int, str)
Covered = Mapping[int, tuple[Incident, Attribution]]

_EVENT = (
    r"(?:breach(?:ed|es)?|hack(?:ed|s)?|attack(?:ed|s)?|incident|leak(?:ed|s)?|theft|intrusion|stolen|stole|took|taken"
    r"|compromised|exposed|accessed|obtained|lost|case)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# "the 2014 breach", "its 2018 data leak", "the 2013 one"
_YEAR_OF_EVENT = re.compile(rf"\b{_YEAR}(?:'s|\u2019s)?[ -](?:one\b|(?:[\w-]+ ){{0,3}}?{_EVENT}\b)", re.IGNORECASE)
# "stolen in August 2013", "the breach of 2014": the words between may hold the figure itself
_EVENT_IN_YEAR = re.compile(
    rf"\b{_EVENT}\b[^.;:!?]{{0,80}}?\b(?:in|of|from|since|during)\s+"
    rf"(?:(?:late|early|mid)[ -])?(?:[A-Z][a-z]+\s+)?{_YEAR}\b"
)


# "In 2027 the chain had lost", "since 2027, when hackers stole"
_YEAR_THEN_EVENT = re.compile(
    rf"(?:(?:^|[,;:] )[Ii]n|\b(?:since|in|of)(?= (?:\w+ )?\d+,? when\b)) (?:[A-Z][a-z]+ )?{_YEAR},? "
    rf"(?:when|(?:[\w'\u2019-]+ ){{1,6}}?(?:{_EVENT}|was hit|had been))\b"
)
# "a breach of 2015", "the hack in May 2014"
_BREACH_OF_YEAR = re.compile(
    rf"\b(?:breach|hack|attack|incident|leak|theft|intrusion)\b (?:in|of|from) (?:[A-Z][a-z]+ )?{_YEAR}\b"
)
# "fined for a 2015 hack": the breach of a year, and nothing that was done in it
_YEAR_OF_BREACH = re.compile(
    rf"\b[Aa]n? {_YEAR} (?:(?!{_EVENT})[\w-]+ ){{0,2}}?(?:breach|hack|attack|incident|leak|theft|intrusion)\b"
)
# Another telling begins here, with figures of its own.
_NOW = re.compile(r"\b(?:said|says|told|tells|now|this time|today|admitted|confirmed|disclosed)\b")


_PEOPLE = re.compile(PEOPLE)
_KEPT = rf"[ -](?:{'|'.join(sorted(KEPT))})\b"


@dataclass(frozen=True, slots=True)
class _Family:
    """How a text distinguishes the incidents of the organisations that answer for those it covers.

    years  the incident that each year means
    words  the incident that each word of a title means
    names  of their parties, as compared
    since  the first year that any covered incident belongs to; None if one of them has no day of occurrence
    alike  the covered incidents of an organisation that answers for several of them
    """

    years: Mapping[int, int]
    words: Mapping[str, int]
    names: tuple[str, ...]
    since: int | None
    alike: frozenset[int]


def assign_to_incidents(
    mentions: Sequence[Mention], version: ArticleVersion, covered: Covered
) -> dict[int, list[Mention]]:
    """By covered incident (the best match first), the mentions about it."""
    shares: dict[int, list[Mention]] = defaultdict(list)
    if not covered or not mentions:
        return shares
    family = _family(covered)
    elsewhere = _answer_elsewhere({mention.organisation for mention in mentions} - {""}, covered)
    sums = {mention.value for mention in mentions if _is_sum(mention, version, family)}
    for mention in mentions:
        if mention.value in sums:
            continue
        owner = _owner(mention, version, covered, family, elsewhere)
        if owner is not None and owner in covered:
            shares[owner].append(mention)
    return shares


def _owner(
    mention: Mention, version: ArticleVersion, covered: Covered, family: _Family, elsewhere: frozenset[str]
) -> int | None:
    text = mention.words_in(version)
    told_apart = family.years.get(year_of_event(text, mention) or 0) or _called(text, mention, family)
    if told_apart is not None:
        return told_apart
    if _is_before(text, mention, family) or (mention.organisation and mention.organisation in elsewhere):
        return None
    best = next(iter(covered)) if mention.primary else None
    if len(covered) > 1 and mention.organisation:
        for pk, (_, voices) in covered.items():
            party = voices.party_named(mention.organisation)
            if party is not None and voices.is_responsible(party):
                best = pk
                break
    return None if best in family.alike else best


def _called(text: str, mention: Mention, family: _Family) -> int | None:
    """The incident whose word is nearest to the figure: in its clause rather than elsewhere in its sentence, and before
    it rather than after."""
    if not family.words:
        return None
    sentence = text[mention.quote_start : mention.quote_end].casefold()
    for name in family.names:
        sentence = sentence.replace(name, " " * len(name))
    at = mention.start - mention.quote_start
    in_names = {word for name in family.names for word in name.split()}
    found = [
        (_clauses_between(sentence, match.start(), at), match.start() > at, abs(match.start() - at), pk)
        for word, pk in family.words.items()
        for match in re.finditer(rf"\b{_forms(word)}\b{_KEPT if word in in_names else ''}", sentence)
    ]
    return min(found)[3] if found else None


def _forms(word: str) -> str:
    """A pattern for the word in the singular and plural; for people only as it is: every breach counts people."""
    return re.escape(word) if _PEOPLE.fullmatch(word) else rf"{re.escape(word)}s?"


def _clauses_between(sentence: str, one: int, other: int) -> int:
    return len(re.findall(r"[,;:](?!\d)", sentence[min(one, other) : max(one, other)]))


def _is_sum(mention: Mention, version: ArticleVersion, family: _Family) -> bool:
    """Whether the figure counts several incidents of one organisation together."""
    text = mention.words_in(version)
    if not family.words or mention.currency or _called(text, mention, family) is not None:
        return False
    return SEVERAL.search(text, mention.quote_start, mention.quote_end) is not None


def _is_before(text: str, mention: Mention, family: _Family) -> bool:
    """Whether all years of breaches in the figure's sentence are before the covered incidents. Years are left out if
    the sentence turns to another event between them and the figure: "which had a breach in 2019, said that"."""
    sentence = text[mention.quote_start : mention.quote_end]
    start, end = mention.start - mention.quote_start, mention.end - mention.quote_start
    years = [
        int(match["year"])
        for pattern in (_BREACH_OF_YEAR, _YEAR_THEN_EVENT, _YEAR_OF_BREACH)
        for match in pattern.finditer(sentence)
        if not _NOW.search(sentence, match.end(), start) and not _NOW.search(sentence, end, match.start())
    ]
    return family.since is not None and bool(years) and max(years) < family.since


def year_of_event(text: str, mention: Mention) -> int | None:
    """The year of the event in the figure's sentence: the nearest before the figure, else the nearest after it; None
    when there is none."""
    sentence = text[mention.quote_start : mention.quote_end]
    at = mention.start - mention.quote_start
    found = [
        (match.start("year"), int(match["year"]))
        for pattern in (_YEAR_OF_EVENT, _EVENT_IN_YEAR, _YEAR_THEN_EVENT)
        for match in pattern.finditer(sentence)
    ]
    return min(found, key=lambda one: (one[0] > at, abs(one[0] - at)), default=(0, None))[1]


def _family(covered: Covered) -> _Family:
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
    words = {pk: set(telling_words(one.title, names)) for pk, one in family.items()}
    return _Family(_of_one_only(years), _of_one_only(words), names, since, _alike(covered))


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
