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
        shares=_shares(
            table["shares"],
            table["parts"]["leading"],
            f"{places['areas']['names']} {places['shared']['names']}".split(),
        ),
        times=_times(table["former"], table["parts"]["leading"]),
        steps=_steps(table["steps"]),
        authorities=_authorities(
            table["authorities"], table["plaintiffs"], {**places["countries"], **places["regions"]}
        ),
        respondents=_respondents(table["respondents"]),
        days=_days(table["days"]),
    )


def _sums(table: Table) -> SumWords:
    kinds, never, leading = table["kinds"], table["never"], table["parts"]["leading"]
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
        share_before=ending(never["share_before"], leading),
        share_after=re.compile(rf"\s*,?\s*{alternation(never['share_after'])}(?!\w)"),
        spending_before=ending(never["spending_before"], leading),
        spending_after=re.compile(rf"(?:\s+\w+){{0,2}}?\s+{alternation(never['spending_after'])}(?!\w)"),
        before=tuple(
            (name.replace("_", " "), ending(never[f"{name}_before"], leading))
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


def _shares(table: Table, leading: str, areas: list[str]) -> ShareWords:
    area = rf"{table['state_of']}(?P<area>{alternation(name.replace('-', ' ') for name in areas)})"
    return ShareWords(
        several=anywhere(table["several"]),
        together=anywhere(table["together"]),
        area=re.compile(rf"(?<![\w-]){area}(?![\w-])"),
        gets=anywhere(table["gets"]),
        pays=anywhere(table["pays"]),
        where=ending(table["where"].split(), r"\s+$"),
        among=ending(table["among"].split(), r"\s+$"),
        given=re.compile(rf"(?<![\w-]){alternation(table['gives'])}\s+{area}{leading}"),
        goes=re.compile(rf"\s*,?\s*{table['are']}{alternation(table['goes'])}\s+{area}(?![\w-])"),
        apart=anywhere(table["apart"]),
        ends=anywhere(table["ends"]),
    )


def _times(table: Table, leading: str) -> TimeWords:
    return TimeWords(
        former=ending(table["before"], leading),
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
        any_step=anywhere(words for name, _ in _STEPS for words in table[name]),
        no_appeal=anywhere(table["no_appeal"]),
        not_yet=re.compile(rf"(?<!\w)(?:{'|'.join(table['not_yet'])})"),
        spoken_of=tuple(table["spoken_of"]),
    )


def _authorities(table: Table, plaintiffs: dict[str, list[str]], places: dict[str, str]) -> AuthorityWords:
    names = [name.replace("-", r"[\s-]") for listed in places.values() for name in listed.split()]
    nation = rf"(?:{'|'.join(sorted((name.replace('.', '[.]') for name in names), key=len, reverse=True))})(?:'s)?"
    word, small, general = table["word"], table["small"], table["general"]
    last, first = "|".join(table["last_words"].split()), "|".join(table["first_words"].split())
    more = rf"(?:\s+(?:{small}\s+){{1,2}}{word}(?:{table['between']}{word}){{0,5}})"
    named = (
        rf"(?:{word}\s+(?:{small}\s+){{0,2}}){{1,6}}(?:{last}){table['office']}{more}?"
        rf"|(?:{first})(?:\s+[A-Z][\w-]+)?{more}|{table['state']}{general}|{general}\s+{table['general_of']}{word}(?:\s{word})?"
        rf"|{general}|{table['others']}"
    )
    described = alternation(table["described"])
    return AuthorityWords(
        named=re.compile(rf"\b(?:{named})\b"),
        described=re.compile(
            rf"(?<![\w-])(?P<nation>{nation}){table['adjectives']}\s+{described}(?!\w)"
            rf"|(?<![\w-]){described}\s+{table['described_of']}(?P<place>{nation})(?!\w)"
            rf"|(?<![\w-])(?P<bare>{described})(?!\w)"
        ),
        generic=re.compile(
            rf"(?<![\w-]){table['generic_article']}\s+(?:{alternation(table['generic_adjectives'].split())}\s+)?{alternation(table['generic'].split())}(?!\w)"
        ),
        states=anywhere(table["states"]),
        litigation=anywhere(table["litigation"]),
        plaintiffs=tuple((name, anywhere(patterns)) for name, patterns in plaintiffs.items()),
        before_hearers=ending(table["before_hearers"], rf"(?:\s+{table['hearer_words']})*\s*$"),
        hearing=anywhere(table["hearing"]),
        court=re.compile(rf"\b{alternation(table['courts'].split())}\b", re.IGNORECASE),
        leading=re.compile(table["leading"]),
        joined=re.compile(table["joined"], re.IGNORECASE),
        listing=tuple(table["listing"].split()),
        namesakes=word_set(table["namesakes"]),
        skipped=word_set(table["skipped"]),
    )


def _respondents(table: Table) -> RespondentWords:
    name = rf"(?<![\w&.'-])(?P<name>[A-Z0-9][\w&'.-]*(?:\s+{table['within']}[A-Z][\w&'.-]*){{0,4}})(?![\w$£€])"
    lower = rf"(?:{table['called']}\s+)?(?:(?!{table['acting']}\b)[a-z][\w-]*\s+){{0,3}}?"
    before = alternation(table["before"])
    after = alternation(table["after"])
    aside = r"(?:,?\s+\([^()]{1,30}\)|,\s[^,;]{1,80},)?(?:'s?)?"
    return RespondentWords(
        before=re.compile(rf"(?<![\w-])(?i:{before})\s+{lower}{name}"),
        after=re.compile(rf"{name}{aside}\s+{table['adverbs']}(?i:{after})(?!\w)"),
        possessive=re.compile(rf"{name}(?:'s?)?\s+(?:\w+\s+)?{table['nouns']}(?!\w)"),
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
        rf"(?P<day1>{day}){table['ordinals']}\s+{table['of']}(?P<month1>{month}),?\s+(?P<year1>{year})",
        rf"(?P<month2>{month})\s+(?P<day2>{day}){table['ordinals']},?\s+(?P<year2>{year})",
        rf"{since}(?P<month3>{month})\s+{table['of']}(?P<year3>{year})",
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
