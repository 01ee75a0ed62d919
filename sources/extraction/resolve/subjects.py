"""The name or noun phrase beside a verb of saying."""

import re

from sources.extraction.lexicon import Lexicon

Span = tuple[int, int]

_WINDOW = 260
_WHEN_WINDOW = 70
_MOST_WORDS = 13
_NAME_WORDS = 2
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"[\d,.:%$-]+")
_DIGITS = re.compile(r"\d[\d,.]*\s+")
_APPENDED_NAME = re.compile(r",\s+((?:[A-Z][\w.&'-]*\s?){1,5})")


def subject_before(plain: str, begin: int, verb: int, lexicon: Lexicon) -> Span | None:
    """The subject that ends before the verb at `verb`, with appositions and adverbs between; None if nobody speaks."""
    low = max(begin, verb - _WINDOW)
    stop = _without_adverbs(plain, low, verb, lexicon)
    if stop > low and plain[stop - 1] == ",":
        name_end = _before_apposition(plain, low, stop - 1, lexicon)
        if name_end is None:
            return None
        named = _name_in_apposition(plain, low, name_end, stop - 1, lexicon)
        if named is not None:
            return named
        stop = _without_adverbs(plain, low, name_end, lexicon)
    if low > begin:
        space = plain.find(" ", low, stop)
        low = space + 1 if space >= 0 else stop
    return subject_ending(plain, low, stop, lexicon)


def subject_after(plain: str, verb_end: int, limit: int, lexicon: Lexicon) -> Span | None:
    """The subject that follows an inverted verb: "said Tom Reid, a spokesman ..."."""
    end = min(limit, verb_end + 90)
    match = lexicon.subject_grammar.after_name.search(plain, verb_end + 1, end)
    if match is None and end < limit:
        return None
    stop = match.start() if match else end
    span = valid_subject(plain, verb_end, stop, lexicon)
    if span is not None and match is not None and match[0] == lexicon.subject_grammar.by:
        if plain[slice(*span)].rsplit(maxsplit=1)[-1].lower() in lexicon.subject_grammar.reports:
            # "according to a report by Deepwatch"
            return subject_after(plain, match.end(), limit, lexicon) or span
        return span
    if (
        span is None
        or match is None
        or match[0] != ","
        or any(word[0].isupper() for word in plain[slice(*span)].split())
    ):
        return span
    # "its new owner, Verizon Communications Inc.": the name says more than the description.
    name = _capitalised_after(plain, stop, limit)
    return name or span


def _capitalised_after(plain: str, comma: int, limit: int) -> Span | None:
    match = _APPENDED_NAME.match(plain, comma, limit)
    if match is None:
        return None
    return match.start(1), match.start(1) + len(match[1].rstrip(" ,"))


def subject_ending(plain: str, low: int, stop: int, lexicon: Lexicon) -> Span | None:
    """The valid subject that ends at `stop`; if that is only "which" or "who", whom the pronoun refers to."""
    grammar, start = lexicon.subject_grammar, low
    last = None
    for boundary in grammar.boundary.finditer(plain, low, stop):
        word = boundary[0].lower()
        if word in grammar.conjunctions and _joins_names(plain, boundary.start(), boundary.end(), start, lexicon):
            continue
        start, last = boundary.end(), boundary
    if last is not None and last[0].lower() in grammar.relatives and not plain[start:stop].strip():
        antecedent = last.start()
        while antecedent > low and plain[antecedent - 1] in " ,":
            antecedent -= 1
        return _name_ending(plain, low, antecedent, lexicon)
    found = valid_subject(plain, start, stop, lexicon)
    return found or _before_relative(plain, low, stop, lexicon)


def _before_relative(plain: str, low: int, stop: int, lexicon: Lexicon) -> Span | None:
    """Whom a relative clause right before the verb is about: "a seller who asked for money told ..."."""
    grammar, relative = lexicon.subject_grammar, None
    for boundary in grammar.boundary.finditer(plain, low, stop):
        word = boundary[0].lower()
        if word in grammar.relatives:
            relative = boundary
        elif word.isalpha() or word in {";", ":", "\n"}:
            relative = None
    if relative is None or not plain[relative.end() : stop].strip():
        return None
    end = relative.start()
    while end > low and plain[end - 1] in " ,":
        end -= 1
    return _name_ending(plain, low, end, lexicon)


def _name_ending(plain: str, low: int, stop: int, lexicon: Lexicon) -> Span | None:
    """The name, or the description with an article, right before `stop`, that a relative clause refers to."""
    words = [(match[0], low + match.start()) for match in _WORD.finditer(plain[low:stop])]
    index = len(words)
    while index and words[index - 1][0][0].isupper() and words[index - 1][0][-1] not in ",.;:":
        index -= 1
    if words and words[-1][0].lower() in lexicon.speech.generic:
        return words[-1][1], stop
    if index == len(words):
        known = lexicon.subject_grammar.articles
        articles = [at for at in range(max(0, len(words) - 5), len(words)) if words[at][0].lower() in known]
        return valid_subject(plain, words[articles[-1]][1], stop, lexicon) if articles else None
    return words[index][1], stop


def sentence_subject(plain: str, begin: int, stop: int, lexicon: Lexicon) -> Span | None:
    """The name or description that opens a sentence, after "At the time," and the like; None when unsure."""
    match = lexicon.subject_grammar.opening.match(plain, begin, min(stop, begin + 120))
    if match is None:
        return None
    words = [(word[0].lower(), word.end()) for word in _WORD.finditer(plain, match.start(1), match.end(1))]
    if words[0][0] in lexicon.subject_grammar.determiners:
        ends = [end for word, end in words[1:] if word in lexicon.speech.definite]
        return (match.start(1), ends[0]) if ends else None
    following = _WORD.search(plain, match.end(), match.end() + 40)
    helpers, endings = lexicon.speech.helpers, lexicon.subject_grammar.verb_endings
    verb = following is not None and (following[0] in helpers or following[0].endswith(endings))
    return valid_subject(plain, match.start(1), match.end(1), lexicon) if verb else None


def _without_adverbs(plain: str, low: int, stop: int, lexicon: Lexicon) -> int:
    """Where the phrase ends without the auxiliaries, adverbs and "on Wednesday" at its end."""
    helpers, when = lexicon.speech.helpers, lexicon.subject_grammar.when
    adverb = lexicon.speech_grammar.adverb_ending
    while True:
        while stop > low and plain[stop - 1].isspace():
            stop -= 1
        word_start = stop
        while word_start > low and (plain[word_start - 1].isalpha() or plain[word_start - 1] == "'"):
            word_start -= 1
        word = plain[word_start:stop].lower()
        if word and (word in helpers or (word.endswith(adverb) and plain[word_start].islower())):
            stop = word_start
            continue
        match = when.search(plain, max(low, stop - _WHEN_WINDOW), stop)
        if match is None or match.start() <= low:
            return stop
        stop = match.start()


def _before_apposition(plain: str, low: int, comma: int, lexicon: Lexicon) -> int | None:
    """The end of the name before an apposition such as ", a service that tracks breaches,": at its opening comma."""
    opening = plain.rfind(",", low, comma)
    while opening > low and plain[opening + 1 : opening + 2] != " ":
        opening = plain.rfind(",", low, opening)
    if opening <= low:
        return None
    words = plain[opening + 1 : comma].lower().split()
    return opening if words and words[0] not in lexicon.subject_grammar.finite else None


def _name_in_apposition(plain: str, low: int, opening: int, comma: int, lexicon: Lexicon) -> Span | None:
    """The name in an apposition, which tells more than the office: "its chief executive, Ann Lee, said"."""
    words, office = plain[opening + 1 : comma].split(), plain[low:opening].split()
    named = 2 <= len(words) <= _NAME_WORDS + 2 and all(word[0].isupper() for word in words)
    if not named or not office or office[-1].lower() not in lexicon.subject_grammar.roles:
        return None
    return comma - len(plain[opening + 1 : comma].lstrip()), comma


def _joins_names(plain: str, start: int, end: int, low: int, lexicon: Lexicon) -> bool:
    """Whether "and" is within one subject: "Johnson and Johnson"."""
    before = plain[low:start].split()
    after = plain[end : end + 40].split()
    if not before or not after:
        return False
    grammar = lexicon.subject_grammar
    names = before[-1][0].isupper() and after[0][0].isupper()
    described = before[0].lower() in grammar.determiners and after[0].lower() in grammar.determiners
    return (names or described) and not any(word.lower() in grammar.finite for word in before)


def valid_subject(plain: str, start: int, stop: int, lexicon: Lexicon) -> Span | None:
    """The span without adverbs around it when it can be somebody: a name, a description, a pronoun."""
    start, stop = _trim(plain, start, stop, lexicon)
    words = [(match[0], start + match.start()) for match in _WORD.finditer(plain[start:stop])]
    words = _after_preposition(words, lexicon)
    if not words or len(words) > _MOST_WORDS or any(_NUMBER.fullmatch(word) for word, _ in words):
        return None
    phrase = [word for word, _ in words]
    lower = [word.lower() for word in phrase]
    if any(word in lexicon.subject_grammar.finite for word in lower) and not all(word[0].isupper() for word in phrase):
        return None
    if _is_somebody(phrase, lower, lexicon):
        return words[_name_at(phrase, lower, lexicon)][1], stop
    author = next((at for at in range(1, len(words) - 1) if lower[at] == lexicon.subject_grammar.by), None)
    if author is not None and any(word in lexicon.subject_grammar.inanimate for word in lower[:author]):
        return valid_subject(plain, words[author + 1][1], stop, lexicon)  # "an analysis by Norbank Ltd showed"
    return None


def _name_at(phrase: list[str], lower: list[str], lexicon: Lexicon) -> int:
    """Where the name begins after a description: "Chief Technology Officer Jo Reid", "the credit agency Norbank"."""
    grammar = lexicon.subject_grammar
    last = len(phrase) - 1
    while last > 0 and phrase[last - 1][0].isupper() and lower[last - 1] not in grammar.roles:
        last -= 1
    titled = 0 < last < len(phrase) and lower[last - 1] in grammar.roles and len(phrase) - last >= _NAME_WORDS
    described = last > 1 and phrase[last][0].isupper() and phrase[last - 1][0].islower()
    described = described and lower[last - 1] not in grammar.conjunctions  # "The Gazette and The Courier"
    if described and lower[0] in grammar.determiners and grammar.prepositions.isdisjoint(lower[:last]):
        return last
    return last if titled and all(word[0].isupper() for word in phrase) else 0


def _trim(plain: str, start: int, stop: int, lexicon: Lexicon) -> Span:
    while start < stop and not plain[start].isalnum():
        start += 1
    while match := _DIGITS.match(plain[start:stop]):
        start += match.end()
    while match := lexicon.subject_grammar.leading.match(plain[start:stop]):
        start += match.end()
    while stop > start and plain[stop - 1] in " ,'\"-:":
        stop -= 1
    while match := lexicon.subject_grammar.when.search(plain, start, stop):
        if match.end() < stop or match.start() <= start:
            break
        stop = match.start()  # "according to officials on Tuesday"
    return start, stop


def _after_preposition(words: list[tuple[str, int]], lexicon: Lexicon) -> list[tuple[str, int]]:
    """The last noun phrase of "in this instance Boeing", "in a statement it", "tech news site Motherboard"."""
    if not words:
        return words
    grammar = lexicon.subject_grammar
    first = words[0][0].lower()
    described = words[0][0].islower() or any(word.islower() for word, _ in words)
    plain_name = described and not any(word.lower() in grammar.determiners | grammar.prepositions for word, _ in words)
    if first not in grammar.prepositions and not (plain_name and words[-1][0][0].isupper()):
        return words
    if words[-1][0].lower() in lexicon.speech.pronouns:
        return words[-1:]
    index = len(words) - 1
    while index > 0 and words[index - 1][0][0].isupper() and words[index][0][0].isupper():
        index -= 1
    if index and words[index - 1][0].lower() in grammar.determiners:
        return words[index - 1 :]
    if words[index][0][0].isupper():
        return words[index:] if index or first not in grammar.prepositions else words[1:]
    return next((words[at:] for at in range(len(words) - 1, 0, -1) if words[at][0].lower() in grammar.determiners), [])


def _is_somebody(phrase: list[str], lower: list[str], lexicon: Lexicon) -> bool:
    words, grammar = lexicon.speech, lexicon.subject_grammar
    if (len(phrase) == 1 and lower[0] in grammar.nobody) or not grammar.saying.isdisjoint(phrase[1:]):
        return False  # "earlier"; "the chief told reporters that the firm preferred to"
    head = next((index for index, word in enumerate(lower) if word in grammar.prepositions and index), len(lower)) - 1
    if lower[head] in grammar.inanimate and phrase[head].islower() and grammar.boards.isdisjoint(lower):
        return False
    if len(phrase) == 1 and lower[0] in words.pronouns:
        return True
    if lower[0] in grammar.determiners or lower[-1] in grammar.determiners:
        return len(phrase) > 1 and lower[-1] not in grammar.determiners
    if phrase[0][0].isupper() or phrase[-1][0].isupper():
        return True
    return lower[0] in words.generic or lower[-1] in words.generic
