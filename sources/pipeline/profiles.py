"""What matching needs to know of the incidents that an article might be about."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Max

from incidents.figures.vocabulary import Polarity, Role
from incidents.models import Claim, Incident, Involvement, PartyAlias
from sources.ingest.match import PartyNames, Profile, Reading
from sources.ingest.wording import Wording
from sources.models import Article, ArticleVersion, Coverage, CoverageState, Mention

SMALLEST_TELLING_FIGURE = 1000  # smaller numbers agree by chance
_NAMES_A_QUERY = 2000


def reading_of(article: Article, version: ArticleVersion) -> Reading:
    """The article as matching reads it, with the figures of its mentions."""
    rows = Mention.objects.filter(version=version).values_list("value", "low", "high")
    return Reading(version.title, version.text, article.published_on, _telling(rows))


def profiles_for(article: Article, reading: Reading) -> list[Profile]:
    """The incidents with a party that the text names, and those that the article is linked to already."""
    parties = _parties_named(Wording(title=reading.title, text=reading.text).runs())
    named = Involvement.objects.filter(party__in=parties).values_list("incident", flat=True)
    linked = Coverage.objects.filter(article=article).values_list("incident", flat=True)
    incidents = list(
        Incident.objects.open_to_coverage()
        .filter(pk__in={*named, *linked})
        .prefetch_related("involvements__party__aliases")
        .order_by("pk")
    )
    figures = _figures_claimed(incidents)
    covered = _last_covered(incidents, article)
    return [_profile(incident, figures[incident.pk], covered.get(incident.pk)) for incident in incidents]


def _parties_named(runs: Iterable[str]) -> set[int]:
    names, found = list(runs), set[int]()
    for start in range(0, len(names), _NAMES_A_QUERY):
        asked = names[start : start + _NAMES_A_QUERY]
        found.update(PartyAlias.objects.filter(normalised__in=asked).values_list("party", flat=True))
    return found


def _profile(incident: Incident, figures: frozenset[int], covered_on: dt.date | None) -> Profile:
    return Profile(
        incident_id=incident.pk,
        title=incident.title,
        parties=tuple(
            PartyNames(row.party.name, Role(row.role), frozenset(alias.normalised for alias in row.party.aliases.all()))
            for row in incident.involvements.all()
        ),
        disclosed_on=incident.disclosed_on,
        years=frozenset({incident.occurred_on.year} if incident.occurred_on else ()),
        figures=figures,
        covered_on=covered_on,
    )


def _figures_claimed(incidents: list[Incident]) -> dict[int, frozenset[int]]:
    rows: dict[int, list[tuple[int | None, ...]]] = defaultdict(list)
    claimed = Claim.objects.filter(incident__in=incidents, polarity=Polarity.ASSERTED)
    for incident_id, *numbers in claimed.values_list("incident_id", "value", "low", "high"):
        rows[incident_id].append(tuple(numbers))
    return defaultdict(frozenset, {incident_id: _telling(numbers) for incident_id, numbers in rows.items()})


def _last_covered(incidents: list[Incident], article: Article) -> dict[int, dt.date]:
    """By incident, the day of its latest confirmed coverage but for this article, up to this article's day."""
    rows = Coverage.objects.filter(incident__in=incidents, state=CoverageState.CONFIRMED).exclude(article=article)
    if article.published_on:
        rows = rows.filter(article__published_on__lte=article.published_on)
    latest = rows.values("incident").annotate(day=Max("article__published_on")).order_by()
    return {row["incident"]: row["day"] for row in latest if row["day"]}


def _telling(rows: Iterable[tuple[int | None, ...]]) -> frozenset[int]:
    numbers = (number for row in rows for number in row)
    return frozenset(number for number in numbers if number is not None and number >= SMALLEST_TELLING_FIGURE)
