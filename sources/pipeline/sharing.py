"""Which incident each figure of an article is about.

| the figure                                                          | belongs to                                    |
| ------------------------------------------------------------------- | --------------------------------------------- |
| stands with the year of one incident of the same organisation       | that incident, whether the article covers it  |
| ("the 2014 breach", "stolen in August 2013")                        | or not                                        |
| is about an organisation that answers for one of those covered      | the best match of them                        |
| is about an organisation that answers for other incidents only      | none of those covered                         |
| is about the article's main incident                                | the best match                                |
| is told in passing                                                  | none of them                                  |

The same company's other breach is the commonest trap, and a round-up gives each incident its own figures only.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from incidents.models import Incident, Involvement, PartyAlias
from incidents.models.names import spoken_names
from incidents.models.party import normalise_name
from sources.ingest.profile import RESPONSIBLE
from sources.models import ArticleVersion, Mention
from sources.pipeline.voices import Voices

Covered = Mapping[int, tuple[Incident, Voices]]

_EVENT = (
    r"(?:breach(?:ed|es)?|hack(?:ed|s)?|attack(?:ed|s)?|incident|leak(?:ed|s)?|theft|intrusion|stolen|stole|took|taken"
    r"|compromised|exposed|accessed|obtained|case)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# "the 2014 breach", "its 2018 data leak", "the 2013 one"
_YEAR_OF_EVENT = re.compile(rf"\b{_YEAR}(?:'s|\u2019s)?[ -](?:one\b|(?:[\w-]+ ){{0,3}}?{_EVENT}\b)", re.IGNORECASE)
# "stolen in August 2013", "the breach of 2014": the words between may hold the figure itself
_EVENT_IN_YEAR = re.compile(
    rf"\b{_EVENT}\b[^.;:!?]{{0,80}}?\b(?:in|of|from|since|during)\s+"
    rf"(?:(?:late|early|mid)[ -])?(?:[A-Z][a-z]+\s+)?{_YEAR}\b"
)


def shared_out(mentions: Sequence[Mention], version: ArticleVersion, covered: Covered) -> dict[int, list[Mention]]:
    """By covered incident (the best match first), the mentions about it."""
    shares: dict[int, list[Mention]] = defaultdict(list)
    if not covered or not mentions:
        return shares
    years = _telling_years(covered)
    elsewhere = _answer_elsewhere({mention.organisation for mention in mentions} - {""}, covered)
    for mention in mentions:
        owner = _owner(mention, version, covered, years, elsewhere)
        if owner is not None and owner in covered:
            shares[owner].append(mention)
    return shares


def _owner(
    mention: Mention, version: ArticleVersion, covered: Covered, years: Mapping[int, int], elsewhere: frozenset[str]
) -> int | None:
    dated = years.get(year_of_event(version.title if mention.in_title else version.text, mention) or 0)
    if dated is not None:
        return dated
    if mention.organisation and mention.organisation in elsewhere:
        return None
    if len(covered) > 1 and mention.organisation:
        for pk, (_, voices) in covered.items():
            party = voices.party_named(mention.organisation)
            if party is not None and voices.is_responsible(party):
                return pk
    return next(iter(covered)) if mention.primary else None


def year_of_event(text: str, mention: Mention) -> int | None:
    """The year of the event that the figure's sentence tells, the nearest before the figure, else after it; None when
    it tells none."""
    sentence = text[mention.quote_start : mention.quote_end]
    at = mention.start - mention.quote_start
    found = [
        (match.start("year"), int(match["year"]))
        for pattern in (_YEAR_OF_EVENT, _EVENT_IN_YEAR)
        for match in pattern.finditer(sentence)
    ]
    return min(found, key=lambda one: (one[0] > at, abs(one[0] - at)), default=(0, None))[1]


def _telling_years(covered: Covered) -> dict[int, int]:
    """The incident that a year means, among those covered and the others of the organisations that answer for them.
    A year of several means none."""
    parties = Involvement.objects.filter(incident__in=covered, role__in=RESPONSIBLE).values("party")
    family = Incident.objects.open_to_coverage().filter(
        involvements__party__in=parties, involvements__role__in=RESPONSIBLE
    )
    years: dict[int, set[int]] = {
        incident.pk: {day.year for day in (incident.occurred_on, incident.disclosed_on) if day} for incident in family
    }
    if len(years) < 2:
        return {}
    common = Counter(year for own in years.values() for year in own)
    return {year: pk for pk, own in years.items() for year in own if common[year] == 1}


def _answer_elsewhere(names: Iterable[str], covered: Covered) -> frozenset[str]:
    """Those of the names that mean an organisation which answers for other incidents and has no part in these."""
    forms = {
        name: {normalise_name(form) for form in spoken_names(name)}
        for name in names
        if not any(voices.party_named(name) for _, voices in covered.values())
    }
    wanted = set().union(*forms.values()) if forms else set()
    known = set(
        PartyAlias.objects.filter(normalised__in=wanted, party__involvements__role__in=RESPONSIBLE).values_list(
            "normalised", flat=True
        )
    )
    return frozenset(name for name, own in forms.items() if own & known)
