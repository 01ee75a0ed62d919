"""Where a sentence reports what somebody says, and which part of it is theirs."""

import re
from dataclasses import dataclass

from sources.extraction.document import Document
from sources.extraction.subjects import Span, subject_after, subject_before

_TAIL_WORDS = 9
_LABEL = re.compile(r"(?:^|[;\n]\s*)((?:[A-Z][\w.&'-]*\s+){0,4}[A-Z][\w.&'-]*):\s+(?=[\"']|[^\W\d])")
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Speech:
    """A speaker and what is theirs: the half-open span of the content.

    form  "leads" (X says that ...), "follows" (..., X says), "source" (according to X), "agent" (reported by X),
          "label" (X: ...)
    """

    speaker: Span
    begin: int
    end: int
    form: str


def find_speeches(document: Document, begin: int, limit: int) -> list[Speech]:
    """All reports of speech in the sentence [begin, limit), in text order."""
    speeches = _labels(document, begin, limit) + _sources(document, begin, limit)
    for match in document.lexicon.speech.saying.finditer(document.folded, begin, limit):
        speech = _around_verb(document, (begin, limit), match.start(), match.end())
        if speech is not None:
            speeches.append(speech)
    return sorted(speeches, key=lambda speech: (speech.begin, speech.end))


def _labels(document: Document, begin: int, limit: int) -> list[Speech]:
    """ "Facebook: data of 5 people": a name that the article knows, or words in the first person, before a colon."""
    sentence = document.plain[begin:limit]
    if ":" not in sentence:
        return []
    found = []
    for match in _LABEL.finditer(sentence):
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
    if name.isupper() and len(name) > 4:
        return False  # a date line: "LONDON: ..."
    skipped = document.lexicon.names_skipped
    return not any(word in skipped for word in name.split())


def _sources(document: Document, begin: int, limit: int) -> list[Speech]:
    words, found = document.lexicon.speech, []
    for pattern, form in ((words.according, "source"), (words.passive, "agent")):
        for match in pattern.finditer(document.folded, begin, limit):
            speaker = subject_after(document.plain, match.end(), limit, document.lexicon)
            if speaker is not None:
                found.append(Speech(speaker, begin, limit, form))
    return found


def _around_verb(document: Document, sentence: Span, start: int, end: int) -> Speech | None:
    plain, lexicon = document.plain, document.lexicon
    begin, limit = sentence
    verb = document.folded[start:end]
    if _is_noun_or_participle(document, start, verb):
        return None
    mark = _mark_before(plain, begin, start)
    if mark in {",", '"'} and verb in lexicon.speech.after:
        speaker = subject_after(plain, end, limit, lexicon)
        if speaker is not None and not (mark == "," and _closes_apposition(document, begin, start)):
            return Speech(speaker, begin, limit, "follows")
    speaker = subject_before(plain, begin, start, lexicon)
    if speaker is None:
        return None
    if verb in lexicon.speech.after and _follows_content(document, sentence, speaker[0], end):
        return Speech(speaker, begin, limit, "follows")
    return Speech(speaker, end, limit, "leads")


def _is_noun_or_participle(document: Document, start: int, verb: str) -> bool:
    """ "the estimates", "a report", "previously reported": the form of a verb, but nobody says anything by it."""
    grammar = document.lexicon.speech_grammar
    words = document.folded[max(0, start - 24) : start].split()
    previous = words[-1] if words else ""
    if verb in grammar.nouns and previous in grammar.noun_markers:
        return True
    return verb in grammar.participles and previous in grammar.participle_markers


def _mark_before(plain: str, begin: int, position: int) -> str:
    while position > begin and plain[position - 1] in " '":
        position -= 1
    return plain[position - 1] if position > begin else ""


def _closes_apposition(document: Document, begin: int, start: int) -> bool:
    """ "Pwned, a service that tracks breaches, said 3 ...": the speaker stands before the apposition, not after it."""
    comma = document.plain.rfind(",", begin, start)
    opening = document.plain.rfind(",", begin, comma)
    inner = document.folded[opening + 1 : comma].split() if opening > begin else []
    return bool(inner) and inner[0] in document.lexicon.subject_grammar.apposition_starts


def _follows_content(document: Document, sentence: Span, subject: int, verb_end: int) -> bool:
    """Whether "X said" comes after what X said: a comma or a quotation mark before X, and little after the verb."""
    begin, limit = sentence
    mark = _mark_before(document.plain, begin, subject)
    if mark not in {",", '"', "-"} or len(document.plain[begin:subject].split()) < 4:
        return False
    tail = document.folded[verb_end:limit]
    if mark == '"' or tail[:1] in {",", ".", ";"} or not tail.strip(' ."'):
        return True
    grammar = document.lexicon.speech_grammar
    words = tail.split(",")[0].split()
    if len(words) > _TAIL_WORDS or words[0] in grammar.content_starts:
        return False
    return words[0].strip('".;') in grammar.tails
