"""From reasons to the probability that an article is about an incident.

What `scoring` finds is learnt from labels, not believed: each reason, by its strength, and how the incident stands
beside the others that the article might be about, has a weight in log-odds (incidents/data/weights/matching.json). The
weights are worked out, and measured on incidents left out, by tests/truth/matching.py.

| beside the others  | when                                                                        |
| ------------------ | --------------------------------------------------------------------------- |
| sole               | no other incident of its organisation is known                              |
| beaten             | another incident of its organisation has the stronger reasons               |
| second             | another incident's organisation is in the title, and its own is not          |
| late               | it was not in the news these months, and nothing says that this is its aftermath |
| aftermath of sole  | it was not, but a fine or a suit is told, and no other incident fits        |
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from incidents.logistic_model import LogisticModel, shipped
from sources.pipeline.match.incident_profile import RESPONSIBLE, VICTIM_IN_TITLE, Reason, ScoredIncident

# Of what does not name whom the incident happened to, or may be of another matter: labels hold too few of these to
# learn from, so a curator is asked.
AT_MOST_UNSURE = 0.45
_IN_THE_NEWS = 0.20  # the strength of a day within the last months
_BEFORE_THE_TEXT = -0.35  # the strength of another breach in the title or the lead
_BESIDE = "beside the others"


def with_probabilities(scored: Sequence[ScoredIncident], model: LogisticModel | None = None) -> list[ScoredIncident]:
    """The incidents with the probability as their score, and with reasons that add up to its log-odds."""
    model = model or shipped("matching")
    return [_with_probability(one, features_of(one, scored), model) for one in scored]


def features_of(one: ScoredIncident, scored: Iterable[ScoredIncident]) -> dict[str, float]:
    """What the model goes by: how often each reason holds, and how the incident stands beside the others."""
    found: dict[str, float] = {}
    for reason in one.reasons:
        found[_key(reason)] = found.get(_key(reason), 0.0) + 1
    others = [other for other in scored if other is not one]
    rivals = [other for other in others if other.victims & one.victims and other.reasons]
    late = not one.has("day", _IN_THE_NEWS)
    beside = {
        "sole": not rivals,
        "beaten": any(other.score > one.score for other in rivals),
        "second": not _heads(one) and any(_heads(other) for other in others),
        "late": late and not one.has("aftermath"),
        "aftermath of sole": late and one.has("aftermath") and not rivals,
    }
    return found | {name: 1.0 for name, holds in beside.items() if holds}


def _with_probability(one: ScoredIncident, features: dict[str, float], model: LogisticModel) -> ScoredIncident:
    if one.profile.decided is not None or one.profile.copied or not one.reasons:
        return one
    probability = model.probability(features)
    if one.unnamed or not _names_the_victim(one) or _may_be_of_another_matter(one):
        probability = min(probability, AT_MOST_UNSURE)
    explained = sum(model.weights.get(_key(reason), 0.0) for reason in one.reasons)
    weighed = [replace(reason, weight=round(model.weights.get(_key(reason), 0.0), 2)) for reason in one.reasons]
    rest = Reason(_BESIDE, round(model.log_odds(features) - explained, 2), "how common it is, and what else fits")
    return replace(one, score=round(probability, 4), weighed=(*weighed, rest))


def _heads(one: ScoredIncident) -> bool:
    return one.has("victim", VICTIM_IN_TITLE)


def _names_the_victim(one: ScoredIncident) -> bool:
    """Whether the article names an organisation that answers for the incident; also where nobody is known to."""
    answering = any(party.role in RESPONSIBLE for party in one.profile.parties)
    return not answering or any(one.has(name) for name in ("victim", "only mentioned", "similar name"))


def _may_be_of_another_matter(one: ScoredIncident) -> bool:
    """Whether none of the incident's figures ties the article to it, and it speaks of another breach, or of none and of
    no fine or suit, or nothing tells its day or the incident's."""
    if one.has("figure"):
        return False
    no_breach = any(reason.name == "topic" and reason.weight < 0 for reason in one.reasons)
    another = any(reason.name == "another breach" and reason.weight <= _BEFORE_THE_TEXT for reason in one.reasons)
    undated = not any(one.has(name) for name in ("day", "year", "aftermath", "long ago"))
    return another or undated or (no_breach and not one.has("aftermath"))


def _key(reason: Reason) -> str:
    return f"{reason.name} {reason.weight:+.2f}"
