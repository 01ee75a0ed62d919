"""Sums that a text tells beside those of the incident's own proceedings.

| the sum                                                    | is                            |
| ---------------------------------------------------------- | ----------------------------- |
| goes to one of several states that settled together        | that state's share of it      |
| was fined before ("had previously been fined"), undated    | of another case               |
| ... but for this incident, or contested, cut or paid since | of this one                   |
| was fined in a case that is said to be another             | of another case               |
"""

from collections.abc import Sequence
from functools import cached_property

from sources.extraction.document import Document
from sources.extraction.lexicon.proceedings import ProceedingWords
from sources.extraction.proceedings.sums import Sum, clause_of

_OF_A_FINE = frozenset({"annulled", "upheld", "appeal"})


class Asides:
    """Tells of the sums of one document whether they stand beside its own proceedings; each is known by its start."""

    def __init__(self, document: Document, sums: Sequence[Sum], words: ProceedingWords) -> None:
        self._document, self._words = document, words
        self._sums = {one.start: one for one in sums}

    def state_of_share(self, start: int) -> str:
        """The state, in small letters, whose share the sum is; empty for none.

        States settle together and divide the sum, and each attorney general tells the own share. It is none where the
        state settles for itself, and where the sum is told of all.
        """
        one, words, folded = self._sums.get(start), self._words.shares, self._document.folded
        if one is None:
            return ""
        begin, end = clause_of(self._document, one)
        before = words.before.search(folded, begin, one.start)
        after = words.after.match(folded, one.end, end)
        if (before is None and after is None) or not self._several_settle:
            return ""
        if words.apart.search(folded, begin, end) or words.together.search(folded, begin, end):
            return ""
        return after["last"] if after else (before and (before["owner"] or before["given"])) or ""

    def is_of_another_case(self, start: int) -> bool:
        """Whether the sum was fined, or paid, for something else than the article's own incident."""
        one, times, folded = self._sums.get(start), self._words.times, self._document.folded
        if one is None:
            return False
        clause = clause_of(self._document, one)
        sentence = self._document.sentences[one.sentence][0], clause[1]
        earlier = times.earlier_fine.search(folded, *(clause if one.before > one.begin else sentence))
        return earlier is not None and not times.this_incident.search(folded, *clause) and not self._has_gone_on

    @cached_property
    def _several_settle(self) -> bool:
        together, document = self._words.shares.together, self._document
        return together.search(document.folded) is not None or together.search(document.title.lower()) is not None

    @cached_property
    def _has_gone_on(self) -> bool:
        """Whether the article tells that a fine was contested, annulled, upheld, cut or paid."""
        sums, folded = self._words.sums, self._document.folded
        ruled = [pattern for name, _, pattern in self._words.steps.steps if name in _OF_A_FINE]
        if any(pattern.search(folded) for pattern in (*ruled, sums.paid)):
            return True
        fine = dict(sums.purposes)["fine"]
        cut = [self._document.sentence_index(match.start()) for match in sums.reduced.finditer(folded)]
        return any(fine.search(folded, *self._document.sentences[index]) for index in dict.fromkeys(cut))
