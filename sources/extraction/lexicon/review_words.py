"""The words of the languages that are read for review only (FOR_REVIEW): far fewer than of a supported one.

All are held against texts without accents, and the files are read without them as well. Six files a language:

| file            | holds                                                                                   |
| --------------- | --------------------------------------------------------------------------------------- |
| `language.toml` | what ends no sentence; words that hedge, deny, and say that something may be             |
| `calendar.toml` | months and days of the week                                                             |
| `numbers.toml`  | words and marks of numbers                                                              |
| `units.toml`    | nouns that are counted, by unit, and what may stand before them                         |
| `money.toml`    | currencies, what a sum is for, and the steps of a fine                                   |
| `names.toml`    | what stands around the name of an organisation, and what is none                         |
"""

from typing import Any

from incidents.vocabulary import Metric, Unit
from sources.extraction.lexicon.grammar import RangeGrammar
from sources.extraction.lexicon.money_words import CurrencyWords, currencies, stage_of
from sources.extraction.lexicon.patterns import alternation
from sources.extraction.lexicon.word_fields import (
    Section,
    WordGroup,
    anywhere,
    by_kind,
    ending,
    loader,
    made,
    part,
    pattern,
    table,
    text,
    words,
)
from sources.extraction.lexicon.words import hedges_by_side

# At most six marks: what goes on longer is no number.
_DIGITS = (
    r"(?:\d{1,3}(?:\.\d{3}){1,6}(?:,\d{1,9})?|\d{1,3}(?:'\d{3}){1,6}(?:[.,]\d{1,9})?"
    r"|\d{1,3}(?: \d{3}){1,6}(?:,\d{1,9})?"
    r"|\d{1,3}(?:,\d{3}){2,6}(?:\.\d{1,9})?|\d++(?:,\d{1,9}|\.\d{1,2})?)(?![.,']?\d)"
)
_END = "(?![a-z])"


def _spoken(section: Section) -> dict[str, Any]:
    spoken = [*section["values"], *section["halves"], *section["magnitudes"]]
    several = [word for word, value in section["values"].items() if value > 1]
    return {"spoken": spoken, "several": several, "first": "".join(sorted({word[0] for word in spoken}))}


class LongScaleWords(WordGroup, also=_spoken):
    """How numbers are written where a billion is a million millions; find/long_scale.py is their grammar."""

    values: dict[str, int] = table()
    halves: dict[str, int] = table()  # "anderthalb" is three of them
    magnitudes: dict[str, int] = table()
    letters: dict[str, int] = table()  # magnitudes right behind digits: "405 M€"
    bare = words()  # magnitudes that are numbers by themselves: "mille clients"
    abbreviated = words()  # magnitudes that may have a stop
    comma_groups: bool = made(lambda section: bool(section["comma_groups"]))  # "1,500" may be 1500
    in_one_word: bool = made(lambda section: bool(section["in_one_word"]))  # "zweihundertzehn"
    digits = pattern(rf"(?P<digits>{_DIGITS})(?P<part>[¼½¾])?")
    letter = pattern(r"\s?(?P<letter>{any letters}){letters_before}")
    value = pattern("{any values}")
    half = pattern("{any halves}")
    magnitude = pattern("{any magnitudes}")
    half_after = pattern(r"\s{any half_after}" + _END)
    joint = pattern(r"\s?-?{any joints}(?:\s|-)?")
    quantifier = ending("quantifiers", r"[\s-]*$")  # before a magnitude: "several"
    point = ending("points", r"[\s-]+$")  # before what are decimals, and no number
    vague = pattern("{any vague}" + _END)
    # what find/numbers.py asks of every language
    start = pattern(r"(?<!\d')\d|(?<![a-z])(?=[{first}]){any spoken}|(?<![a-z]){any vague}" + _END)
    ratio = pattern(  # "zwei von drei", but not "eine Strafe von 2 Millionen"
        r"(?:{any several}|\d{1,2})\s(?:[a-z]+\s)?{any ratio}\s(?:{any values}|\d{1,2})"
        r"(?![\w']|[.,]\d|\s?{any magnitudes})"
    )
    glued = pattern(r"\d++(?!{any letters})[a-z]|\d++(?:[.,]\d++)?\s?%")
    split = pattern("{split}")


class ReviewHedges(WordGroup, also=hedges_by_side):
    """`before` and `after` have a group for every hedge they may find; `before` ends where the number begins."""

    before = pattern(r"(?<!\w)(?:{hedges_before})(?:\s*{any between})*\s*$")
    after = pattern(r"[\s-]*(?:{hedges_after})(?!\w)")


def _counted_nouns(section: Section) -> dict[str, str]:
    groups = (f"(?P<{Unit(unit)}>{alternation(said)})" for unit, said in section["nouns"].items())
    return {"units": "|".join(groups)}


class ReviewUnits(WordGroup, also=_counted_nouns):
    """`counted` matches right behind a number, in the text's own case, with a group for the unit."""

    counted = pattern(r"[\s\"]*(?:{any links}\s*)?(?:{adjective}\s+){0,3}?{lead}(?i:{compound}(?:{units}))(?![\w-])")
    link = pattern("{any links}")
    base = ending(tail=r"(?:\s+[a-z]+)?\s*$")
    noun = pattern(r"(?i:{compound}(?:{units}))(?![\w-])")  # a word by itself


class ReviewDenials(WordGroup):
    """How a number is denied; `never` takes the word right before it back."""

    before = ending(tail=r"(?:\s+\w+){0,2}[\s']*$")
    instead = ending(tail=r"[\s']*$")  # right before the number that holds: "sondern"
    opposed = pattern("{any opposed}")  # between the number that holds and the one that does not
    never = ending(tail=r"(?:\s+\w+)?[\s']*$")
    clause = ending(tail=r"[^;]{0,90}$")
    around = anywhere()  # from before the number to behind it: "wies ... zurück"
    after = pattern(r"[^.;\d]{0,60}?\b{any after}" + _END)


class ReviewMoney(CurrencyWords, also=currencies):
    """Currencies, as find/numbers.py asks for them; what a sum is for; and the steps, the surest first."""

    metrics = by_kind(Metric)
    stages = by_kind(stage_of)
    never = anywhere()


class ReviewNames(WordGroup):
    """What tells the name of an organisation from other words with capitals. All in small letters, without accents."""

    kinds = ending(tail=r"(?:\s[a-z]{3,})?(?:\s{any of})?\s*$")  # "the retailer", before a name
    kind = pattern(r"(?:[a-z-]*?){any kinds}(?!\w)")
    heads = pattern(r"{any heads}(?!\w)")  # which are a part of it: "University"
    of = pattern(r"\s{any of}\s?$")  # within a name, behind its head
    legal = pattern(r"{any legal}(?!\w)")
    owners = ending(tail=r"[\s']*$")  # right before whoever has lost something, or is fined
    acts = pattern(r"[\s,:]+{any acts}(?!\w)")
    nobody = pattern(r"{any nobody}(?!\w)")


class ReviewLexicon(WordGroup):
    """Everything that the reader for review knows of one language."""

    language = text("{code}")
    called = text("{called}")  # in English
    abbreviations = starters = suffixes = closing = words()
    possible = anywhere()
    numbers = part(LongScaleWords)
    number_grammar = part(RangeGrammar, "numbers.ranges")
    hedges = part(ReviewHedges)
    units = part(ReviewUnits)
    denials = part(ReviewDenials)
    money = part(ReviewMoney)
    parties = part(ReviewNames, "names")


load_review_lexicon = loader(ReviewLexicon, "language")
