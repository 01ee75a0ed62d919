"""Whose incident an article tells, and whether it tells of one: two learnt models over what speaks for each name.

| model    | asks                                                       | gives                                       |
| -------- | ---------------------------------------------------------- | ------------------------------------------- |
| `names`  | which of the names is that of the organisation concerned   | shares of the names, 1 together             |
| `opens`  | whether there is one incident, and the first name is right | a probability                               |

Both are sums of weights of features that hold. docs/whose-incident.md says what the weights were learnt from, and how
good they are.
"""

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from incidents.logistic_model import WEIGHTS, logistic, shares
from sources.extraction.find.organisation_names import NamedOrganisation, find_names, named_texts
from sources.extraction.lexicon import Lexicon
from sources.extraction.resolve.article_features import article_features
from sources.extraction.resolve.name_features import NameContexts, features_of

MOST_READ = 6_000  # characters of the text
_MOST_SENTENCES = 200
RANKING_WEIGHTS = WEIGHTS / "whose_incident.json"
BIAS = ""
_SHARES = (0.3, 0.5, 0.7, 0.85, 0.95, 0.99)
_SCORES = range(-4, 9)
_NOBODY = frozenset({"place", "thing"})  # no incident is theirs


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """The weights of features, of both models; that of no feature is the base."""

    names: Mapping[str, float]
    opens: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RankedName:
    """A name with what holds of it, its score, and its share among all names of the article."""

    organisation: NamedOrganisation
    features: frozenset[str]
    score: float
    share: float


@lru_cache(maxsize=1)
def load_weights() -> RankingWeights:
    """The weights that the project keeps."""
    kept = json.loads(RANKING_WEIGHTS.read_text(encoding="utf-8"))
    return RankingWeights(kept["names"], kept["opens"])


def contexts_of(title: str, text: str, sentences: Iterable[tuple[int, int]], lexicon: Lexicon) -> NameContexts:
    """The title and the beginning of the text, both normalised, ready for ranking."""
    read = tuple(islice(((begin, end) for begin, end in sentences if end <= MOST_READ), _MOST_SENTENCES))
    cut = read[-1][1] if read else 0
    return NameContexts(named_texts(title, text[:cut], read, lexicon))


def rank_names(
    contexts: NameContexts, weights: RankingWeights, strangers: frozenset[str] = frozenset()
) -> list[RankedName]:
    """The names of the article, the likeliest first; without `strangers`, names as compared."""
    names = [name for name in find_names(contexts.texts) if name.forms.isdisjoint(strangers)]
    return ranked(names, features_of(names, contexts), weights)


def ranked(
    names: Sequence[NamedOrganisation], features: Sequence[frozenset[str]], weights: RankingWeights
) -> list[RankedName]:
    """The names by their scores; of two alike, the one that is printed first stands first."""
    scores = [score(weights.names, held) for held in features]
    found = map(RankedName, names, features, scores, shares(scores))
    return sorted(found, key=lambda one: -one.score)


def opening_features(
    contexts: NameContexts, names: Sequence[RankedName], figures: int, sums: Collection[str]
) -> frozenset[str]:
    """What speaks for and against opening an incident: features of the article, and of its likeliest name."""
    features = article_features(contexts, [one.organisation for one in names], figures, sums)
    if not names:
        return features
    first = names[0]
    return (
        features
        | {f"its name: {held}" for held in first.features}
        | {f"its name has {least:.0%} or more" for least in _SHARES if first.share >= least}
        | {f"its name scores {least} or more" for least in _SCORES if first.score >= least}
    )


def names_nobody(name: RankedName) -> bool:
    """Whether it is a place or a thing, to which no incident happens."""
    return not name.features.isdisjoint(_NOBODY)


def opening_probability(weights: RankingWeights, names: Sequence[RankedName], features: Iterable[str]) -> float:
    """How likely it is that the article tells of one incident, that of its likeliest name; 0 if that names nobody."""
    if not names or names_nobody(names[0]):
        return 0.0
    return logistic(weights.opens.get(BIAS, 0.0) + score(weights.opens, features))


def score(weights: Mapping[str, float], features: Iterable[str]) -> float:
    """The sum of the weights of the features that hold, the same in any order."""
    return math.fsum(weights.get(name, 0.0) for name in features)


def strongest(weights: RankingWeights, name: RankedName, most: int) -> list[str]:
    """The features of the name that speak most for it, at most so many, the strongest first."""
    by_weight = sorted(name.features, key=lambda held: (-weights.names.get(held, 0.0), held))
    return [held for held in by_weight if weights.names.get(held, 0.0) > 0][:most]
