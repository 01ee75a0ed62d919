"""How numbers are written in a language, from numbers.toml; find/numerals.py is their grammar."""

from sources.extraction.lexicon.word_fields import Section, WordGroup, pattern, phrases, table

_GAP = r"(?:-|\s{1,20})"
_VULGAR = "[¼½¾⅐-⅞]"
_PART = rf"(?:{_VULGAR}|[1-9]/[2-9](?![\d/]))"
_GROUPED = (
    r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?"  # 1,234,567 and 3,50,000
    r"|\d{1,3}(?:'\d{3})+(?:[.,]\d+)?(?!\d)"  # 1'234'567
    r"|\d{1,3}(?: \d{3})+(?!\d)"  # 1 234 567
    r"|\d{1,3}(?:, \d{3})+(?!\d)(?!,? [a-z]{2,3} \d)"  # "147, 500", as feeds have it, but not "100, 200 and 300"
    r"|\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"  # 1.234,56 and 1.234.567
)
_ROUND = r"10{1,2}(?:[ ,.']?000){0,3}(?!\d)"  # 100,000, which "several" makes vague
_END = "(?![a-z])"  # of a word; the digit of a footnote may follow


# The parts of which the patterns are put together.
_LONG, _SHORT = "{any magnitudes}", "{any short_magnitudes}"
_ARTICLE, _DIRECT, _MARK = "{any joints.articles}", "{any joints.direct}", "{any joints.marks}"
_OF, _AND = _GAP + "{joints.of}", _GAP + "{joints.and}"
_PLURALS, _PARTS = "{any vague.plurals}", "{any fractions}"
_ANY_WORD = "{any ones, magnitudes, vague.plurals}"
_SEVERAL = rf"{{any vague.quantifiers}}(?:{_OF})?{_GAP}"
_SMALL = rf"(?:{{any tens}}{_GAP}{{any digit_words}}{_END}|{{any ones}})"  # below a hundred, in words
_UNITS = rf"(?P<magnitude>{_LONG}(?:{_MARK}?{_GAP}{_LONG})*){_END}"
_SHORTER = rf"(?P<short>{_SHORT})(?![\w']|(?!{_MARK})-(?=[a-z]))"
# "two hundred and fifty", but only "one" of "one hundred and two hundred".
_HUNDREDS = rf"(?:{_SMALL}|{_ARTICLE}){_GAP}{{any hundred}}(?:{_AND})?{_GAP}{_SMALL}{_END}(?!{_GAP}{{any hundred}})"
_NUMERATOR = rf"(?:{_ARTICLE}|(?P<half_count>{_SMALL})){_GAP}"
_HALF = rf"(?:{_AND}{_GAP}(?:{_NUMERATOR})?(?P<half>{_DIRECT}){_END}(?={_GAP}{_LONG}))?"
_HALF_AFTER = rf"(?:{_AND}{_GAP}{_ARTICLE}{_GAP}(?P<half_after>{_DIRECT}){_END}(?!{_OF}))?"
# A comma or a stop and a blank lead decimals only before one.
_MAGNITUDE = rf"(?=(?:-|\s{{0,20}}){_LONG}\b| ?{_SHORT}(?![\w']))"
_DIGITS = rf"(?:\d+,\d{{1,2}}{_MAGNITUDE}|{_GROUPED}|\d{{1,3}}\. \d{{1,2}}{_MAGNITUDE}|\d+(?:\.\d+)?|\.\d+)"
_PARTED = "{any ones, fractions, joints.articles, vague.quantifiers, joints.parting}"


def _derived(section: Section) -> dict[str, str | list[str]]:
    ones, magnitudes, vague = section["ones"], section["magnitudes"], section["vague"]
    starts = phrases(section, "ones, magnitudes, joints.direct, vague.plurals, vague.quantifiers")
    return {
        "starts": starts,
        # Most characters begin none of them, and are passed over fast.
        "first": "".join(sorted({phrase[0] for phrase in (*starts, *phrases(section, "joints.articles"))})),
        "tens": [word for word, value in ones.items() if value >= 20],
        "digit_words": [word for word, value in ones.items() if value < 10],
        "hundred": [word for word, value in magnitudes.items() if value == 100],
        "missed": [*(word for word in magnitudes if word not in vague["plurals"]), *vague["unread"]],
    }


class NumberWords(WordGroup, also=_derived):
    """How numbers are written: find/numerals.py puts the patterns together."""

    ones: dict[str, int] = table()
    magnitudes: dict[str, int] = table()
    short_magnitudes: dict[str, int] = table()
    fractions: dict[str, int] = table()  # their denominators
    # "tens of thousands", "several hundred", a magnitude without a coefficient
    vague = pattern(
        rf"(?:{_SEVERAL})?(?:{_PLURALS}(?:{_OF}{_GAP}{_ANY_WORD}){{0,5}}"
        rf"|{_LONG}(?:(?:{_OF}|{_AND})?{_GAP}{_ANY_WORD}){{0,8}}){_END}"
        rf"|{_SEVERAL}{_ROUND}|[1-3]?\d\s+{_PLURALS}{_OF}\b"
    )
    # "half a", "two thirds of", ahead of what it is a share of
    share = pattern(
        rf"(?:(?:(?P<count>{_SMALL}|\d|{_ARTICLE}){_GAP})?(?P<fraction>{_PARTS})|(?P<part>{_PART})){_END}"
        rf"(?P<of>{_OF}{_GAP})?{_GAP}?(?:{_ARTICLE}{_GAP})?"
    )
    # a number in digits, with its magnitudes
    digits = pattern(
        rf"(?P<digits>(?={_PART})|{_DIGITS})(?:[ -]?(?P<part>{_PART}))?{_HALF}"
        rf"(?:{_MARK}?(?:-|\s{{0,20}}){_UNITS}|{_MARK}? ?{_SHORTER})?{_HALF_AFTER}"
    )
    # a number in words, with its magnitudes
    words = pattern(
        rf"(?P<words>{_HUNDREDS}|{_SMALL}{_END}|(?:{_ARTICLE}{_GAP})?(?={_LONG}))"
        rf"(?:{_GAP}{{joints.point}}(?P<decimals>(?:{_GAP}{{any digit_words}}{_END})+))?{_HALF}"
        rf"(?:{_MARK}?(?:{_GAP}|(?<![a-z])){_UNITS})?{_HALF_AFTER}"
    )
    link = pattern(rf"(?P<and>{_AND})?{_GAP}")  # between two of them that add up
    # right after a number: a magnitude within two words that begin no number, or of a kind that is not known, such as
    # "something million", "milion"; plurals only right behind it, as "it cost 87 firms millions" begins another one
    broken = pattern(
        rf"(?:\s+(?!{_PARTED}\b)[a-z'-]{{1,20}}){{0,2}}?"
        rf"(?:{_GAP}|\s*[\"'(]|\s*\([^()]{{1,40}}\)\s*)(?!{_PLURALS}\b){{any missed}}{_END}|{_GAP}{_PLURALS}{_END}"
    )
    again = pattern(rf"\s+{{any ones}}{_END}")  # right after a number in words: another one
    # "one in five"
    ratio = pattern(
        rf"(?:{_SMALL}|\d{{1,2}}){_GAP}{{any joints.ratio}}{_GAP}(?:{_SMALL}|(?!(?:19|20)\d\d)\d{{1,4}})"
        rf"(?:{_GAP}{_LONG})?(?![a-z\d])(?![.,']\d)"
    )
    # digits that are no number for the letters right behind them: "3rd", "4x", "5%"
    glued = pattern(rf"\d++(?!{_LONG}|{_SHORT})[a-z]|\d++(?:\.\d++)?%")
    # where any of them may begin
    start = pattern(
        rf"\d|{_VULGAR}+|(?<![\w.,])\.\d|(?<![a-z])(?=[{{first}}])"
        rf"(?:{{any starts}}|{_ARTICLE}{_GAP}(?:{_DIRECT}|{_LONG}|{_PARTS}{_OF}))\b"
    )
    split = pattern("{joints.split}")  # "33. 7 million", as some feeds have it, from the stop on
