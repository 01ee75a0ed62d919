"""Whether a number is told as what is: not asked about, averted, made up, a rate, a ratio, or of what is compared with.

| the sentence                                                          | tells no count because |
| --------------------------------------------------------------------- | ---------------------- |
| "Were 5 million customers hit?", "Asked whether 5 million ..."         | it asks                |
| "before data of 3 million could be stolen", "would have ... if it had" | it did not happen      |
| "put data of 3 million at risk, but no data was taken"                 | it did not happen      |
| "in the fictional scenario"                                            | it is made up          |
| "1,000 customers a day", "one in 10,000 customers"                     | it is a rate, a ratio  |
| "answered 26,000 calls", "2,000 officers have been trained"           | it is of daily life    |
| "breaches in which 33 million were hit", "if all of its 2 million"     | it is of many, or none |
| "the worst since Norbank, where 147 million were hit"                  | it is another's        |
"""

from sources.extraction.find.document import Document
from sources.extraction.find.number_candidates import Candidate

_BEFORE = 140  # characters of the sentence before the number, and after it
_AFTER = 140


def tells_no_count(document: Document, candidate: Candidate, *, is_sum: bool) -> bool:
    """Whether the sentence gives the number, but does not say that so many are concerned; of a sum, whether it is only
    supposed: "a fine of 5 million would have been possible"."""
    words = document.lexicon.polarity
    before = document.folded[max(candidate.begin, candidate.start - _BEFORE) : candidate.start]
    after = document.folded[candidate.noun_end : min(candidate.limit, candidate.noun_end + _AFTER)]
    whole = f"{before}0{after}"
    supposed = words.supposed.search(whole) and words.condition.search(whole)
    if is_sum:
        return bool(supposed)
    asked = words.asked.search(before) or (words.question.match(before) and after.rstrip().endswith("?"))
    averted = words.averted_before.search(before) and words.averted_after.match(after)
    return bool(
        (asked and not words.known_before.search(before))
        or averted
        or supposed
        or words.undone_after.match(after)
        or words.made_up.search(before)
        or words.made_up.search(after)
        or words.rate_after.match(after)
        or words.ratio_before.search(before)
        or words.compared_before.search(before)
        or words.other_before.search(before)
        or words.other_after.match(after)
    )
