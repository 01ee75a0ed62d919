"""Whether the speaker denies a number."""

from sources.extraction.find.document import Document
from sources.extraction.find.number_candidates import Candidate

_TAKEN_BACK = 220  # characters from a number on, in which the next sentence takes it back


def negation_of_clause(document: Document, candidate: Candidate) -> bool:
    """Whether the number's own clause is negated ahead of it: "did not receive ...", "were never ..."."""
    patterns = document.lexicon.polarity
    before = document.folded[max(candidate.begin, candidate.start - 80) : candidate.start]
    match = patterns.clause.search(before)
    if match is None or patterns.only.search(before[match.start() :]):
        return False
    words = match[1].split()
    return not any(word in patterns.breaks for word in words)


def is_denied(document: Document, candidate: Candidate, *, inverted: bool) -> bool:
    """Whether the number is denied. A negation that turned a hedge ("not more than") does not deny it as well."""
    folded, patterns = document.folded, document.lexicon.polarity
    before = folded[max(candidate.begin, candidate.start - 100) : candidate.start]
    if not inverted:
        if patterns.direct.search(before) and not patterns.only.search(before[-20:]):
            return True
        if negation_of_clause(document, candidate):
            return True
    after = (folded, candidate.noun_end, candidate.limit)
    if patterns.false_after.match(*after) or patterns.verb_after.match(*after):
        return True
    if patterns.taken_back.match(folded, candidate.noun_end, candidate.noun_end + _TAKEN_BACK):
        return True
    return patterns.denied_before.search(before) is not None
