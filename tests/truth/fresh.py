"""The coverage of a set of streams, given to a tracker in which no incident is open: what it opens, and its figures.

An incident of the labels is opened where one of the tracker's own has most of its coverage from that incident's
articles. Asked of those that the labels count somebody for; the figures are those of the last day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from incidents.models import Figure, Incident
from incidents.vocabulary import ALIKE_UNITS, Metric
from sources.models import Coverage, CoverageState
from sources.replay.running import Replay
from sources.replay.scratch import scratch_database
from tests.truth.outcomes import Outcome, Sheet
from tests.truth.stream_sets import StreamSet
from tests.truth.streams import HEADLINE_SCOPES, near

Row = dict[str, Any]


def opened_from(streams: StreamSet) -> Sheet:
    """The outcomes of the set, from nothing."""
    sheet = Sheet(f"{streams.name}_fresh")
    with scratch_database():
        replay = Replay({})
        list(replay.run(streams.replayed(), []))
        opened = _opened(streams.labels, replay.ids_by_article())
        for key, record in streams.truth.items():
            sheet.outcomes += _incident(key, record, opened.get(key, []))
    return sheet


def _opened(labels: Mapping[str, str | None], of_article: Mapping[int, list[str]]) -> dict[str, list[Incident]]:
    """The tracker's incidents by the key of the labels'."""
    keys: dict[int, Counter[str | None]] = defaultdict(Counter)
    covering = Coverage.objects.filter(state=CoverageState.CONFIRMED).values_list("incident", "article")
    for covered, article in covering:
        keys[covered].update(labels.get(id_) for id_ in of_article.get(article, []))
    opened: dict[str, list[Incident]] = defaultdict(list)
    for incident in Incident.objects.filter(pk__in=keys).order_by("pk"):
        key = keys[incident.pk].most_common(1)[0][0]
        if key is not None:
            opened[key].append(incident)
    return opened


def _incident(key: str, record: Row, opened: list[Incident]) -> Iterator[Outcome]:
    scopes = HEADLINE_SCOPES.get(key, {None})
    counts = [one for one in record["affected_timeline"] if one["best"] is not None and one["scope"] in scopes]
    if not counts:
        return
    whole = Figure.objects.filter(incident__in=opened, metric=Metric.AFFECTED, unit__in=ALIKE_UNITS).headline().known()
    figures = [(figure.best, figure.unit, figure.status) for figure in whole]
    said = f"{[str(one) for one in opened]}: want {counts[-1]['best']:g} {counts[-1]['unit']}, got {figures}"
    yield Outcome("an incident that counts somebody is opened", key, key, bool(opened), said)
    if figures:
        yield Outcome("its whole count stands in one figure", key, key, len(figures) == 1, said)
        right = any(near(best, counts[-1]["best"]) for best, _, _ in figures)
        yield Outcome("the figure at the end is right", key, key, right, said)
