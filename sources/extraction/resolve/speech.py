"""Where a sentence reports what somebody says, and which part of it is theirs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from re import Match, Pattern

from sources.extraction.budget import MOST_SPEECHES
from sources.extraction.find.document import Document
from sources.extraction.resolve.subjects import Span, sentence_subject, subject_after, subject_before, subject_ending

_TAIL_WORDS = 9
_LEADING_WORDS = 2
_MODIFIED = 45
_RELATIVE = 8
_LABEL = re.compile(r"(?:^|[;\n]\s*)((?:[A-Z][\w.&'-]*\s+){0,4}[A-Z][\w.&'-]*):\s+(?=[\"']|[^\W\d])")
_DESCRIPTION = re.compile(r",[\"']?\s+((?:[a-z][\w-]*\s+){1,5})$")
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Speech:
    """A speaker and what is theirs: the half-open span of the content.

    form  "leads" (X says that ...), "follows" (..., X says), "source" (according to X), "agent" (reported by X),
          "label" (X: ...), "modifier" (5 million that X reported, 5 million given by X)
    """

    speaker: Span
    begin: int
    end: int
    form: str


def find_speeches(document: Document, begin: int, limit: int) -> list[Speech]:
    """All reports of speech in the sentence [begin, limit), in text order."""
    speeches = _labels(document, begin, limit) + _sources(document, begin, limit) + _owners(document, begin, limit)
    last: Span | None = None
    for match in _first(document.lexicon.speech.saying, document.folded, begin, limit):
        speech = _around_verb(document, (begin, limit), match.start(), match.end(), last)
        if speech is not None:
            speeches.append(speech)
            last = speech.speaker
    speeches += _gerunds(document, begin, limit, last)
    return sorted(speeches, key=lambda speech: (speech.begin, speech.end))


def _first(pattern: Pattern[str], text: str, begin: int, limit: int) -> Iterable[Match[str]]:
    """The matches, up to the sentence's limit for reports of speech."""
    return islice(pattern.finditer(text, begin, limit), MOST_SPEECHES)


def _modifier(document: Document, begin: int, subject: Span) -> Speech | None:
    """The words right before "that X reported": a number in them is X's, whoever leads the sentence."""
    mark = document.lexicon.speech_grammar.relative_before.search(
        document.folded, max(begin, subject[0] - _RELATIVE), subject[0]
    )
    if mark is None:
        return None
    low = _clause_start(document, begin, mark.start())
    before = document.folded[low : mark.start()]
    words = before.split()
    reports_speech = bool(words) and document.lexicon.speech.saying.fullmatch(words[-1]) is not None
    numbers = document.lexicon.numbers
    counted = any(numbers.ones.get(match[0]) != 1 for match in numbers.start.finditer(before))
    return Speech(subject, low, mark.start(), "modifier") if counted and not reports_speech else None


def _clause_start(document: Document, begin: int, position: int) -> int:
    """The earliest place where the modified words may begin: after a comma, and never far away."""
    low = max(begin, position - _MODIFIED)
    return max(low, document.folded.rfind(", ", low, position) + 1)


def _labels(document: Document, begin: int, limit: int) -> list[Speech]:
    """Speech after a colon: "Facebook: data of 5 people". A name in the article, or words in the first person, lead."""
    sentence = document.plain[begin:limit]
    if ":" not in sentence:
        return []
    found = []
    for match in _first(_LABEL, sentence, 0, len(sentence)):
        first = _WORD.match(document.folded, begin + match.end())
        ours = first is not None and first[0] in document.lexicon.speech_grammar.ours
        if ours or _is_name(document, match[1]):
            found.append((begin + match.start(1), begin + match.end(1), begin + match.end()))
    speeches, stop = [], limit
    for start, end, content in reversed(found):
        part = document.plain.find(";", content, stop)
        speeches.append(Speech((start, end), content, part if part >= 0 else stop, "label"))
        stop = start
    return speeches


def _is_name(document: Document, name: str) -> bool:
    if (name.isupper() and len(name) > 4) or len(name) == 1:
        return False  # a date line: "LONDON: ...", a question: "Q: ..."
    skipped = document.lexicon.names_skipped
    return not any(word in skipped for word in name.split())


def _gerunds(document: Document, begin: int, limit: int, last: Span | None) -> list[Speech]:
    """Speech after a gerund: "..., saying that 5 million", said by the last speaker or the subject of the sentence."""
    found = []
    for match in _first(document.lexicon.speech_grammar.gerunds, document.folded, begin, limit):
        beside = _mark_before(document.plain, begin, match.start()) != ","
        speaker = subject_before(document.plain, begin, match.start(), document.lexicon) if beside else last
        speaker = speaker or sentence_subject(document.plain, begin, match.start(), document.lexicon)
        if speaker is not None:
            found.append(Speech(speaker, match.end(), limit, "leads"))
    return found


def _sources(document: Document, begin: int, limit: int) -> list[Speech]:
    words, found = document.lexicon.speech, []
    for pattern, form in ((words.according, "source"), (words.passive, "agent")):
        for match in _first(pattern, document.folded, begin, limit):
            speaker = subject_after(document.plain, match.end(), limit, document.lexicon)
            if speaker is not None:
                found.append(Speech(speaker, begin, limit, form))
            if speaker is not None and form == "agent" and not _is_finite(document, begin, match.start()):
                # "... above the 5 million estimated by the paper"
                low = _clause_start(document, begin, match.start())
                found.append(Speech(speaker, low, match.start(), "modifier"))
    return found


def _is_finite(document: Document, begin: int, start: int) -> bool:
    """Whether the participle is part of a verb: "was put at ... by", "has been estimated by"."""
    words = document.folded[max(begin, start - 24) : start].split()
    return bool(words) and words[-1] in document.lexicon.speech.helpers


def _around_verb(document: Document, sentence: Span, start: int, end: int, last: Span | None) -> Speech | None:
    """The speech that a verb of saying reports; `last` speaks on in "and estimated ..."."""
    plain, lexicon = document.plain, document.lexicon
    begin, limit = sentence
    verb = document.folded[start:end]
    following = _WORD.search(document.folded, end, min(limit, end + 24))
    follower = following[0] if following else ""
    if _is_noun_or_participle(document, start, verb, follower):
        return None
    mark = _mark_before(plain, begin, start)
    inverted = mark in {",", '"'} or _word_before(document, begin, start) in lexicon.speech_grammar.so
    speaker = subject_before(plain, begin, start, lexicon)
    if inverted and verb in lexicon.speech.inverted and not _opens_sentence(plain, begin, speaker):
        inverse = subject_after(plain, end, limit, lexicon)
        if inverse is not None and not (mark == "," and _closes_apposition(document, begin, start)):
            return Speech(inverse, begin, limit, "follows")
    if speaker is None:
        last = last or sentence_subject(document.plain, begin, start, lexicon)
        goes_on = last is not None and _word_before(document, begin, start) in lexicon.subject_grammar.conjunctions
        return Speech(last, end, limit, "leads") if goes_on and last is not None else None
    return _modifier(document, begin, speaker) or _beside_content(document, sentence, speaker, (end, verb, follower))


def _beside_content(document: Document, sentence: Span, speaker: Span, report: tuple[int, str, str]) -> Speech:
    """The speech, by the place of its content. `report` is where the verb ends, the verb, and the word after it."""
    (begin, limit), (end, verb, follower) = sentence, report
    subject = _with_description(document, begin, speaker[0])
    follows = verb in document.lexicon.speech.after and _follows_content(document, sentence, subject, end, verb)
    if follows or _is_embedded(document, begin, subject, follower, end):
        return Speech(speaker, begin, limit, "follows")
    return Speech(speaker, end, limit, "leads")


def _with_description(document: Document, begin: int, name: int) -> int:
    """Where the phrase that ends in a name begins after a comma: at "the" in ", the night manager Ada Roe said", but
    not at a conjunction, which opens a sentence of its own: ", and the firm had told them"."""
    described = _DESCRIPTION.search(document.plain, begin, name)
    joined = described is not None and described[1].split()[0] in document.lexicon.subject_grammar.conjunctions
    return name if described is None or joined else described.start(1)


def _opens_sentence(plain: str, begin: int, speaker: Span | None) -> bool:
    """Whether the sentence begins with the speaker: "SK Telecom, the leading carrier, said ..."."""
    return speaker is not None and len(plain[begin : speaker[0]].split()) <= _LEADING_WORDS


def _word_before(document: Document, begin: int, position: int) -> str:
    """The word before the position, adverbs in -ly and the like skipped."""
    words = document.folded[max(begin, position - 30) : position].split()
    helpers, adverb = document.lexicon.speech.helpers, document.lexicon.speech_grammar.adverb_ending
    while words and (words[-1] in helpers or words[-1].endswith(adverb)):
        words.pop()
    return words[-1] if words else ""


def _is_embedded(document: Document, begin: int, subject: int, follower: str, end: int) -> bool:
    """Whether the content surrounds the verb: "accounts that Yahoo said were hit", "records that Vice reported"."""
    grammar = document.lexicon.speech_grammar
    if follower in grammar.embedded and document.folded[end : end + 1] == " ":
        return True
    if _word_before(document, begin, subject) not in grammar.relative_marks:
        return False
    tail = document.folded[end:].lstrip(" ")[:1] if end < len(document.folded) else ""
    return not tail or tail in ".,;" or follower in grammar.tails | grammar.relative_tails


def _owners(document: Document, begin: int, limit: int) -> list[Speech]:
    """Speech by an owner: "by its estimate", "in the ICO's account"."""
    found: list[Speech] = []
    if document.lexicon.speech_grammar.owned_noun.search(document.folded, begin, limit) is None:
        return found
    for match in _first(document.lexicon.speech_grammar.owned, document.folded, begin, limit):
        possessor = match[0].split("'")[0] if "'" in match[0] else match[0].split()[0]
        speaker = subject_ending(document.plain, match.start(), match.start() + len(possessor), document.lexicon)
        if speaker is None and possessor in document.lexicon.speech.possessives:
            speaker = match.start(), match.start() + len(possessor)
        if speaker is not None:
            found.append(Speech(speaker, match.end(), limit, "leads"))
    return found


def _is_noun_or_participle(document: Document, start: int, verb: str, follower: str) -> bool:
    """Whether it only looks like a verb of saying: "the estimates", "a report", "previously reported"."""
    grammar = document.lexicon.speech_grammar
    words = document.folded[max(0, start - 24) : start].split()
    previous = words[-1] if words else ""
    if previous in grammar.to or (previous == grammar.perfect and words[-2:-1] and words[-2] in grammar.to):
        return True
    if verb in grammar.nouns and (
        previous in grammar.noun_markers
        or follower in grammar.noun_followers
        or previous.endswith(document.lexicon.noun_grammar.participle_ending)
    ):
        return True
    if verb in grammar.plural_forms and words[-2:-1] and words[-2] in grammar.singular_articles:
        return True  # "in a joint report": what "a" begins takes no verb of this form
    if verb not in grammar.participles:
        return False
    if grammar.participle_phrase.match(document.folded, start):
        return True
    while words and words[-1] in grammar.adverbs:
        words.pop()
    previous = words[-1] if words else ""
    return previous in grammar.participle_markers and follower not in grammar.relative_marks


def _mark_before(plain: str, begin: int, position: int) -> str:
    while position > begin and plain[position - 1] in " '":
        position -= 1
    return plain[position - 1] if position > begin else ""


def _closes_apposition(document: Document, begin: int, start: int) -> bool:
    """Whether the comma ends an apposition, before which the speaker stands: "Pwned, a service that tracks breaches,
    said 3 ..."."""
    comma = document.plain.rfind(",", begin, start)
    opening = document.plain.rfind(",", begin, comma)
    inner = document.folded[opening + 1 : comma].split() if opening > begin else []
    return bool(inner) and inner[0] in document.lexicon.subject_grammar.apposition_starts


def _follows_content(document: Document, sentence: Span, subject: int, verb_end: int, verb: str) -> bool:
    """Whether "X said" comes after what X said: a comma or a quotation mark before X, and little after the verb."""
    begin, limit = sentence
    mark = _mark_before(document.plain, begin, subject)
    if mark not in {",", '"', "-", "\u2014"} or len(document.plain[begin:subject].split()) < 4:
        return False
    tail = document.folded[verb_end:limit]
    grammar = document.lexicon.speech_grammar
    words = tail.split(",")[0].split()
    # Nothing is left to be said: "..., the firm said.", "..., the firm said its inquiry found."
    if mark == '"' or tail[:1] in {".", ";"} or not tail.strip(' ."') or not words or grammar.found_so.match(tail):
        return True
    if verb in grammar.addressing:
        return len(words) <= _TAIL_WORDS and not grammar.relative_marks.intersection(words)
    if len(words) > _TAIL_WORDS or words[0] in grammar.content_starts:
        return False
    return words[0].strip('".;') in grammar.tails
