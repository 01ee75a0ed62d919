"""Learn the weights of ranking from labelled articles, and hold articles out of what is learnt.

The model that opens incidents is learnt from what the model of names says of articles that it has not seen: both are
learnt fold by fold, and only then from all.
"""

import csv
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from incidents.names import normalise_name
from incidents.vocabulary import Metric
from sources.extraction import ArticleText, read
from sources.extraction.find.normalise import normalise
from sources.extraction.find.organisation_names import NamedOrganisation, find_names
from sources.extraction.find.sentences import split_sentences
from sources.extraction.language import detect_language
from sources.extraction.learning.fitting import RankedExample, fit, fit_ranking
from sources.extraction.lexicon import SUPPORTED, load_lexicon
from sources.extraction.resolve.article_features import SAID
from sources.extraction.resolve.name_features import NameContexts, features_of
from sources.extraction.resolve.ranking import (
    BIAS,
    MOST_READ,
    RankedName,
    RankingWeights,
    contexts_of,
    opening_features,
    opening_probability,
    ranked,
)
from tests.truth.organisations.examples import LabelledArticle, fold_of, is_victim

FOLDS = 6
PENALTY_OF_NAMES, PENALTY_OF_OPENING, PENALTY_OF_WORDS = 2.0, 6.0, 24.0
_LEAST_SEEN = 3  # a feature of fewer examples has no weight
_LEAST_SAID = 20  # a word of fewer articles
_REGULATORS = Path(__file__).resolve().parents[3] / "incidents" / "data" / "regulators.csv"


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A labelled article with its names, what holds of each, and which of them are right."""

    label: LabelledArticle
    contexts: NameContexts
    names: Sequence[NamedOrganisation]
    features: Sequence[frozenset[str]]
    right: frozenset[int]
    figures: int
    sums: frozenset[str]

    @property
    def fold(self) -> int:
        """The fold of the article's organisation."""
        return fold_of(self.label, FOLDS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What weights say of an article: its likeliest name, and how likely it opens an incident of it."""

    name: RankedName | None
    right: bool
    probability: float


def read_article(label: LabelledArticle) -> ReadArticle | None:
    """The article as the product reads it; None if it does not read its language."""
    title, text = normalise(label.title[:500]), normalise(label.text[:MOST_READ])
    language = detect_language(title, text)
    if language not in SUPPORTED:
        return None
    lexicon = load_lexicon(language)
    contexts = contexts_of(title, text, split_sentences(text, lexicon), lexicon)
    strangers = {normalise_name(label.publisher), *regulators()} - {""}
    names = [name for name in find_names(contexts.texts) if name.forms.isdisjoint(strangers)]
    right = frozenset(number for number, name in enumerate(names) if is_victim(name.name, label.victims))
    reading = read(ArticleText(label.key, label.title, label.text))
    mentions = (*reading.mentions, *reading.titled)
    figures = sum(one.metric == Metric.AFFECTED for one in mentions)
    sums = frozenset(str(one.metric) for one in mentions if one.currency)
    return ReadArticle(label, contexts, names, features_of(names, contexts), right, figures, sums)


@cache
def regulators() -> frozenset[str]:
    """The names of the project's own list of regulators, as compared."""
    with _REGULATORS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return frozenset(normalise_name(row[column]) for row in rows for column in ("name", "acronym")) - {""}


def learn(articles: Sequence[ReadArticle]) -> RankingWeights:
    """The weights of both models, from all of the articles."""
    folds = {one.fold for one in articles}
    held_out = {fold: learn_names([one for one in articles if one.fold != fold]) for fold in sorted(folds)}
    return RankingWeights(learn_names(articles), learn_opening(articles, held_out))


def learn_names(articles: Sequence[ReadArticle]) -> dict[str, float]:
    """The weights of the model of names."""
    examples = [
        RankedExample(one.features, one.right, one.label.weight)
        for one in articles
        if one.right and len(one.names) > len(one.right)
    ]
    return fit_ranking(examples, ridge=PENALTY_OF_NAMES, least_seen=_LEAST_SEEN)


def learn_opening(articles: Sequence[ReadArticle], names: dict[int, dict[str, float]]) -> dict[str, float]:
    """The weights of the model that opens incidents; `names` has, for each fold, weights that have not seen it."""
    rows, labels, counts = [], [], []
    for one in articles:
        if one.label.opens is not None:
            weights = RankingWeights(names[one.fold], {})
            found = ranked(one.names, one.features, weights)
            opens = bool(one.label.opens and found and _is_right(one, found[0]))
            features = opening_features(one.contexts, found, one.figures, one.sums)
            rows.append(dict.fromkeys(features, 1.0))
            labels.append(opens)
            counts.append(one.label.weight)
    said = Counter(name for row in rows for name in row if name.startswith(SAID))
    rows = [{name: held for name, held in row.items() if said.get(name, _LEAST_SAID) >= _LEAST_SAID} for row in rows]
    model = fit(rows, labels, ridge=_penalty, counts=counts, least_seen=_LEAST_SEEN)
    return {BIAS: model.bias, **model.weights}


def _penalty(feature: str) -> float:
    return PENALTY_OF_WORDS if feature.startswith(SAID) else PENALTY_OF_OPENING


def judge_article(one: ReadArticle, weights: RankingWeights) -> Judgement:
    """What the weights say of the article."""
    found = ranked(one.names, one.features, weights)
    features = opening_features(one.contexts, found, one.figures, one.sums)
    if not found:
        return Judgement(None, False, 0.0)
    return Judgement(found[0], _is_right(one, found[0]), opening_probability(weights, found, features))


def naive(one: ReadArticle) -> Judgement:
    """What somebody would write in a line: the first name of the article, if its title has a word of an incident."""
    if not one.names:
        return Judgement(None, False, 0.0)
    words, title = one.contexts.texts.words, one.contexts.title
    tells = bool(words.event.search(title) or words.happened.search(title))
    return Judgement(RankedName(one.names[0], frozenset(), 0.0, 1.0), 0 in one.right, float(tells))


def _is_right(article: ReadArticle, name: RankedName) -> bool:
    return any(article.names[number] is name.organisation for number in article.right)


def cross_validate(articles: Sequence[ReadArticle]) -> dict[str, Judgement]:
    """By key, what weights say of each article that were learnt without its fold."""
    judged: dict[str, Judgement] = {}
    pairs: dict[frozenset[int], dict[str, float]] = {}
    for fold in range(FOLDS):
        others = [one for one in articles if one.fold != fold]
        held_out = {}
        for other in range(FOLDS):
            pair = frozenset({fold, other})
            if pair not in pairs:
                pairs[pair] = learn_names([one for one in articles if one.fold not in pair])
            held_out[other] = pairs[pair]
        weights = RankingWeights(held_out[fold], learn_opening(others, held_out))
        judged |= {key_of(one): judge_article(one, weights) for one in articles if one.fold == fold}
    return judged


def key_of(article: ReadArticle) -> str:
    """The set and the key of an article, which no other one has."""
    return f"{article.label.of_set} {article.label.key}"


def without(articles: Sequence[ReadArticle], sets: Collection[str]) -> list[ReadArticle]:
    """The articles of other sets that share no organisation with one of these sets."""
    groups = {one.label.group for one in articles if one.label.of_set in sets and one.label.victims}
    return [one for one in articles if one.label.of_set not in sets and one.label.group not in groups]
