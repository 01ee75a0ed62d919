"""The name or noun phrase beside a verb of saying."""

from sources.extraction.lexicon import Lexicon

Span = tuple[int, int]

_WINDOW = 150
_WHEN_WINDOW = 70
_MOST_WORDS = 10


def subject_before(plain: str, begin: int, verb: int, lexicon: Lexicon) -> Span | None:
    """The subject that ends before the verb at `verb`, over appositions and adverbs; None where nobody speaks."""
    low = max(begin, verb - _WINDOW)
    stop = _without_adverbs(plain, low, verb, lexicon)
    if stop > low and plain[stop - 1] == ",":
        name_end = _before_apposition(plain, low, stop - 1)
        if name_end is None:
            return None
        stop = _without_adverbs(plain, low, name_end, lexicon)
    if low > begin:
        space = plain.find(" ", low, stop)
        low = space + 1 if space >= 0 else stop
    start = _clause_start(plain, low, stop, lexicon)
    return None if start is None else _valid(plain, *_trim(plain, start, stop, lexicon), lexicon)


def subject_after(plain: str, verb_end: int, limit: int, lexicon: Lexicon) -> Span | None:
    """The subject that follows an inverted verb: "said Tom Reid, a spokesman ..."."""
    end = min(limit, verb_end + 90)
    match = lexicon.subject_grammar.after_name.search(plain, verb_end + 1, end)
    if match is None and end < limit:
        return None
    stop = match.start() if match else end
    return _valid(plain, *_trim(plain, verb_end, stop, lexicon), lexicon)


def _clause_start(plain: str, low: int, stop: int, lexicon: Lexicon) -> int | None:
    """Where the subject's own clause begins; None within a relative clause, whose subject is another's."""
    grammar, start = lexicon.subject_grammar, low
    for boundary in grammar.boundary.finditer(plain, low, stop):
        word = boundary[0].lower()
        if word in grammar.conjunctions and _joins_names(plain, boundary.start(), boundary.end(), start, lexicon):
            continue
        if word in grammar.relatives:
            return None
        start = boundary.end()
    return start


def _without_adverbs(plain: str, low: int, stop: int, lexicon: Lexicon) -> int:
    """Where the phrase ends once auxiliaries, adverbs and "on Wednesday" are taken off its end."""
    helpers, when = lexicon.speech.helpers, lexicon.subject_grammar.when
    while True:
        while stop > low and plain[stop - 1].isspace():
            stop -= 1
        word_start = stop
        while word_start > low and (plain[word_start - 1].isalpha() or plain[word_start - 1] == "'"):
            word_start -= 1
        word = plain[word_start:stop].lower()
        if word and (word in helpers or (word.endswith("ly") and plain[word_start].islower())):
            stop = word_start
            continue
        match = when.search(plain, max(low, stop - _WHEN_WINDOW), stop)
        if match is None or match.start() <= low:
            return stop
        stop = match.start()


def _before_apposition(plain: str, low: int, comma: int) -> int | None:
    """The end of the name before ", a service that tracks breaches,": at the comma that opens the apposition."""
    opening = plain.rfind(",", low, comma)
    while opening > low and plain[opening + 1 : opening + 2] != " ":
        opening = plain.rfind(",", low, opening)
    return opening if opening > low else None


def _joins_names(plain: str, start: int, end: int, low: int, lexicon: Lexicon) -> bool:
    """Whether "and" stands within one subject: "Johnson and Johnson"."""
    before = plain[low:start].split()
    after = plain[end : end + 40].split()
    if not before or not after or len(before) > 4:
        return False
    names = before[-1][0].isupper() and after[0][0].isupper()
    return names and not any(word.lower() in lexicon.subject_grammar.finite for word in before)


def _trim(plain: str, start: int, stop: int, lexicon: Lexicon) -> Span:
    while start < stop and not plain[start].isalnum():
        start += 1
    while match := lexicon.subject_grammar.leading.match(plain[start:stop]):
        start += match.end()
    while stop > start and plain[stop - 1] in " ,'\"-:":
        stop -= 1
    return start, stop


def _valid(plain: str, start: int, stop: int, lexicon: Lexicon) -> Span | None:
    """The span when it can be somebody: a name, a description, a pronoun, people who need no article."""
    phrase = plain[start:stop].split()
    if not phrase or len(phrase) > _MOST_WORDS or any(word[0].isdigit() for word in phrase):
        return None
    lower = [word.lower() for word in phrase]
    if any(word in lexicon.subject_grammar.finite for word in lower) and not all(word[0].isupper() for word in phrase):
        return None
    return (start, stop) if _is_somebody(phrase, lower, lexicon) else None


def _is_somebody(phrase: list[str], lower: list[str], lexicon: Lexicon) -> bool:
    words = lexicon.speech
    if len(phrase) == 1 and lower[0] in words.pronouns:
        return True
    if lower[0] in lexicon.subject_grammar.determiners:
        return len(phrase) > 1
    if phrase[0][0].isupper() or phrase[-1][0].isupper():
        return True
    return lower[0] in words.generic or lower[-1] in words.generic
