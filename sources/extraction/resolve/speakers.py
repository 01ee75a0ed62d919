"""Who asserts a number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from incidents.vocabulary import SpeakerKind
from sources.extraction.budget import MOST_HEARD
from sources.extraction.find.document import Document
from sources.extraction.find.normalise import last_words
from sources.extraction.lexicon import Lexicon
from sources.extraction.mention import Directness
from sources.extraction.resolve.speech import Speech, find_speeches
from sources.extraction.resolve.subjects import Span, sentence_subject, subject_after, subject_before

_LEAST_QUOTATION = 25
_REACH = 160
_SUM_WORDS = 12  # before a number, if it is a sum: "the grand overall total adds up to"
_OFFICES = frozenset([SpeakerKind.REGULATOR, SpeakerKind.COURT])
_DESCRIPTION = re.compile(r"(?:[a-z-]+ ){1,3}$")


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """attribution: the words of the text, pronouns resolved; name: the last named party they stand for, if any."""

    attribution: str | None
    name: str | None
    kind: SpeakerKind
    directness: Directness


NOBODY = NamedSpeaker(None, None, SpeakerKind.UNATTRIBUTED, Directness.NONE)


class SpeakerFinder:
    """Finds the speaker of each position of one document, asked in text order; `main` is whose incident it tells."""

    def __init__(self, document: Document, main: str | None) -> None:
        self._document = document
        self._main = main
        self._parties = document.organisations if main is None else (*document.organisations, main)
        self._words = document.lexicon.speech
        self._speeches: dict[int, list[Speech]] = {}
        self._heard = 0  # sentences below this index have been searched for names

        self._last_speaker: tuple[int, NamedSpeaker] | None = None
        self._last_person: str | None = None
        self._named_parties: list[tuple[int, str]] = []  # where, by name or description
        self._last_named: str | None = None

    def speeches(self, index: int) -> list[Speech]:
        """The reports of speech in one sentence, found once."""
        if index not in self._speeches:
            begin, limit = self._document.sentences[index]
            self._speeches[index] = find_speeches(self._document, begin, limit)
        return self._speeches[index]

    def speaker(self, position: int, index: int) -> NamedSpeaker:
        """Who asserts what stands at the position of sentence `index`; NOBODY when nobody is named."""
        self._listen(index)
        quotation = self._document.quotations.around(position)
        if quotation is not None and quotation[1] - quotation[0] > _LEAST_QUOTATION:
            span = self._quoted(quotation)
            if span is not None:
                return self._speaker(span, Directness.DIRECT)
        speech = choose(self.speeches(index), self._document, position)
        if speech is None:
            return self._continued(index) if not self._sums_up(position, index) else self._last_in_paragraph(index)
        return self._speaker(speech.speaker, Directness.DIRECT if quotation else Directness.INDIRECT)

    def _continued(self, index: int) -> NamedSpeaker:
        """The last speaker in a sentence that goes on with what was said: "These are ...", "Of those, ..."."""
        begin, limit = self._document.sentences[index]
        goes_on = self._document.lexicon.speech_grammar.continuation.match(self._document.folded, begin, limit)
        if (
            goes_on
            and not self.speeches(index)
            and self._last_speaker is not None
            and self._last_speaker[0] in {index, index - 1}
        ):
            self._last_speaker = (index, self._last_speaker[1])
            return self._last_speaker[1]
        return NOBODY

    def _sums_up(self, position: int, index: int) -> bool:
        """Whether the text gives the number as the sum of those before it: "so that the total comes to 9 million"."""
        lead = last_words(self._document.folded[self._document.sentences[index][0] : position], _SUM_WORDS)
        return self._document.lexicon.speech_grammar.sums_up.search(lead) is not None

    def _last_in_paragraph(self, index: int) -> NamedSpeaker:
        """The speaker of the last number in the sentence's paragraph, who also tells the sum of those numbers."""
        if self._last_speaker is None:
            return NOBODY
        end, begin = self._document.sentences[self._last_speaker[0]][1], self._document.sentences[index][0]
        return NOBODY if self._document.plain.find("\n", end, begin) >= 0 else self._last_speaker[1]

    def _quoted(self, quotation: tuple[int, int]) -> Span | None:
        """The speaker of a quotation: after its closing mark, else before its opening one."""
        document, (start, end) = self._document, quotation
        follow, limit = end, min(len(document.plain), end + _REACH)
        while follow < limit and document.plain[follow] in " ,\n":
            follow += 1
        match = self._words.saying.search(document.folded, follow, limit)
        if match and "." not in document.plain[follow : match.start()].replace(self._words.courtesy, ""):
            if match.start() == follow:
                span = subject_after(document.plain, match.end(), limit, document.lexicon)
            else:
                span = subject_before(document.plain, follow, match.start(), document.lexicon)
            if span is not None:
                return span
        begin = document.sentences[document.sentence_index(start)][0]
        last: Span | None = None
        for match in self._words.saying.finditer(document.folded, max(begin, start - _REACH), start):
            last = subject_before(document.plain, begin, match.start(), document.lexicon) or last
        return last or self._quoted_on(start)

    def _quoted_on(self, start: int) -> Span | None:
        """Who speaks on in a quotation that opens right after "..., X said." of the same paragraph."""
        document, index = self._document, self._document.sentence_index(start)
        if index == 0 or document.sentences[index][0] < start:
            return None
        begin, limit = document.sentences[index - 1]
        before = document.quotations.around(begin)
        if before is None or "\n" in document.plain[limit:start]:
            return None
        after = [speech.speaker for speech in self.speeches(index - 1) if speech.speaker[0] >= before[1]]
        return after[-1] if after else None

    def _listen(self, index: int) -> None:
        """Note the named speakers up to and including sentence `index`."""
        self._heard = max(self._heard, index - MOST_HEARD)
        while self._heard <= index:
            for speech in self.speeches(self._heard):
                self._note(self._document.plain[slice(*speech.speaker)], speech.speaker[0])
            self._heard += 1

    def _note(self, phrase: str, start: int) -> None:
        words = phrase.split()
        lower = words[0].lower()
        if lower in self._words.pronouns or lower in self._words.possessives:
            return
        described = lower in self._document.lexicon.subject_grammar.determiners
        if not described and _looks_like_person(words):
            self._last_person = phrase
            return
        self._named_parties.append((start, phrase))
        if not described or words[-1][0].isupper():
            self._last_named = phrase

    def _antecedent(self, span: Span, pronoun: str) -> str | None:
        """Whom a pronoun stands for: "she" for the last person; "it" for the subject of its sentence, else the last
        party named; None if that is a plural, for which "it" cannot stand."""
        if pronoun in self._document.lexicon.subject_grammar.persons:
            return self._last_person
        begin = self._document.sentences[self._document.sentence_index(span[0])][0]
        subject = sentence_subject(self._document.plain, begin, span[0], self._document.lexicon)
        if subject is not None and subject[1] <= span[0]:
            return self._document.text[slice(*subject)]
        party = next((phrase for start, phrase in reversed(self._named_parties) if start < span[0]), None)
        if pronoun in self._document.lexicon.subject_grammar.singular and _is_plural(party, self._document.lexicon):
            return None
        return party or self._last_person

    def _named(self, phrase: str | None) -> str | None:
        """The name behind a phrase that a pronoun stands for. For "the Bethesda company", and for "Norbank Holdings
        Inc." in an article about Norbank, it is that of the organisation whose incident it is."""
        if phrase is None or self._main is None:
            return phrase
        if phrase.lower().startswith(self._main.lower()):
            return self._main
        words = phrase.split()
        described = words[0].lower() in self._document.lexicon.subject_grammar.determiners and words[-1].islower()
        if described and words[-1] in self._words.firms:
            return self._last_named if self._last_named and self._main in self._last_named else self._main
        return phrase

    def _speaker(self, span: tuple[int, int], directness: Directness) -> NamedSpeaker:
        phrase = self._document.text[slice(*span)]
        lower = self._document.folded[slice(*span)]
        name: str | None = phrase
        grammar = self._document.lexicon.subject_grammar
        lower = self._words.possessives.get(lower, lower)
        if lower in self._words.pronouns:
            name = self._named(self._antecedent(span, lower) or self._main)
            if name is None:
                return NOBODY
            phrase = name
        elif lower.split()[0] in grammar.definite and lower.split()[-1] in self._words.definite:
            name = self._last_named or phrase
        before = _DESCRIPTION.search(self._document.plain, max(0, span[0] - 40), span[0])
        described = before[0].lower() if before else ""
        following = self._document.folded[span[1] : span[1] + 60]
        kind = speaker_kind(f"{described}{phrase}", following, self._parties, self._document.lexicon)
        if kind is SpeakerKind.OTHER and not described and not following.startswith(","):
            kind = self._office(span) or kind
        speaker = NamedSpeaker(phrase, name, kind, directness)
        self._last_speaker = (self._document.sentence_index(span[0]), speaker)
        return speaker

    def _office(self, span: Span) -> SpeakerKind | None:
        """The kind of office that a new bare name holds: "the privacy commissioner says. ... Ada Roe finds".

        News first says what somebody is, and gives the name in the next sentence without a description.
        """
        document = self._document
        words = document.plain[slice(*span)].split()
        index = document.sentence_index(span[0])
        if index == 0 or not _looks_like_person(words) or document.plain.find(words[-1], 0, span[0]) >= 0:
            return None
        for speech in reversed(self.speeches(index - 1)):
            phrase = document.plain[slice(*speech.speaker)]
            described = phrase.split()[0].lower() in document.lexicon.subject_grammar.determiners
            kind = speaker_kind(phrase, "", self._parties, document.lexicon)
            if described and phrase.split()[-1].islower() and kind in _OFFICES:
                return kind
        return None


def choose(speeches: Sequence[Speech], document: Document, position: int) -> Speech | None:
    """The report whose content holds the position: the nearest one that leads into it, else one that follows it."""
    modifiers = [speech for speech in speeches if speech.form == "modifier" and speech.begin <= position < speech.end]
    if modifiers:
        return min(modifiers, key=lambda speech: speech.end)
    leading = [
        speech for speech in speeches if speech.form in {"leads", "label"} and speech.begin <= position < speech.end
    ]
    around = [
        speech for speech in speeches if speech.form not in {"leads", "label"} and speech.begin <= position < speech.end
    ]
    sources = [speech for speech in around if not speech.speaker[0] <= position < speech.speaker[1]]
    if leading:
        lead = max(leading, key=lambda speech: speech.begin)
        later = [speech for speech in sources if speech.speaker[0] > position]
        clause = document.lexicon.speech_grammar.clause
        parted = clause.search(document.folded, lead.begin, position) is not None
        if later and parted and not clause.search(document.folded, position, later[0].speaker[0]):
            return later[0]
        return lead
    near = [speech for speech in sources if not _parted(document, position, speech)]
    return min(near, key=lambda speech: abs(speech.speaker[0] - position), default=None)


def _parted(document: Document, position: int, speech: Speech) -> bool:
    """Whether a clause boundary stands between the number and a source on either side of it."""
    low, high = sorted((position, speech.speaker[0]))
    return (
        document.lexicon.speech_grammar.clause.search(document.folded, low, high) is not None
        and speech.form != "follows"
    )


def _is_plural(party: str | None, lexicon: Lexicon) -> bool:
    """Whether the words describe several: "the states", "two researchers". A name is never taken for a plural."""
    last = party.split()[-1] if party else ""
    return last.islower() and lexicon.subject_grammar.plural.search(last) is not None


def _looks_like_person(words: list[str]) -> bool:
    return (
        2 <= len(words) <= 4
        and all(word[0].isupper() for word in words)
        and words[-1].isalpha()
        and not words[-1].isupper()
    )


def speaker_kind(phrase: str, following: str, organisations: Sequence[str], lexicon: Lexicon) -> SpeakerKind:
    """What the speaker is: by its own words, then by those of the apposition right after it. "Its report" is the
    organisation's own, not the press's; a name that begins with a broadcaster's initials is a programme; "the hacker
    behind the leak at the bank" does not speak for the bank. Somebody otherwise unknown who "claims to have data" is an
    attacker."""
    lower = lexicon.speech.opposed.split(phrase.lower(), maxsplit=1)[0].strip() or phrase.lower()
    parties = () if lower in lexicon.speech.generic else organisations  # "Hackers" at the head of a title
    if any(name.lower() in lower or lower in name.lower() for name in parties if len(lower) > 2):
        return SpeakerKind.RESPONSIBLE_PARTY
    first = phrase.split(maxsplit=1)[0]
    initials = first.lower() if first.isupper() and len(first) > 1 else ""
    if any(kind is SpeakerKind.PRESS and pattern.search(initials) for kind, pattern in lexicon.speech.kinds):
        return SpeakerKind.PRESS
    for text in (lower, following if following.lstrip().startswith(",") else ""):
        for kind, pattern in lexicon.speech.kinds:
            if pattern.search(text):
                own = kind is SpeakerKind.PRESS and lower.split()[0] in lexicon.speech.possessives
                if kind is SpeakerKind.RESPONSIBLE_PARTY and lexicon.speech.taking.match(following):
                    return SpeakerKind.THREAT_ACTOR
                return SpeakerKind.RESPONSIBLE_PARTY if own else kind
    return SpeakerKind.THREAT_ACTOR if lexicon.speech.holding.match(following) else SpeakerKind.OTHER
