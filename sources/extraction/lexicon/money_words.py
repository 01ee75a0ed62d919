"""The words of sums of money, from a language's money.toml."""

import re
from re import Pattern

from incidents.vocabulary import Metric, StageKind
from sources.extraction.lexicon.patterns import alternation
from sources.extraction.lexicon.word_fields import (
    Section,
    WordGroup,
    anywhere,
    by_kind,
    each,
    ending,
    in_order,
    made,
    pattern,
    phrases,
    table,
    text,
    words,
)

WhoseCurrency = tuple[tuple[str, Pattern[str]], ...]  # a currency, and the places that tell of it
_WORD = r"[A-Z][\w'&-]*"
_JOINED = r"(?:" + _WORD + r"\s(?:{joins}\s(?:{article}\s)?)?){0,6}?"
_REALM = r"(?:\s{realm}\s(?:{article}\s)?" + _WORD + r"(?:\s" + _WORD + "){0,2})?"


def currencies(section: Section) -> dict[str, str]:
    """What stands before a number and behind it for its currency."""
    codes, symbols = phrases(section, "codes"), section["symbols"]
    written = {symbol: re.escape(symbol).replace(r"\ ", " ") for symbol in symbols}
    after = [*section["names"], *codes, *(sign for symbol, sign in written.items() if len(symbol) == 1)]
    return {"sign": alternation([*written.values(), *codes]), "name": alternation(after)}


def currency_names(section: Section) -> tuple[tuple[Pattern[str], str], ...]:
    """What a currency is called, each with its code."""
    codes = {code: code.upper() for code in phrases(section, "codes")}
    return tuple((re.compile(name), code) for name, code in (*section["names"].items(), *codes.items()))


def shared_currencies(section: Section) -> tuple[tuple[Pattern[str], WhoseCurrency], ...]:
    """The names that are several countries', each matched behind a number, with the places that tell whose it is."""
    return tuple(
        (re.compile(rf"[ -]?{name}(?!\w)"), each(section.new_child({"whose": whose}), str, "whose"))
        for name, whose in section["shared"].items()
    )


def stage_of(name: str) -> StageKind | None:
    """The stage of a key; None for words by which no step was taken."""
    return None if name == "none" else StageKind(name)


class CurrencyWords(WordGroup, also=currencies):
    """symbol_before and name_after find a currency at a number's edges, sign the former where a number may follow."""

    symbols: dict[str, str] = table()
    codes = words()
    sign = pattern(r"{sign}\s?")
    symbol_before = pattern(r"(?<!\w){sign}\s?$")
    name_after = pattern(r"[ -]?{name}(?!\w)")
    names = made(currency_names)


class MoneyWords(CurrencyWords, also=currencies):
    """Currencies, what a sum is for with its steps, and who imposed it."""

    dollars = by_kind(str)  # by their places, in the text's own case
    shared = made(shared_currencies)  # by theirs, the same
    metrics = by_kind(Metric)
    stages = by_kind(stage_of)  # None: no step was taken
    unreached = anywhere()  # words of a stage that is only spoken of
    # group "name", in the text's own case: "Data Protection Commission of Ruritania"; group "weak" for a doubtful one
    authority_named = pattern(
        r"(?<![\w'&-])(?P<name>{any whole}|{any acronyms}|" + _JOINED + r"(?:{any heads}"
        r"|(?P<weak>{any weak}))(?:'s {office})?" + _REALM + r")(?![\w-])"
    )
    authority_lead = words("countries")  # before a name, and no part of it
    # before one that is fined itself
    authority_fined = ending("fined", r"(?:\s+{fined_articles})?\s*$")
    authority_described = anywhere("described")
    authority_office = text("{office}")  # behind a possessive: "Information Commissioner's Office"
    never = anywhere()
    boundaries = in_order("clauses.boundaries")  # between clauses, for distances
    clause = pattern("{clauses.between}")  # between clauses that may each have a sum of their own
    conversion = pattern("{clauses.conversion}")  # between a sum and the same in another currency
