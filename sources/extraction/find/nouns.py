"""The noun that a number counts, and the unit that it stands for."""

import re
from dataclasses import dataclass
from functools import lru_cache

from incidents.vocabulary import Unit
from sources.extraction.lexicon import Lexicon

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['&-][^\W_]+|\.[^\W_]+)*|\S")
_LABEL = re.compile(r"([^\W\d_][\w' -]{2,60}?)\s*(?::|\(|-|=)?\s*$")
_WINDOW = 130
_MOST_WORDS = 7
_LIST_REACH = 6
_LEAST_SUFFIXED = 5
_JOINERS = frozenset([",", "/", "&"])
_MARKS = frozenset(["'", '"', "(", ")", "-"])


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts.

    unit   None: no counted noun follows. `excluded` says that a noun follows that is never counted
    noun   the noun phrase up to its head, as folded text; start and end are its span
    link   "" (directly), "of" (six million of its customers), "anaphor" (nine thousand of them), "spoken" (the sentence
           before says what)
    """

    unit: Unit | None
    noun: str
    start: int
    end: int
    link: str = ""
    excluded: bool = False


_Token = re.Match[str]


@lru_cache(maxsize=1_000)
def counted_after(folded: str, position: int, limit: int, lexicon: Lexicon) -> Counted:
    """The noun phrase right after a number that ends at `position`, within its sentence that ends at `limit`. Read once
    for all rules that ask for it."""
    said_of = lexicon.noun_grammar.said_of.match(folded, position, limit)
    position = said_of.end() if said_of else position
    tokens = _tokens(folded, position, min(limit, position + _WINDOW))
    if tokens and tokens[0][0] in {"-", ")", '"'}:
        tokens = tokens[1:]
    if not tokens:
        return Counted(None, "", position, position)
    if tokens[0][0] in lexicon.noun_grammar.partitives:
        phrase = _Phrase(tokens[1:], lexicon).read(position, "of")
        anaphor = len(tokens) > 1 and tokens[1][0] in lexicon.units.anaphora
        # "of these accounts" names its noun; "of these included files" does not.
        if anaphor and (phrase.unit is None or len(phrase.noun.split()) > 2):
            return Counted(None, "", tokens[1].start(), tokens[1].end(), "anaphor")
        return phrase
    if len(tokens) > 2 and tokens[0][0] in lexicon.noun_grammar.figures and tokens[1][0] in lexicon.noun_grammar.of:
        return _Phrase(tokens[2:], lexicon).read(position, "of")  # "the 2 million figure for users"
    compared = tokens[0][0] in lexicon.noun_grammar.comparatives and len(tokens) > 1
    if compared and tokens[1][0] in lexicon.noun_grammar.than:
        return Counted(None, "", position, position)
    return _Phrase(tokens, lexicon).read(position, "")


def counted_before(folded: str, begin: int, position: int, lexicon: Lexicon) -> Counted:
    """The noun phrase that a number follows: "the number of users ... at 50 million", "people affected: 1,200"."""
    match = lexicon.noun_grammar.number_of.search(folded, max(begin, position - 180), position)
    if match:
        phrase = _Phrase(_tokens(folded, match.start(1), position), lexicon).read(position, "")
        if phrase.unit is not None:
            return phrase
        if match[1].startswith(lexicon.noun_grammar.those_hit):
            return Counted(Unit.PEOPLE, "", match.start(1), position)
    label = _LABEL.search(folded, max(begin, position - 64), position)
    if label and folded[label.end(1) : position].strip():
        words = [token[0] for token in _tokens(folded, label.start(1), label.end(1))]
        for index, word in enumerate(words, start=1):
            if word in lexicon.units.nouns:
                unit, _ = unit_of(words[:index], lexicon)
                return Counted(unit, word, label.start(1), label.end(1))
    return Counted(None, "", position, position)


def unit_of(words: list[str], lexicon: Lexicon) -> tuple[Unit | None, bool]:
    """The unit of the last word, given the words before it, and whether the lexicon knows the noun."""
    units, head = lexicon.units, words[-1]
    if head in units.compounds:
        modifiers = units.compounds[head]
        pair = " ".join(words[-3:-1])
        if pair in modifiers:
            return modifiers[pair], True  # "identity card numbers" are no numbers of payment cards
        known = [modifiers[word] for word in reversed(words[:-1]) if word in modifiers] or [modifiers.get("")]
        return next((unit for unit in known if unit is not None), None), True
    if head not in units.nouns and head not in units.other:
        head = head.rpartition("-")[2]
    if head in units.nouns:
        return units.nouns[head], True
    if (
        head.endswith(units.people_suffixes)
        and len(head) > _LEAST_SUFFIXED
        and head not in units.no_people | units.other
    ):
        return Unit.PEOPLE, True
    return None, head in units.other


def _tokens(folded: str, start: int, end: int) -> list[_Token]:
    return list(_TOKEN.finditer(folded, start, end))


class _Phrase:
    """Walks over modifiers to the head: the last counted noun before something that ends the phrase."""

    def __init__(self, tokens: list[_Token], lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._lexicon = lexicon
        self._words: list[str] = []
        self._found: Counted | None = None

    def read(self, position: int, link: str) -> Counted:
        """The counted noun; if there is none, the words passed over, so that callers see whether a noun was there."""
        begin = self._tokens[0].start() if self._tokens else position
        for index, token in enumerate(self._tokens):
            if len(self._words) >= _MOST_WORDS or not self._continues(token[0], index):
                break
            if not token[0][0].isalnum():
                continue
            word, possessive = self._bare(index)
            self._words.append(word)
            unit, known = unit_of(self._words, self._lexicon)
            if known and not (word in self._lexicon.noun_grammar.mass and self._other_noun_at(index + 1)):
                self._found = Counted(unit, " ".join(self._words), begin, token.end(), link, excluded=unit is None)
                if possessive and unit is Unit.PEOPLE:
                    break
            elif self._found is not None and not self._noun_at(index + 1):
                break
        return self._found or Counted(None, " ".join(self._words), position, position, link)

    def _bare(self, index: int) -> tuple[str, bool]:
        """The word without its possessive ending, and whether it had one."""
        word = self._tokens[index][0]
        if word.endswith("'s") and len(word) > 2:
            return word[:-2], True
        return word, word.endswith("s") and index + 1 < len(self._tokens) and self._tokens[index + 1][0] == "'"

    def _noun_at(self, index: int) -> bool:
        """Whether a counted noun follows one unknown word after a noun, so that the phrase goes on ("customer login
        records")."""
        return index < len(self._tokens) and self._bare(index)[0] in self._lexicon.units.nouns

    def _noun_ahead(self, index: int) -> bool:
        """Whether a list of modifiers goes on to a counted noun: "Gmail, Yahoo and Hotmail accounts"."""
        grammar = self._lexicon.noun_grammar
        listed = self._tokens[index - 1][0] != ","
        for at in range(index, min(len(self._tokens), index + _LIST_REACH)):
            text = self._bare(at)[0]
            if text in self._lexicon.units.nouns or text in self._lexicon.units.compounds:
                return listed
            listed = listed or text == "&" or text in grammar.conjunctions
            if text in grammar.ends or text in grammar.partitives or text[0].isdigit():
                return False
            if not text[0].isalnum() and text not in _JOINERS:
                return False
        return False

    def _other_noun_at(self, index: int) -> bool:
        """Whether a word follows that may be a noun of its own: "data breach notifications"."""
        if index >= len(self._tokens):
            return False
        grammar, text = self._lexicon.noun_grammar, self._tokens[index][0]
        other = text not in grammar.ends | grammar.conjunctions | grammar.partitives | grammar.participles
        return text.isalpha() and other and not text.endswith(grammar.participle_ending)

    def _continues(self, text: str, index: int) -> bool:
        grammar = self._lexicon.noun_grammar
        if text in grammar.ends or text[0].isdigit():
            return False
        if text in grammar.partitives:
            return bool(self._words) and self._words[-1] in grammar.containers
        if text in _JOINERS or text in grammar.conjunctions:
            return bool(self._words) and self._found is None and self._noun_ahead(index + 1)
        if not text[0].isalnum():
            return text in _MARKS and self._found is None
        return self._found is None or self._may_extend(text)

    def _may_extend(self, text: str) -> bool:
        """Whether a word after the head may belong to it: "user accounts", never "days the customers" or "users lost
        passwords"."""
        if self._found is not None and self._found.excluded and text not in self._lexicon.units.nouns:
            return False
        grammar = self._lexicon.noun_grammar
        return text not in grammar.determiners | grammar.participles and not text.endswith(grammar.participle_ending)


def is_of_data(counted: Counted, lexicon: Lexicon) -> bool:
    """Whether the noun names a harmful kind of data: "bank account numbers"."""
    return any(pattern.search(counted.noun) for _, pattern in lexicon.scopes.data_kinds)
