"""Whether a number belongs to the article's own incident or to another one that it mentions."""

from collections.abc import Iterator

from incidents.vocabulary import SpeakerKind
from sources.extraction.find.document import Document
from sources.extraction.find.number_candidates import Candidate, near
from sources.extraction.resolve.organisation import clean_name

_LEAD = 600
_BEFORE, _AFTER = 160, 60
_SHORT = 1000  # a text below it has no digressions
_GAP = 600
_ASKED = 600
_LONG_WORD = 3
# These tell of others' incidents and have none of their own.
_OBSERVERS = frozenset([SpeakerKind.COURT, SpeakerKind.REGULATOR, SpeakerKind.PRESS, SpeakerKind.RESEARCHER])


class Background:
    """Tells numbers of other incidents from those of the document's own; asked in text order. `main` is the
    organisation whose incident it tells, if known."""

    def __init__(self, document: Document, main: str | None) -> None:
        self._document = document
        self._main = (main or "").lower()
        first = document.sentences[0][1] if document.sentences else 0
        lead = document.plain[: max(first, min(_LEAD, len(document.plain) // 3))]
        beside = document.lexicon.scopes.named_compared.finditer(lead)
        compared = {word for match in beside for word in _words_of(match["name"])}
        self._own = (_words_of(lead) - compared) | _words_of(f"{self._main} {document.title}")
        self._last: int | None = None
        self._background = -1  # the last sentence that had a number of another incident

    def holds(self, candidate: Candidate, *, repeated: bool) -> bool:
        """Whether the number is of another incident. A `repeated` one is more likely the article's own."""
        last, self._last = self._last, candidate.number.end
        goes_on = candidate.sentence == self._background and not self._names_own(last or 0, candidate.limit)
        held = (
            goes_on
            or self._is_compared(candidate)
            or self._is_of_another(candidate)
            or (not repeated and self._is_beside_own(candidate, last))
        )
        if held:
            self._background = candidate.sentence
        return held

    def _is_compared(self, candidate: Candidate) -> bool:
        """Whether the number is given for comparison: by words before it or after its noun, or by words of another time
        in a sentence that names somebody else."""
        patterns, folded = self._document.lexicon.scopes, self._document.folded
        if patterns.background_after.match(folded, candidate.noun_end, candidate.limit):
            return True
        match = patterns.background_before.search(
            folded, max(candidate.begin, candidate.start - _BEFORE), candidate.start
        )
        if match is not None and not (self._main and self._main in match[0]):
            return True
        if not near(self._document, patterns.another_time, candidate, (_BEFORE, _AFTER)):
            return False
        return not self._names_own(candidate.begin, candidate.limit) and self._names_another(candidate)

    def _is_of_another(self, candidate: Candidate) -> bool:
        """Whether the words around speak of the incident or the customers of somebody who is not the article's own."""
        patterns = self._document.lexicon.scopes
        names_another = (patterns.named_incident, patterns.named_victim, patterns.named_beside, patterns.named_compared)
        found = [
            match["name"]
            for pattern in names_another
            for match in near(self._document, pattern, candidate, (_BEFORE, _AFTER), printed=True)
        ]
        owner = patterns.named_owner.match(self._document.plain, candidate.noun_end, candidate.limit)
        if owner:
            found.append(owner["name"])
        skipped = self._document.lexicon.names_skipped
        return any(self._is_foreign(name) for name in (clean_name(one, skipped) for one in found) if name)

    def _is_beside_own(self, candidate: Candidate, last: int | None) -> bool:
        digresses = self._is_digression(candidate, last)
        return digresses or self._is_set_beside(candidate) or self._is_lost_by_another(candidate)

    def _is_set_beside(self, candidate: Candidate) -> bool:
        """Whether it follows "How does it compare?" in its paragraph, in a sentence without the article's own name:
        the incidents of others are listed there."""
        low = max(0, candidate.begin - _ASKED)
        paragraph = self._document.plain.rfind("\n", low, candidate.begin)
        start = low if paragraph < 0 else paragraph
        asked = self._document.matches(self._document.lexicon.scopes.compares, start, candidate.begin)
        return bool(asked) and not self._names_own(candidate.begin, candidate.limit)

    def _is_lost_by_another(self, candidate: Candidate) -> bool:
        """Whether the words right before the number say that another organisation lost so much."""
        lead = self._document.plain[candidate.begin : candidate.start]
        match = self._document.lexicon.scopes.named_losing.search(lead)
        name = clean_name(match["name"], self._document.lexicon.names_skipped) if match else ""
        return bool(name) and self._is_foreign(name)

    def _is_digression(self, candidate: Candidate, last: int | None) -> bool:
        """Whether a number comes so late, and so far behind the last one, that it is about something else.

        An article about an incident gives its figure in its first half. A figure after a long gap, beside a name that
        is neither in the title nor in the lead, belongs to another incident.
        """
        document, position = self._document, candidate.start
        if len(document.text) < _SHORT or position < len(document.text) * 0.45:
            return False
        if last is not None and position - last < _GAP:
            return False
        # The sum of a demand comes late; only a name in its own sentence makes it another's.
        own = candidate.sentence if candidate.number.currency else max(0, candidate.sentence - 1)
        begin = document.sentences[own][0]
        return not self._names_own(begin, candidate.limit) and any(
            self._is_foreign(name) for name in self._names(begin, candidate.limit)
        )

    def _names(self, begin: int, limit: int) -> Iterator[str]:
        for match in self._document.lexicon.name.finditer(self._document.plain, begin, limit):
            name = clean_name(match[0], self._document.lexicon.names_skipped)
            if name:
                yield name

    def _names_own(self, begin: int, limit: int) -> bool:
        if self._main and self._main in self._document.folded[begin:limit]:
            return True
        title = self._document.title.lower()
        return any(name.lower() in title for name in self._names(begin, limit) if len(name) >= _LONG_WORD)

    def _names_another(self, candidate: Candidate) -> bool:
        return any(self._is_foreign(name) for name in self._names(candidate.begin, candidate.limit))

    def _is_foreign(self, name: str) -> bool:
        """Whether the name is neither in the title or the lead, nor a country's, nor an observer's."""
        lexicon, lower = self._document.lexicon, name.lower()
        words = lower.replace("'s", "").split()
        if len(lower) < _LONG_WORD or any(word in self._own or word in lexicon.scopes.countries for word in words):
            return False
        return not any(kind in _OBSERVERS and pattern.search(lower) for kind, pattern in lexicon.speech.kinds)


def _words_of(text: str) -> set[str]:
    words = text.lower().replace("'s", " ").split()
    return {word.strip(".,;:()\"'") for word in words if len(word) >= _LONG_WORD}
