"""What matching needs to know of the incidents that an article might be about.

The names in the text are looked up in the index of party aliases, and not each incident's names in the text, so that
the cost of an article does not grow with the number of incidents. Of the very many incidents that may share a name,
only the likeliest are scored (see `_likeliest`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from itertools import islice, zip_longest
from operator import or_

from django.db.models import Count, Max, Q, QuerySet

from incidents.models import Claim, Incident, Involvement, PartyAlias
from incidents.names import acronym_in, keys_of_run, may_print
from incidents.search import searched_columns
from incidents.search.finding import Found, Way, found_by
from incidents.search.words import SearchWord, folded
from incidents.vocabulary import DatePrecision, IncidentKind, IncidentStatus, Metric, Polarity, Role, Scope
from sources.extraction.find.stopwords import is_coined
from sources.extraction.find.word_index import Word, Wording, index_words
from sources.extraction.lexicon import FOR_REVIEW, language_to_read_in
from sources.extraction.lexicon.naming import load_naming_words
from sources.models import Article, ArticleVersion, Coverage, CoverageState, Mention
from sources.pipeline.extract.kept_readings import kept_reading
from sources.pipeline.match.fuzzy_names import FuzzyNames, first_words, fuzzy_names, sites_of
from sources.pipeline.match.incident_profile import RESPONSIBLE, MatchInput, Number, PartyNames, Profile
from sources.pipeline.match.reasons_by_figure import ROUNDING

SMALLEST_DISTINCTIVE_FIGURE = 1000  # smaller numbers agree by chance
FAR_DOWN = 0.6  # of the text: from there on news tells of earlier events
MOST_INCIDENTS = 120  # scored for one article
_OF_EACH_SORT = 30
_NAMES_A_QUERY = 2000
_MOST_FIGURES = 50
_NUMBERS = ("metric", "currency", "value", "low", "high")
NumberRow = tuple[str, str, int | None, int | None, int | None]
_COUNTS = (Metric.AFFECTED, Metric.RECORDS)


def reading_of(article: Article, version: ArticleVersion) -> MatchInput:
    """The article as matching reads it, with the figures that it gives as its own and the names that are known."""
    read = Mention.objects.filter(version=version).order_by("start")
    # Unproven figures tie an article to no incident.
    rows = [] if version.language in FOR_REVIEW else list(read)
    own, other = ([row for row in rows if row.primary is primary] for primary in (True, False))
    kept = kept_reading(article, version)
    far_down = kept.length * FAR_DOWN
    early = _distinctive(_numbers(row for row in own if row.in_title or row.start < far_down))
    figures = _distinctive(_numbers(own))
    wording, language = kept.wording, language_to_read_in(version.language)
    runs = wording.runs()
    publisher = article.publisher.name if article.publisher else ""
    publishing = Wording(index_words(publisher, ""))
    parties = _parties_named([*runs, *publishing.runs()], wording.sites | publishing.sites, wording.shouted)
    spelt, similar = FuzzyNames({}, {}) if _answer_for_something(parties) else fuzzy_names(runs)
    for party, name in (*first_words(_title_words(wording, language)).items(), *spelt.items()):
        parties[party] = parties.get(party, frozenset()) | {name}
    return MatchInput(
        kept=kept,
        published=article.published_on,
        figures=figures,
        far_down=figures - early,
        recalled=_distinctive(_numbers(other)) - figures,
        updates=next((row.text for row in own if row.relation or row.scope == Scope.DELTA), ""),
        publisher=publisher,
        parties=parties,
        similar=similar,
        nameless=bool(own) and not any(row.organisation for row in own),
        language=language,
    )


def _title_words(wording: Wording, language: str) -> frozenset[str]:
    """The words of the title, as compared, that may stand for a longer name that begins with them: not "Bramble" of
    "Bramble & Vale" or of "Bramble Bakery", unless every word of the title has a capital."""
    title = wording.words[: wording.title_length]
    joins = load_naming_words(language).joins
    alone = (
        word.normalised
        for word, after, third in zip_longest(title, title[1:], title[2:])
        if word.capital
        and not _goes_on(after, third, joins)
        and (wording.shouted_title or after is None or not (after.capital and after.joined))
    )
    return frozenset(filter(is_coined, alone)) - wording.small


def _goes_on(after: Word | None, third: Word | None, joins: frozenset[str]) -> bool:
    """Whether a name goes on after a mark like "&", or after a small word that joins names."""
    if after is None:
        return False
    if after.capital:
        return not (after.joined or after.opens or after.marks)
    return after.joined and after.normalised in joins and third is not None and third.capital and third.joined


def profiles_for(article: Article, version: ArticleVersion, reading: MatchInput) -> list[Profile]:
    """The incidents with a party that the text names, those that the article is linked to already, and those that a
    curator has decided about for the same story."""
    elsewhere = _is_carried_elsewhere(article, version)
    decided = decided_for_story(article, version) if elsewhere else {}
    linked = set(Coverage.objects.filter(article=article).values_list("incident", flat=True))
    copied = _copied(article, version) if elsewhere else set()
    wanted = {*(_worth_scoring(reading) or _called_in_title(reading)), *linked, *decided, *copied}
    incidents = list(Incident.objects.current().filter(pk__in=wanted).order_by("pk"))
    figures = _figures_shared(incidents, reading.figures | reading.recalled)
    covered = _last_covered(incidents, article)
    parties = _parties_of(incidents, reading)
    similar = _similar_in(incidents, reading)
    return [
        Profile(
            incident_id=incident.pk,
            title=incident.title,
            parties=parties[incident.pk],
            similar=similar.get(incident.pk, ""),
            disclosed_on=incident.disclosed_on,
            years=frozenset({incident.occurred_on.year} if incident.occurred_on else ()),
            months=_months(incident),
            figures=figures[incident.pk],
            covered_on=covered.get(incident.pk),
            kind=IncidentKind(incident.kind),
            decided=decided.get(incident.pk),
            copied=incident.pk in copied,
            candidate=incident.status == IncidentStatus.CANDIDATE,
            dismissed=incident.status == IncidentStatus.REJECTED,
        )
        for incident in incidents
    ]


def _answer_for_something(parties: Iterable[int]) -> bool:
    return Involvement.objects.filter(party__in=list(parties), role__in=RESPONSIBLE).exists()


def _numbers(mentions: Iterable[Mention]) -> list[NumberRow]:
    return [(row.metric, row.currency, row.value, row.low, row.high) for row in mentions]


def _parties_named(runs: Iterable[str], sites: frozenset[str], shouted: frozenset[str]) -> dict[int, frozenset[str]]:
    """By party, the names of it that the text has, however it spells them, in a web address as well; the first letters
    of a name only where they are `shouted`: written in capitals."""
    names, found = iter(runs), sites_of(sites)
    columns = ("party", "name_key", "name", "party__name")
    while some := list(islice(names, _NAMES_A_QUERY)):
        asked: dict[str, list[str]] = defaultdict(list)
        for run in some:
            for key in keys_of_run(run):
                asked[key].append(run)
        for party, key, printed, whole in PartyAlias.objects.filter(name_key__in=list(asked)).values_list(*columns):
            initials = printed.isupper() and acronym_in(printed, whole)
            spelt = (run for run in asked[key] if may_print(run, printed))
            found[party].update(run for run in spelt if not initials or shouted.issuperset(run.split()))
    return {party: frozenset(named) for party, named in found.items() if named}


def _worth_scoring(reading: MatchInput) -> set[int]:
    """The incidents of the parties named. If those are too many, the likeliest: disclosed last before the article, last
    in the news, of a year that the text names, or with a figure that the text gives."""
    named = [*reading.parties, *reading.similar]
    rows = Involvement.objects.filter(party__in=named, incident__merged_into__isnull=True).order_by()
    sizes = dict(rows.values_list("party").annotate(incidents=Count("pk")))
    few, count = set[int](), 0
    for party, size in sorted(sizes.items(), key=lambda pair: (pair[1], pair[0])):
        count += size
        if count <= MOST_INCIDENTS:
            few.add(party)
    found = set(rows.filter(party__in=few).values_list("incident", flat=True)) if few else set[int]()
    many = sizes.keys() - few
    return found | _likeliest(rows.filter(party__in=many), reading) if many else found


def _called_in_title(reading: MatchInput) -> set[int]:
    """The incidents whose title has the name of what the article tells of: a product, where nobody answers for
    something who is named."""
    words = tuple(folded(reading.likely).split())
    if not words:
        return set()
    named = SearchWord(reading.likely, (words,), whole=True)
    found, by_row = (Q(Found(searched_columns.INCIDENT, [named], by_row=by_row)) for by_row in (False, True))
    ids = Incident.objects.filter(found).values_list("pk", flat=True)
    titled = found_by(Incident.objects.open_to_coverage(), [Way(ids, by_row, Incident.objects.filter(by_row))])
    return set(titled.order_by("-pk").values_list("pk", flat=True)[:_OF_EACH_SORT])


def _likeliest(rows: QuerySet[Involvement], reading: MatchInput) -> set[int]:
    """At most `_OF_EACH_SORT` incidents of each sort among these involvements."""
    incidents = Incident.objects.filter(pk__in=rows.values("incident")).order_by("-pk")
    day = reading.published or dt.date.max
    covered = Coverage.objects.filter(incident__in=rows.values("incident"), state=CoverageState.CONFIRMED)
    covered = covered.filter(article__published_on__lte=day).order_by("-article__published_on", "-pk")
    found = set(covered.values_list("incident", flat=True)[: 2 * _OF_EACH_SORT])
    sorts = [incidents.filter(disclosed_on__lte=day).order_by("-disclosed_on", "-pk")]
    years = sorted(reading.kept.signs.named_years)
    if years:
        sorts.append(incidents.filter(Q(occurred_on__year__in=years) | Q(disclosed_on__year__in=years)))
    if reading.figures:
        sorts.append(incidents.filter(pk__in=Claim.objects.filter(_near(reading.figures)).values("incident")))
    for sort in sorts:
        found.update(sort.values_list("pk", flat=True)[:_OF_EACH_SORT])
    return found


def _parties_of(incidents: list[Incident], reading: MatchInput) -> dict[int, tuple[PartyNames, ...]]:
    """By incident, its parties, each with the names of it that the text has."""
    found: dict[int, list[PartyNames]] = defaultdict(list)
    rows = Involvement.objects.filter(incident__in=incidents).order_by("pk")
    for incident, role, party, name in rows.values_list("incident", "role", "party", "party__name"):
        names = reading.parties.get(party, frozenset())
        found[incident].append(PartyNames(name, Role(role), names))
    return defaultdict(tuple, {incident: tuple(parties) for incident, parties in found.items()})


def _similar_in(incidents: list[Incident], reading: MatchInput) -> dict[int, str]:
    """By incident, the words in the text that are nearly a name of somebody responsible for it."""
    if not reading.similar:
        return {}
    rows = Involvement.objects.filter(incident__in=incidents, party__in=list(reading.similar), role__in=RESPONSIBLE)
    return {incident: reading.similar[party] for incident, party in rows.values_list("incident", "party")}


def _months(incident: Incident) -> frozenset[tuple[int, int]]:
    """The months of its occurrence, discovery and disclosure, where at least the month is known."""
    days = (
        (incident.occurred_on, incident.occurred_precision),
        (incident.discovered_on, incident.discovered_precision),
        (incident.disclosed_on, incident.disclosed_precision),
    )
    return frozenset((day.year, day.month) for day, precision in days if day and precision != DatePrecision.YEAR)


def _figures_shared(incidents: list[Incident], figures: frozenset[Number]) -> dict[int, frozenset[Number]]:
    """By incident, the numbers claimed about it that agree with one of these figures."""
    rows: dict[int, set[Number]] = defaultdict(set)
    if figures:
        asserted = Claim.objects.filter(incident__in=incidents, polarity=Polarity.ASSERTED)
        for incident, *numbers in asserted.filter(_near(figures)).values_list("incident", *_NUMBERS):
            rows[incident] |= _distinctive([tuple(numbers)])
    return defaultdict(frozenset, {incident: frozenset(claimed) for incident, claimed in rows.items()})


def _near(figures: frozenset[Number]) -> Q:
    """Claims that give one of the largest of these numbers, as far as rounding goes."""
    numbers = sorted({number for _, number in figures}, reverse=True)[:_MOST_FIGURES]
    ends = [(number - int(number * ROUNDING), number + int(number * ROUNDING)) for number in numbers]
    wanted = [Q(**{f"{name}__range": pair}) for pair in ends for name in ("value", "low", "high")]
    return reduce(or_, wanted)


def _last_covered(incidents: list[Incident], article: Article) -> dict[int, dt.date]:
    """By incident, the day of its latest confirmed coverage but for this article, up to this article's day."""
    rows = Coverage.objects.filter(incident__in=incidents, state=CoverageState.CONFIRMED).exclude(article=article)
    if article.published_on:
        rows = rows.filter(article__published_on__lte=article.published_on)
    latest = rows.values("incident").annotate(day=Max("article__published_on")).order_by()
    return {row["incident"]: row["day"] for row in latest if row["day"]}


def decided_for_story(article: Article, version: ArticleVersion) -> dict[int, bool]:
    """By incident, whether a curator's last word on it, for another article of the same story, was yes."""
    if version.story_id is None:
        return {}
    rows = Coverage.objects.filter(decided_at__isnull=False, article__versions__story=version.story_id)
    decided = rows.exclude(article=article).select_related("incident").order_by("decided_at", "pk").distinct()
    return {row.incident.canonical().pk: row.state == CoverageState.CONFIRMED for row in decided}


def _is_carried_elsewhere(article: Article, version: ArticleVersion) -> bool:
    """Whether another article carries the same story."""
    if version.story_id is None:
        return False
    return ArticleVersion.objects.filter(story=version.story_id).exclude(article=article.pk).exists()


def _copied(article: Article, version: ArticleVersion) -> set[int]:
    """The incidents that an earlier copy of the same story is confirmed to be about, by what it says."""
    if version.story_id is None:
        return set()
    rows = Coverage.objects.filter(
        state=CoverageState.CONFIRMED, decided_at=None, article__versions__story=version.story_id
    )
    copies = rows.filter(article__lt=article.pk).select_related("incident").distinct()
    return {row.incident.canonical().pk for row in copies}


def _distinctive(rows: Iterable[NumberRow]) -> frozenset[Number]:
    """The numbers of the rows (metric, currency, numbers), without those so small that they would agree by chance."""
    return frozenset(
        (currency, number)
        for metric, currency, *numbers in rows
        if currency or metric in _COUNTS
        for number in numbers
        if number is not None and number >= SMALLEST_DISTINCTIVE_FIGURE
    )
