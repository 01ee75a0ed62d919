"""Whose incident an article tells."""

from sources.extraction.find.document import Document
from sources.extraction.resolve.name_features import NameContexts
from sources.extraction.resolve.ranking import RankedName, contexts_of, load_weights, names_nobody, rank_names

# The least that speaks for a name, and its least share of what speaks for all of them.
_LEAST_SCORE, _LEAST_SHARE = 0.5, 0.3


def main_organisation(document: Document) -> str | None:
    """The organisation whose incident it is: a given one that the text names, else the likeliest of all names; none
    where too little speaks for it, or it is a place or a thing."""
    for name in document.organisations:
        if name.lower() in document.folded or name.lower() in document.title.lower():
            return name
    if document.organisations:
        return document.organisations[0]
    first = likeliest_name(contexts_of(document.title, document.plain, document.sentences, document.lexicon))
    return first.organisation.name if first else None


def likeliest_name(
    contexts: NameContexts, *, least_score: float = _LEAST_SCORE, least_share: float = _LEAST_SHARE
) -> RankedName | None:
    """The likeliest of all names; None where too little speaks for it, or it is a place or a thing."""
    names = rank_names(contexts, load_weights())
    if not names or names_nobody(names[0]) or names[0].score < least_score or names[0].share < least_share:
        return None
    return names[0]


def clean_name(name: str, skipped: frozenset[str]) -> str:
    """The name without a possessive ending and without capitalised words that name nobody."""
    words = name.removesuffix("'s").rstrip(".'-").split()
    while words and words[0] in skipped:
        words = words[1:]
    while words and words[-1] in skipped:
        words = words[:-1]
    return " ".join(words)
