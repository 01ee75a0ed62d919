"""Learn the weights by which a number is taken for a count, and hold texts out of what is learnt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from incidents.logistic_model import LogisticModel
from sources.extraction import ArticleText
from sources.extraction.classify import evidence
from sources.extraction.find.document import Document, prepare
from sources.extraction.find.number_candidates import Candidate
from sources.extraction.language import detect_language
from sources.extraction.learning.fitting import fit
from sources.extraction.lexicon import SUPPORTED, load_lexicon
from sources.extraction.mention import Feature
from sources.extraction.mention_reader import MentionReader
from tests.truth.counted.examples import LabelledText

RIDGE = 1.0
# What is believed before any label is seen, since surveys, arrests and the like are rare in the labelled texts.
PRIOR = {
    "data of": 2.2,
    "hit before": 1.6,
    "hit after": 1.6,
    "an event in the sentence": 1.0,
    "subject of the article": 1.0,
    "a row of a round-up": 2.0,
    "hedged": 0.2,
    "a large number": 0.4,
    "a small number": -0.8,
    "a tiny number": -2.5,
    "a vague number": -1.0,
    "organisations or devices": -2.4,
    "a base before": -8.0,
    "a base after": -1.4,
    "a share of it": -4.0,
    "something else": -6.0,
}


@dataclass(frozen=True, slots=True)
class JudgedNumber:
    """A number of a labelled text: what holds of it, whether it is counted, and where it stands: half-open offsets of
    its sentence and of the number."""

    of_set: str
    key: str
    group: str
    features: Mapping[str, float]
    counted: bool
    printed: str
    sentence: tuple[int, int]
    place: tuple[int, int]


def numbers_of(text: LabelledText) -> list[JudgedNumber]:
    """The numbers of the text that the grammar takes for quantities of something, but for those of doubtful labels.

    What is read depends on the numbers before: those are taken to be judged rightly.
    """
    language = detect_language(text.titled, text.text)
    if language not in SUPPORTED:
        return []
    document = prepare(ArticleText(text.key, text.titled, text.text), load_lexicon(language))
    found: list[JudgedNumber] = []

    def gather(document: Document, candidate: Candidate, **known: Any) -> tuple[Feature, ...]:
        held = evidence.features_of(document, candidate, **known)
        start, end = candidate.number.start, candidate.number.end
        label = next((one for one in text.spans if one.start < end and start < one.end), None)
        counted = label.counted if label else False
        if counted is not None:
            printed = document.text[max(candidate.begin, start - 60) : end + 40]
            sentence = (candidate.begin, candidate.limit)
            found.append(
                JudgedNumber(text.of_set, text.key, text.group, held, counted, printed, sentence, (start, end))
            )
        return Feature("label", -9.0 if counted is False else 9.0), *(Feature(name, 0.0) for name in held)

    with patch.object(evidence, "gather", gather):
        MentionReader(document).mentions()
    return found


def learn(numbers: Sequence[JudgedNumber]) -> LogisticModel:
    """The weights, from all of the numbers."""
    return fit([one.features for one in numbers], [one.counted for one in numbers], prior=PRIOR, ridge=RIDGE)


def without(numbers: Sequence[JudgedNumber], sets: Collection[str]) -> list[JudgedNumber]:
    """The numbers of other sets, in texts about organisations that none of these sets tells of."""
    groups = {one.group for one in numbers if one.of_set in sets}
    return [one for one in numbers if one.of_set not in sets and one.group not in groups]
