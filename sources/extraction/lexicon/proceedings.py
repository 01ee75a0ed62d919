"""The words of proceedings, compiled from a language's proceedings.toml."""

import re
from functools import lru_cache

from incidents.vocabulary import StageKind
from sources.extraction.lexicon.patterns import alternation, anywhere, ending
from sources.extraction.lexicon.proceeding_words import (
    AuthorityWords,
    DayWords,
    ProceedingWords,
    RespondentWords,
    ShareWords,
    StepWords,
    SumWords,
    TimeWords,
)
from sources.extraction.lexicon.tables import Table, read_table, word_set

# What may stand between a word and the sum that it governs: "receives a further 10 million".
_LEADING = (
    r"(?:\s+(?:an?|the|its|about|around|some|up|to|of|at|least|nearly|almost|over|than|more|just|further|total|separate"
    r"|sum|us|eur|usd|gbp)){0,4}\s*$"
)
_STEPS = (
    ("annulled", StageKind.ANNULLED),
    ("upheld", StageKind.FINAL),
    ("appeal", StageKind.APPEAL),
    ("hearing", StageKind.HEARING),
    ("opened", StageKind.OPENED),
    ("sued", StageKind.OPENED),
)


@lru_cache(maxsize=8)
def load_proceeding_words(language: str) -> ProceedingWords:
    """The words of a supported language; FileNotFoundError when there is no such file."""
    table, places = read_table(language, "proceedings"), read_table(language, "places")
    return ProceedingWords(
        sums=_sums(table),
        shares=_shares(table["shares"], f"{places['areas']['names']} {places['shared']['names']}".split()),
        times=_times(table["former"]),
        steps=_steps(table["steps"]),
        authorities=_authorities(
            table["authorities"], table["plaintiffs"], {**places["countries"], **places["regions"]}
        ),
        respondents=_respondents(table["respondents"]),
        days=_days(table["days"]),
    )


def _sums(table: Table) -> SumWords:
    kinds, never = table["kinds"], table["never"]
    return SumWords(
        purposes=tuple((name, anywhere(patterns)) for name, patterns in table["sums"].items()),
        intent=anywhere(kinds["intent"]),
        modal=anywhere(kinds["modal"]),
        reduced=anywhere(kinds["reduced"]),
        cut_to=kinds["cut_to"],
        reduced_to=tuple(kinds["reduced_to"]),
        becomes=ending(kinds["becomes"], r"\s*$"),
        final=anywhere(kinds["final"]),
        paid=anywhere(kinds["paid"]),
        never=anywhere(never["around"]),
        asked=ending(never["asked"], r"(?:\s+\w+){0,3}\s*$"),
        share_before=ending(never["share_before"], _LEADING),
        share_after=re.compile(rf"\s*,?\s*{alternation(never['share_after'])}(?!\w)"),
        spending_before=ending(never["spending_before"], _LEADING),
        spending_after=re.compile(rf"(?:\s+\w+){{0,2}}?\s+{alternation(never['spending_after'])}(?!\w)"),
        before=tuple(
            (name.replace("_", " "), ending(never[f"{name}_before"], _LEADING))
            for name in ("taken_off", "example", "reserved")
        ),
        ceiling=anywhere(never["ceiling"]),
        spells_out=re.compile(rf"\W*{alternation(never['spells_out'])}\b"),
        hypothetical=anywhere(never["hypothetical"]),
        decided=anywhere(never["decided"]),
        not_fined=anywhere(never["not_fined"]),
        sentenced=anywhere(never["sentenced"]),
        goes_on=anywhere(never["goes_on"]),
        unsurpassed=anywhere(never["unsurpassed"]),
        noun=re.compile(rf"\s*(?:\w+\s+)?{alternation(kinds['nouns'].split())}\b"),
        shortened=re.compile(never["shortened"]),
    )


def _shares(table: Table, areas: list[str]) -> ShareWords:
    area = rf"(?:the\s+state\s+of\s+)?(?P<area>{alternation(name.replace('-', ' ') for name in areas)})"
    return ShareWords(
        several=anywhere(table["several"]),
        together=anywhere(table["together"]),
        area=re.compile(rf"(?<![\w-]){area}(?![\w-])"),
        gets=anywhere(table["gets"]),
        pays=anywhere(table["pays"]),
        where=ending(table["where"].split(), r"\s+$"),
        among=ending(table["among"].split(), r"\s+$"),
        given=re.compile(rf"(?<![\w-]){alternation(table['gives'])}\s+{area}{_LEADING}"),
        goes=re.compile(rf"\s*,?\s*(?:is\s+|are\s+)?{alternation(table['goes'])}\s+{area}(?![\w-])"),
        apart=anywhere(table["apart"]),
        ends=anywhere(table["ends"]),
    )


def _times(table: Table) -> TimeWords:
    return TimeWords(
        former=ending(table["before"], _LEADING),
        conditional=anywhere(table["conditional"]),
        retrospective=anywhere(table["retrospective"]),
        other_case=anywhere(table["other_case"]),
        earlier_fine=anywhere(table["earlier_fine"]),
        this_incident=anywhere(table["this_incident"]),
        breach_years=re.compile(rf"\b{alternation(table['breach_years'])}\b"),
    )


def _steps(table: Table) -> StepWords:
    return StepWords(
        steps=tuple((name, kind, anywhere(table[name])) for name, kind in _STEPS),
        no_appeal=anywhere(table["no_appeal"]),
        not_yet=re.compile(rf"(?<!\w)(?:{'|'.join(table['not_yet'])})"),
        spoken_of=tuple(table["spoken_of"]),
    )


def _authorities(table: Table, plaintiffs: dict[str, list[str]], places: dict[str, str]) -> AuthorityWords:
    names = [name.replace("-", r"[\s-]") for listed in places.values() for name in listed.split()]
    nation = rf"(?:{'|'.join(sorted((name.replace('.', '[.]') for name in names), key=len, reverse=True))})(?:'s)?"
    word, small = r"(?:U\.[SK]\.|[A-Z](?:[\w-]|\.(?=\w))*)(?:'s)?", r"(?:of|for|on|and|de|the|del|la|do|di)"
    last, first = "|".join(table["last_words"].split()), "|".join(table["first_words"].split())
    more = rf"(?:\s+(?:{small}\s+){{1,2}}{word}(?:(?:,\s|,?\s+and\s|\s){word}){{0,5}})"
    state = r"(?:(?:New|North|South|West|Rhode|District of)\s+)?[A-Z][a-z]+(?:'s)?\s+[Aa]ttorney[s]?[\s-][Gg]eneral"
    named = (
        rf"(?:{word}\s+(?:{small}\s+){{0,2}}){{1,6}}(?:{last})(?:'s\s+Office)?{more}?"
        rf"|(?:{first})(?:\s+[A-Z][\w-]+)?{more}|{state}|[Aa]ttorney[s]?[\s-][Gg]eneral\s+(?:of|for|in)\s+(?:the\s+)?{word}(?:\s{word})?"
        rf"|[Aa]ttorney[s]?[\s-][Gg]eneral|Information Commissioner|Congress|Parliament"
        rf"|(?:[A-Z]\w+\s+)?(?:House|Senate|Commons|Lords|congressional|parliamentary)\s+(?:[A-Za-z]\w+\s+){{0,3}}?(?:sub-?)?(?:committee|panel|hearing)"
    )
    adjectives = r"(?:\s+(?:own|federal|national|state|main|chief|independent|lead|central|top))?"
    described = alternation(table["described"])
    return AuthorityWords(
        named=re.compile(rf"\b(?:{named})\b"),
        described=re.compile(
            rf"(?<![\w-])(?P<nation>{nation}){adjectives}\s+{described}(?!\w)"
            rf"|(?<![\w-]){described}\s+(?:of|in|for|from)\s+(?:the\s+)?(?P<place>{nation})(?!\w)"
            rf"|(?<![\w-])(?P<bare>{described})(?!\w)"
        ),
        generic=re.compile(
            rf"(?<![\w-])the\s+(?:{alternation(table['generic_adjectives'].split())}\s+)?{alternation(table['generic'].split())}(?!\w)"
        ),
        states=anywhere(table["states"]),
        litigation=anywhere(table["litigation"]),
        plaintiffs=tuple((name, anywhere(patterns)) for name, patterns in plaintiffs.items()),
        told_to=ending(table["told_to"], r"(?:\s+(?:the|its|us|uk|u\.s\.|british|american))*\s*$"),
        hearing=anywhere(table["hearing"]),
        court=re.compile(rf"\b{alternation(table['courts'].split())}\b", re.IGNORECASE),
        leading=re.compile(table["leading"]),
        joined=re.compile(table["joined"], re.IGNORECASE),
        listing=tuple(table["listing"].split()),
        namesakes=word_set(table["namesakes"]),
        skipped=word_set(table["skipped"]),
    )


def _respondents(table: Table) -> RespondentWords:
    name = r"(?<![\w&.'-])(?P<name>[A-Z0-9][\w&'.-]*(?:\s+(?:of\s+|&\s+|and\s+|the\s+)?[A-Z][\w&'.-]*){0,4})(?![\w$£€])"
    lower = r"(?:(?:the|an?|its|former|once|rival|now|then)\s+)?(?:[a-z][\w-]*\s+){0,3}?"
    before = alternation(table["before"])
    after = alternation(table["after"])
    aside = r"(?:,?\s+\([^()]{1,30}\)|,\s[^,;]{1,80},)?(?:'s?)?"
    return RespondentWords(
        before=re.compile(rf"(?<![\w-])(?i:{before})\s+{lower}{name}"),
        after=re.compile(rf"{name}{aside}\s+(?:\w+ly\s+|also\s+|now\s+|itself\s+)?(?i:{after})(?!\w)"),
        possessive=re.compile(rf"{name}(?:'s?)?\s+(?:\w+\s+)?(?:fine|penalty|settlement)(?!\w)"),
        days=re.compile(rf"{alternation(table['days'])}\.?\b"),
        number=re.compile(rf"[\d.,]+(?:[a-zA-Z]{{0,2}}|-{table['magnitudes']}.*)"),
        skipped=word_set(table["skipped"]),
    )


def _days(table: Table) -> DayWords:
    months, weekdays = tuple(table["months"].split()), tuple(table["weekdays"].split())
    month = "(?:" + "|".join(rf"{name}|{name[:3]}t?\.?" for name in months) + ")"
    year, day = r"(?:19|20)\d\d", r"\d{1,2}"
    since = rf"{alternation(table['since'])}\s+(?:{alternation(table['parts'])}[\s-])?"
    forms = (
        rf"(?P<day1>{day})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month1>{month}),?\s+(?P<year1>{year})",
        rf"(?P<month2>{month})\s+(?P<day2>{day})(?:st|nd|rd|th)?,?\s+(?P<year2>{year})",
        rf"{since}(?P<month3>{month})\s+(?:of\s+)?(?P<year3>{year})",
        rf"{since}(?P<year4>{year})",
    )
    return DayWords(
        dates=re.compile(rf"\b(?:{'|'.join(forms)})\b"),
        months=months,
        recent=re.compile(
            rf"\b(?:(?P<weekday>{'|'.join(weekdays)})|(?P<yesterday>{alternation(table['yesterday'])}))\b"
        ),
        weekdays=weekdays,
        years_ago=tuple((back, re.compile(rf"\b{words}\b(?!')")) for words, back in table["years_ago"].items()),
        dated_event=re.compile(rf"\b(?:{'|'.join(table['events'].split())})(?:\s+\w+){{0,2}}\s*$"),
    )
