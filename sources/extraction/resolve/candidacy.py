"""Whether an article that fits no known incident tells of a privacy incident, and whose.

The answer becomes a candidate for the curators, so in doubt there is none. How likely it is that the article tells of
one incident of a named organisation is learnt (see `sources.extraction.resolve.ranking`): a breach, a leak, an exposure
or misuse of personal data, a fine or a settlement over one. Advice, statistics, offers and markets mention breaches
too, but none in particular; gangs, products, authorities and papers are named as well, but it is not theirs.
"""

from collections.abc import Collection
from dataclasses import dataclass

from incidents.names import normalise_name
from sources.extraction.find.capitals import name_party
from sources.extraction.find.normalise import normalise
from sources.extraction.find.sentences import split_sentences
from sources.extraction.language import detect_language
from sources.extraction.lexicon import FOR_REVIEW, SUPPORTED, ReviewLexicon, load_lexicon, load_review_lexicon
from sources.extraction.resolve.ranking import (
    MOST_READ,
    contexts_of,
    load_weights,
    names_nobody,
    opening_features,
    opening_probability,
    rank_names,
    strongest,
)

OPENS_FROM = 0.4  # the probability from which on an incident is opened: of those at 30% to 50% more than half are right
_TITLE_CHARACTERS = 500
_REASONS = 3
_LEAST_SHARE = 0.1  # of a name that is kept


@dataclass(frozen=True, slots=True)
class Candidacy:
    """The organisation that the incident happened to, as printed, what speaks for it, and how likely it is.

    names  all to which it may have happened, or that say how many are concerned, as printed, the likeliest first
    """

    organisation: str
    because: str
    probability: float
    names: tuple[str, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether a candidate is opened."""
        return self.probability >= OPENS_FROM


def candidacy(
    *,
    title: str,
    text: str,
    figures: int = 0,
    strangers: Collection[str] = (),
    sums: Collection[str] = (),
    speakers: Collection[str] = (),
) -> Candidacy | None:
    """The likeliest organisation, however likely; None when none is named, or the language is not supported. For a
    language that is read for review it is not likely at all: a curator alone opens an incident.

    figures     how many figures of those concerned the article gives, by the extractor
    strangers   names, as compared, to whom incidents do not happen: authorities, newspapers
    sums        what it gives sums of money for: the metrics of fines, settlements, ransoms ...
    speakers    who gives figures, as named in the text
    """
    title, text = title[:_TITLE_CHARACTERS], text[:MOST_READ]
    language = detect_language(title, text)
    if language in FOR_REVIEW:
        return _named_for_review(title, text, load_review_lexicon(language), strangers)
    if language not in SUPPORTED:
        return None
    lexicon, weights, plain = load_lexicon(language), load_weights(), normalise(text)
    contexts = contexts_of(normalise(title), plain, split_sentences(plain, lexicon), lexicon)
    names = rank_names(contexts, weights, frozenset(strangers))
    if not names:
        return None
    probability = opening_probability(weights, names, opening_features(contexts, names, figures, sums))
    first = names[0].organisation.name
    reasons = "; ".join(strongest(weights, names[0], _REASONS))
    speaking = {normalise_name(name) for name in speakers}
    called = tuple(
        one.organisation.name
        for one in names
        if not names_nobody(one) and (one.share >= _LEAST_SHARE or speaking & one.organisation.forms)
    )
    return Candidacy(first, f"{first}: {reasons} ({probability:.0%})", probability, called)


def _named_for_review(title: str, text: str, lexicon: ReviewLexicon, strangers: Collection[str]) -> Candidacy | None:
    name = name_party(normalise(title), normalise(text), lexicon)
    if name is None or normalise_name(name) in strangers:
        return None
    return Candidacy(name, f"{name}: named in {lexicon.called}, for review", 0.0, (name,))
