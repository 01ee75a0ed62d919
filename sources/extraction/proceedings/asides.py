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

from sources.extraction.find.document import Document
from sources.extraction.lexicon.proceeding_words import ProceedingWords
from sources.extraction.mention import Amount
from sources.extraction.proceedings.sums import Sum, clause_of

_OF_A_FINE = frozenset({"annulled", "upheld", "appeal"})


class Asides:
    """Tells which sums of a document are not those of its own proceedings; a sum is identified by its start."""

    def __init__(self, document: Document, sums: Sequence[Sum], words: ProceedingWords) -> None:
        self._document, self._words = document, words
        self._sums = {one.start: one for one in sums}

    def state_of_share(self, start: int) -> str:
        """The state, in small letters, whose share the sum is; empty for none.

        States settle together and divide the sum, and each attorney general announces a share. If the text speaks of
        several states, a sum of one state is its share, unless the state settles for itself or the sum is that of all.
        If no word says that the state gets it, the text must also have a larger sum that it can be a share of.
        """
        one = self._sums.get(start)
        if one is None or not self._several_settle:
            return ""
        words, folded = self._words.shares, self._document.folded
        if words.apart.search(folded, one.before, one.after) or words.ends.search(folded, one.end, one.after):
            return ""
        goes, given = words.goes.match(folded, one.end, one.after), words.given.search(folded, one.before, one.start)
        recipient = goes or given
        return recipient["area"] if recipient else self._owner(one)

    def _owner(self, one: Sum) -> str:
        """The state named last before the sum, unless the words between say that it pays. They must say that it gets
        the sum, or the text must tell a larger one."""
        words, folded = self._words.shares, self._document.folded
        named = list(words.area.finditer(folded, one.before, one.start))
        if not named:
            return ""
        lead, between = folded[one.before : named[-1].start()], folded[named[-1].end() : one.start]
        listed = words.among.search(lead) is not None and words.several.search(lead) is not None
        if ";" in between or listed or words.where.search(lead) or words.several.search(between):
            return ""
        gets = words.gets.search(between) is not None
        if words.pays.search(between) or not (gets or self._is_exceeded(one)):
            return ""
        return named[-1]["area"]

    def _is_exceeded(self, one: Sum) -> bool:
        """Whether the text tells a larger sum in the same currency."""
        return self._largest.get(one.currency, one.value) > one.value

    def is_of_another_case(self, start: int) -> bool:
        """Whether the sum was fined or paid for something other than the article's own incident."""
        one, times, folded = self._sums.get(start), self._words.times, self._document.folded
        if one is None:
            return False
        begin, end = clause_of(self._document, one)
        if one.before > one.begin:
            # What follows another sum belongs to that one, up to a comma.
            begin = max(begin, folded.find(",", one.before, one.start) + 1)
        lead = begin if one.before > one.begin else one.begin
        earlier = times.earlier_fine.search(folded, lead, end)
        return earlier is not None and not times.this_incident.search(folded, begin, end) and not self._has_gone_on

    @cached_property
    def _largest(self) -> dict[str, Amount]:
        largest: dict[str, Amount] = {}
        for one in self._sums.values():
            largest[one.currency] = max(one.value, largest.get(one.currency, one.value))
        return largest

    @cached_property
    def _several_settle(self) -> bool:
        document, words = self._document, self._words.shares
        texts = (document.folded, document.title.lower())
        return any(pattern.search(text) for pattern in (words.several, words.together) for text in texts)

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
