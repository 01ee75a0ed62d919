"""Adversarial kinds of words and sentences; see `adversarial`."""

import random
from collections.abc import Callable
from string import ascii_uppercase

Kind = Callable[[int], str]

LEAD = "Norbank was hacked. Data of 5,000 of its customers was stolen, the bank said on Monday. "
TAIL = " Its owner told The Gazette that data of 7,000 clients was leaked too."
_NAMES = ("Ada Roe", "Bo Lind", "Cy Marsh", "Di Vale", "Ed Holt", "Flo Penn")


def filled(unit: str) -> Kind:
    """The unit again and again, and nothing else."""
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def repeated(unit: str) -> Kind:
    """The lead, then the unit again and again."""
    return lambda size: _around(unit * (size // len(unit) + 1), size)


def _around(body: str, size: int) -> str:
    """The body between lead and tail: what it is full of stands before a figure and behind one."""
    return LEAD + body[: size - len(LEAD) - len(TAIL)] + TAIL


def numbered(unit: str) -> Kind:
    """The lead, then the unit with another number each time: `{n}` plain, `{n:,}` grouped."""

    def make(size: int) -> str:
        count = size // len(unit.format(n=1_000)) + 2
        return _around("".join(unit.format(n=1_000 + 7 * number) for number in range(count)), size)

    return make


def _named(unit: str) -> Kind:
    """The lead, then the unit with another name each time."""

    def name(number: int) -> str:
        letters = ""
        while number:
            number, letter = divmod(number, 26)
            letters += ascii_uppercase[letter].lower()
        return letters.capitalize() or "A"

    def make(size: int) -> str:
        count = size // (len(unit.replace("{name}", "")) + 1) + 2
        return _around("".join(unit.format(name=f"{name(one + 700)}co", n=1_000 + one) for one in range(count)), size)

    return make


def _spoken(unit: str) -> Kind:
    """The lead, then the unit with one of a few speakers each time."""

    def make(size: int) -> str:
        drawn = random.Random(size)
        count = size // len(unit) + 2
        sentences = (unit.format(who=drawn.choice(_NAMES), n=drawn.randrange(9_999)) for _ in range(count))
        return _around("".join(sentences), size)

    return make


def _shuffled(units: tuple[str, ...]) -> Kind:
    """The lead, then these sentences in a drawn order."""
    return lambda size: _around("".join(random.Random(size).choices(units, k=size // min(map(len, units)) + 1)), size)


NUMBERS_IN_WORDS: dict[str, Kind] = {
    "million million": repeated("million "),
    "a million": repeated("a million "),
    "one and one": repeated("one and "),
    "twenty-one": repeated("twenty-"),
    "hundred thousand": repeated("hundred thousand "),
    "half a": repeated("half a "),
    "two and a half": repeated("two and a half "),
    "dozens of": repeated("dozens of "),
    "hundreds of thousands": repeated("hundreds of thousands of "),
    "tens and tens": repeated("tens "),
    "a a a": repeated("a "),
    "several": repeated("several "),
}

FIGURES: dict[str, Kind] = {
    "sentences with one number": numbered("Data of {n:,} users was stolen. "),
    "numbers in one sentence": numbered("{n:,} users, "),
    "numbers in one sentence, with and": numbered("{n:,} users and "),
    "bare numbers in one sentence": numbered("{n:,} "),
    "numbers with of them": numbered("{n:,} of them, "),
    "of which": numbered("of which {n:,} "),
    "one number, many speakers": _spoken("{who} said 5,000 users were hit. "),
    "many numbers, many speakers": _spoken("{who} said {n},000 users were hit. "),
    "larger and larger": numbered("The number rose to {n:,} users. "),
    "up from, to, from": numbered("up from {n:,} to {n:,} from "),
    "revisions": numbered("Earlier it had said {n:,} users, the number is now {n:,}1. "),
    "raised its estimate": numbered("It raised its estimate from {n:,} to {n:,}9 people. "),
    "additional": numbered("Another {n:,} users were affected. "),
    "more than": repeated("more than "),
    "more than, numbers": numbered("more than {n:,} more than "),
    "up to": repeated("up to "),
    "at least as many as": repeated("at least as many as "),
    "between": numbered("between {n:,} and {n:,}5 "),
    "about": repeated("about about "),
    "not": repeated("not "),
    "not, with numbers": numbered("not {n:,} but {n:,}3 users, "),
    "never did not": repeated("did not never "),
    "no more than": repeated("no more than "),
    "denials": numbered("It denied that {n:,} users were hit. "),
    "may have": repeated("may have "),
    "the number of": repeated("the number of "),
    "records of": repeated("records of "),
    "data on": repeated("information, including names, on "),
    "customers customers": repeated("customers "),
    "customers of a country": numbered("{n:,} users in Germany, {n:,} users in France, "),
    "lists by country": _shuffled(
        tuple(f"{country}: {n:,} users\n" for n, country in enumerate(("Germany", "France", "Norway", "Ohio"), 1000))
    ),
    "labels": numbered("Affected users: {n:,}; "),
    "compared": numbered("It compares with {n:,} users of Fennel Games hit in a breach. "),
    "groups": numbered("{n:,} former customers and {n:,} employees; "),
    "passports and cards": numbered("{n:,} passport numbers and {n:,} cards were stolen. "),
    "parts adding up": numbered("Of these, {n:,} were minors. "),
}

NAMES: dict[str, Kind] = {
    "capitals": repeated("Norbank "),
    "names, all different": _named("{name} "),
    "names with commas": _named("{name}, "),
    "names with and": _named("{name} and "),
    "names with of": _named("{name} of "),
    "names possessive": _named("{name}'s "),
    "names with data": _named("{name}'s customers. "),
    "names with breach": _named("the breach at {name}, "),
    "names with a figure": _named("{name} lost data of {n:,} users. "),
    "names said": _named("{name} said "),
    "persons": _spoken("{who} "),
    "capital letters": repeated("A "),
    "owned by": _named("{name}, owned by "),
    "known as": _named("known as {name}, formerly "),
    "appositions": _named("{name}, a bank, "),
    "acronyms": _named("Office (ICO), {name} "),
    "the company": repeated("the company "),
    "pronouns": repeated("he she it they "),
    "it said": repeated("It said so. "),
    "its": repeated("its its "),
    "states": repeated("Ohio and Oregon and New York "),
    "countries": repeated("German French Norwegian "),
    "authorities": repeated("the Information Commissioner's Office and "),
    "watchdogs": repeated("the watchdog "),
    "regulators of": repeated("Data Protection Commission of "),
    "authorities of words": repeated("Data of Protection and "),
    "attorneys general": repeated("the attorneys general of Ohio, "),
}

CLAUSES: dict[str, Kind] = {
    "said": repeated("said "),
    "said that": repeated("said that "),
    "he said, she said": repeated("he said, she said "),
    "said the": repeated(", said the company, "),
    "according to": repeated("according to "),
    "according to names": _named("according to {name}, "),
    "saying that": repeated("saying that "),
    "reported by": repeated("reported by "),
    "told the": repeated("told the paper that "),
    "who, which": repeated(", who, which"),
    "which was": repeated(", which was "),
    "that that": repeated("that "),
    "and": repeated("and "),
    "but": repeated(", but "),
    "of the": repeated("of the "),
    "the": repeated("the "),
    "in its estimate": repeated("in its own estimate "),
    "its report": repeated("the bank's report "),
    "dates": repeated("on 5 May 2019, "),
    "months": repeated("May "),
    "until": repeated("until May "),
    "in May": repeated("in May, "),
    "years ago": repeated("three years ago "),
    "days with events": numbered("On 5 May 2019 hackers stole data of {n:,} users, "),
    "fines": numbered("It was fined ${n:,} million by the regulator. "),
    "fines in one sentence": numbered("fined ${n:,},000, "),
    "settlements": numbered("It agreed to settle for ${n:,},000,000 with Ohio. "),
    "fines and stages": numbered("The watchdog cut the fine from ${n:,},000 to ${n:,},001 on appeal. "),
    "fine": repeated("fine "),
    "appeals": repeated("It will appeal the fine. "),
    "opened an inquiry": repeated("The regulator opened an inquiry. "),
    "class actions": repeated("A class action was filed against Norbank. "),
    "breach": repeated("breach "),
    "no breach": repeated("no breach "),
    "another breach": repeated("another separate "),
    "data breach of the": repeated("data breach of the security "),
    "letters without consent": repeated("letters sent to strangers "),
    "shared with": repeated("data shared with "),
    "names of what": repeated("what the users "),
    "chief": repeated("chief "),
    "chief executive": _spoken("{who}, chief executive of Norbank, "),
    "spokesman for": repeated("a spokesman for "),
    "this week": repeated("on Monday "),
    "letters began": repeated("letters to customers began "),
    "two breaches": repeated("two of the "),
    "years and years": repeated("2019 and 2020 and "),
}

PROSE: dict[str, Kind] = {**NUMBERS_IN_WORDS, **FIGURES, **NAMES, **CLAUSES}
