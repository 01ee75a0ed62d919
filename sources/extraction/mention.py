"""What the extractor gives back, and its JSON."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from incidents.vocabulary import Hedge, Measure, Metric, Modality, Scope, SpeakerKind, StageKind, Unit

Amount = int | Decimal
UNSAID = "nothing says that they are concerned"  # neither the words beside a number nor the beginning of its article
UNKNOWN_NOUN = "an unknown word for what is counted"  # the feature of a number of people only since data is people's
NO_COUNT = "no count of anybody"  # the feature of a number that is asked about, averted, made up, a rate or a ratio
BESIDE_LOST = "beside a lost character"  # the feature of a number whose value nobody can tell for U+FFFD


class Directness(StrEnum):
    """How the speaker's words reach the reader."""

    DIRECT = "direct"  # within quotation marks
    INDIRECT = "indirect"  # reported speech
    NONE = "none"  # the article's own voice


class RelationType(StrEnum):
    """How a number stands to an earlier one of the same thing."""

    MORE_THAN_PREVIOUS = "more_than_previous"
    FEWER_THAN_PREVIOUS = "fewer_than_previous"
    REVISED_FROM = "revised_from"  # this number is the earlier one
    ADDITIONAL = "additional"
    TOGETHER = "together"  # this number and the next are groups that make the target together


class Unread(StrEnum):
    """Why nothing was read in an article that may have something to say."""

    LANGUAGE = "language"  # it is in none that is read
    EMPTY = "empty"  # it has hardly a word
    NO_FIGURE = "no_figure"  # its title counts something, and no figure was read


@dataclass(frozen=True, slots=True)
class MentionRelation:
    """implies_previous: the earlier figure that follows from this one. target: the number it replaces or adds to."""

    type: RelationType
    implies_previous: Amount | None = None
    target: Amount | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """A reason for or against, with its weight; the weights of a mention add up to the log-odds of its score."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class ExtractedMention:
    """One figure found in a text. Spans are half-open code-point offsets; money is in major units.

    start, end, text      the number expression only
    quote_start, quote_end the sentence that is the evidence
    value                 None for a range and for a vague number
    low, high             None is an open end
    attribution           who asserts it, in the words of the text, a pronoun resolved; None is the article itself
    stage, authority      of fines and settlements: how far it got, and the regulator or court, in the words of the text
    score                 the probability that it counts those concerned, or that the sum is for what is said
    speaker               the named party that the attribution stands for: "the firm" -> "Cambridge Analytica"
    """

    start: int
    end: int
    text: str
    quote_start: int
    quote_end: int
    metric: Metric
    unit: Unit
    currency: str | None
    value: Amount | None
    low: Amount | None
    high: Amount | None
    hedge: Hedge
    hedge_text: str
    measure: Measure
    modality: Modality
    possible: bool
    negated: bool
    scope: Scope
    scope_text: str
    country: str | None
    attribution: str | None
    speaker: str | None
    attribution_kind: SpeakerKind
    directness: Directness
    relation: MentionRelation | None
    organisation: str | None
    primary: bool
    stage: StageKind | None
    authority: str | None
    score: float
    features: tuple[Feature, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class RoundUpItem:
    """A part of a round-up: its half-open span of the text, the organisation whose incident it tells, its figures."""

    start: int
    end: int
    organisation: str
    mentions: tuple[ExtractedMention, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All mentions of an article in text order, and the figure that it gives for its own incident.

    language is an ISO 639-1 code, or "und"; the text of a language that is not supported has no mentions.
    titled are the figures that the title gives and the text does not print, with offsets into the title;
    title_head is the headline figure as the title tells it, None when the title tells none.
    items are the parts of a round-up, each of an organisation; an article of one incident has none.
    left_out says why not all of a text was read ("more than 300 figures"), see `budget`; empty if all of it was read.
    unread says why nothing was read where that is no matter of course.
    read_in names the language, in English, if it was read by few words and all is for review; else it is empty.
    """

    headline: Amount | None
    mentions: tuple[ExtractedMention, ...]
    language: str
    supported: bool = True
    titled: tuple[ExtractedMention, ...] = ()
    title_head: ExtractedMention | None = None
    items: tuple[RoundUpItem, ...] = ()
    left_out: tuple[str, ...] = ()
    unread: Unread | None = None
    read_in: str = ""


def to_json(reading: Reading) -> dict[str, Any]:
    """{"language", "headline", "claims"} of plain JSON values: whole amounts as int, others as float."""
    return {
        "language": reading.language,
        "supported": reading.supported,
        "headline": _number(reading.headline),
        "claims": [_mention(mention) for mention in reading.mentions],
    }


def _mention(mention: ExtractedMention) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(mention, name) for name in ExtractedMention.__slots__}
    for name in ("value", "low", "high"):
        row[name] = _number(row[name])
    row["relation"] = _relation(mention.relation)
    row["features"] = [{"name": feature.name, "weight": feature.weight} for feature in mention.features]
    for optional in ("currency", "country", "stage", "authority"):
        if row[optional] is None:
            del row[optional]
    return {name: str(value) if isinstance(value, StrEnum) else value for name, value in row.items()}


def _relation(relation: MentionRelation | None) -> dict[str, Any] | None:
    if relation is None:
        return None
    row: dict[str, Any] = {"type": str(relation.type)}
    if relation.implies_previous is not None:
        row["implies_previous"] = _number(relation.implies_previous)
    if relation.target is not None:
        row["target"] = _number(relation.target)
    return row


def _number(amount: Amount | None) -> int | float | None:
    if isinstance(amount, Decimal):
        return int(amount) if amount == amount.to_integral_value() else float(amount)
    return amount
