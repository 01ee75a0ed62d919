"""Coverage over time: the figure on each day on which a careful curator's changed, beside two naive rules.

| rule                            | the figure of an incident on a day is                                             |
| ------------------------------- | --------------------------------------------------------------------------------- |
| the tracker                     | the one that it holds then, in the curator's unit where it has one in that unit   |
| the newest headline             | the headline value of the newest article about it that has one                    |
| the newest article's largest    | the largest count in the newest article about it that counts anybody              |

The naive rules are told twice: with the articles that are about the incident by the labels, and by our own links. A
value is right within 2% of the curator's, as in the scorer that stands beside the data.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.figures.confidence import is_unverified
from incidents.logistic_model import LogisticModel
from incidents.models import Figure, Incident
from sources import extraction
from sources.extraction.article import parse_article
from sources.replay.cases import cases_of, open_case
from sources.replay.running import Checkpoint, Replay, checkpoint_of, figure_line
from sources.replay.scratch import scratch_database
from tests.truth.figure_confidence.examples import kept
from tests.truth.figure_confidence.learning import without_group
from tests.truth.outcomes import Outcome, Sheet
from tests.truth.stream_sets import StreamSet

TOLERANCE = 0.02
# Where the figure that a curator leads with is that of one country.
HEADLINE_SCOPES: dict[str, set[str | None]] = {"equifax-2017": {None, "US"}}
COUNTED = {"affected"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """One article as the naive rules know it."""

    id: str
    day: str
    headline: float | None
    largest: float | None


class HeldOutReplay(Replay):
    """A replay that tells each figure with the confidence that weights give which have not seen its incident."""

    def __init__(self, incidents: Mapping[str, Incident], *, of_set: str) -> None:
        super().__init__(incidents)
        self._examples, self._of_set = kept(), of_set
        self._models: dict[str, LogisticModel] = {}

    def figures(self, checkpoint: Checkpoint) -> Iterator[Row]:
        """The lines of the figures as they are held, but for the confidence."""
        key = checkpoint.incident
        if key not in self._models:
            self._models[key] = without_group(self._examples, self._of_set, key)
        for figure in Figure.objects.filter(incident=self.incidents[key]).known():
            signs = figure.explanation["confidence"]["signs"]
            if signs:
                figure.confidence = round(self._models[key].probability(signs), 2)
            yield figure_line(checkpoint, figure.bucket, figure)


def sheet_of(streams: StreamSet) -> Sheet:
    """The outcomes of the set."""
    lines = _replayed(streams)
    links = [(row["article"], row["incident"]) for row in lines if row["type"] == "link"]
    articles = [as_read(row) for row in streams.items]
    sheet = Sheet(streams.name)
    sheet.outcomes += figure_outcomes(streams, lines, articles, links)
    sheet.outcomes += _links(streams.labels, links)
    sheet.outcomes += _fines(streams.truth, lines)
    return sheet


def near(one: float | None, other: float | None) -> bool:
    """Whether the values are one within the tolerance; two that are not given are one."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE * abs(other)


def _replayed(streams: StreamSet) -> list[Row]:
    """What the tracker says at the checkpoints and on each day on which the true figure changed."""
    cases = cases_of(list(streams.incidents))
    keys, truth = {case.key for case in cases}, streams.truth
    asked = [
        {"incident": key, "as_of": point["known_on"]} for key in truth for point in truth[key]["affected_timeline"]
    ]
    asked += streams.checkpoints
    items = streams.replayed()
    with scratch_database():
        replay = HeldOutReplay({case.key: open_case(case) for case in cases}, of_set=streams.name)
        return list(replay.run(items, [checkpoint_of(json.dumps(row), keys) for row in asked]))


def as_read(row: Row) -> Read:
    """The article as the naive rules know it."""
    text = parse_article({**row, "published": None})
    reading = extraction.to_json(extraction.read(text))
    counts = [
        claim["value"]
        for claim in reading["claims"]
        if claim["metric"] in COUNTED and claim["value"] is not None and not claim["negated"]
    ]
    return Read(row["id"], str(row["published"])[:10], reading["headline"], max(counts, default=None))


def figure_outcomes(
    streams: StreamSet, lines: Sequence[Row], articles: Sequence[Read], links: Sequence[tuple[str, str | None]]
) -> Iterator[Outcome]:
    """What comes of the figures on each day on which the true one changed; `lines` are those of a replay."""
    truth, labels = streams.truth, streams.labels
    ours: dict[str, set[str]] = {}
    for article, incident in links:
        if incident is not None:
            ours.setdefault(incident, set()).add(article)
    right = {key: {article for article, incident in labels.items() if incident == key} for key in truth}
    for key, record in truth.items():
        scopes = HEADLINE_SCOPES.get(key, {None})
        points = [row for row in record["affected_timeline"] if row["best"] is not None]
        leading = [row for row in points if row["scope"] in scopes]
        for number, want in enumerate(leading):
            item = f"{key} {want['known_on']} {want['unit']} {number}"
            held = [row for row in _held(lines, key, want["known_on"]) if row["scope"] in scopes]
            same = [row for row in held if row["unit"] == want["unit"]] or held
            said = f"want {_bounded(want)}, got {', '.join(map(_bounded, held))}"
            best = any(near(row["best"], want["best"]) for row in same)
            yield Outcome("headline figure: the tracker", item, key, best, said)
            for name, linked in (("right links", right[key]), ("our links", ours.get(key, set()))):
                for rule, value in _NAIVE.items():
                    guess = _newest(articles, linked, want["known_on"], value)
                    hit = guess is not None and near(guess, want["best"])
                    yield Outcome(f"headline figure: {rule}, {name}", item, key, hit, naive=True)
            bounds = any(near(row["low"], want["low"]) and near(row["high"], want["high"]) for row in same)
            yield Outcome("low and high", item, key, bounds, said)
            if same:
                yield from _verified(item, key, same, want["best"])
            disputed = want["status"] == "disputed"
            yield Outcome(
                "disputed or not", item, key, any((row["status"] == "disputed") == disputed for row in same), said
            )
            if number == len(leading) - 1:
                yield Outcome("at the end: the tracker", item, key, best, said)
        for number, want in enumerate(row for row in points if row["scope"] not in scopes):
            held = [row for row in _held(lines, key, want["known_on"]) if row["scope"] is not None]
            found = any(near(row["best"], want["best"]) for row in held)
            said = f"{want['scope']}: want {_bounded(want)}, got {', '.join(map(_bounded, held))}"
            yield Outcome("scoped figures", f"{key} {want['known_on']} {number}", key, found, said)


def _verified(item: str, key: str, same: Sequence[Row], best: float) -> Iterator[Outcome]:
    """Whether the figure that is scored may be relied on: the right one, else the one that is surest."""
    right = [row for row in same if near(row["best"], best)]
    one = max(right or same, key=lambda row: row["confidence"])
    marked = is_unverified(one["confidence"])
    if not marked:
        yield Outcome(
            "figures not marked unverified: right", item, key, bool(right), f"want {best:g}, {one['sentence']}"
        )
    yield Outcome("figures not marked unverified, of all", item, key, not marked)


_NAIVE: dict[str, Callable[[Read], float | None]] = {
    "the newest headline": lambda read: read.headline,
    "the newest article's largest": lambda read: read.largest,
}


def _newest(
    articles: Sequence[Read], linked: set[str], day: str, value: Callable[[Read], float | None]
) -> float | None:
    """The value of the newest of the linked articles that has one; of one day, of the last in the file."""
    have = [(one.day, number, value(one)) for number, one in enumerate(articles) if one.id in linked and one.day <= day]
    have = [one for one in have if one[2] is not None]
    return max(have)[2] if have else None


def _held(lines: Sequence[Row], key: str, day: str) -> list[Row]:
    return [
        row
        for row in lines
        if row["type"] == "figure" and row["incident"] == key and row["as_of"] == day and row["metric"] in COUNTED
    ]


def _links(labels: Mapping[str, str | None], links: Sequence[tuple[str, str | None]]) -> Iterator[Outcome]:
    found = {(article, incident) for article, incident in links if incident is not None}
    for article, incident in labels.items():
        if incident:
            yield Outcome("links: recall", article, incident, (article, incident) in found)
        else:
            alone = not any(other == article for other, _ in found)
            yield Outcome("links: noise left alone", article, article, alone)
    for article, incident in sorted(found):
        yield Outcome("links: precision", f"{article} {incident}", incident, labels.get(article) == incident)


def _fines(truth: Mapping[str, Row], lines: Sequence[Row]) -> Iterator[Outcome]:
    for key, record in truth.items():
        wanted = [fine for fine in record.get("fines", []) if fine["amount"] is not None]
        have = [row for row in lines if row["type"] == "fine" and row["incident"] == key]
        for number, want in enumerate(wanted):
            item = f"{key} {number}"
            same = [row for row in have if near(row["amount"], want["amount"]) and row["currency"] == want["currency"]]
            proposed = "propos" in want["status"]
            staged = any((row["status"] in {"proposed", "notice of intent", "intended"}) == proposed for row in same)
            yield Outcome("fines and settlements: found", item, key, bool(same), f"{want['currency']} {want['amount']}")
            yield Outcome("fines and settlements: right stage", item, key, staged)
        for amount, currency in sorted({(row["amount"], row["currency"]) for row in have}):
            true = any(near(amount, want["amount"]) for want in wanted)
            yield Outcome("fines and settlements: told ones that are true", f"{key} {currency} {amount}", key, true)


def _bounded(row: dict[str, Any]) -> str:
    """The figure, its bounds, its unit and its scope, for reading."""
    low, best, high = ("-" if row[end] is None else f"{row[end]:g}" for end in ("low", "best", "high"))
    return " ".join(filter(None, (f"{low}..{best}..{high}", row["unit"], row["scope"])))
