"""The words of proceedings: sums, shares, times, steps, authorities, respondents and days."""

import re
from re import Pattern

from incidents.vocabulary import StageKind
from sources.extraction.lexicon.word_fields import (
    Section,
    WordGroup,
    anywhere,
    by_kind,
    ending,
    in_order,
    loader,
    made,
    one_of,
    part,
    pattern,
    phrases,
    text,
    words,
)

_LEADING = "{parts.leading}"


class SumWords(WordGroup):
    """What a sum is, and what it is not."""

    purposes = by_kind(str, "sums")
    intent = modal = reduced = final = paid = ceiling = hypothetical = decided = not_fined = sentenced = anywhere()
    goes_on = unsurpassed = anywhere()
    cut_to = text()  # at the end of what stands between two sums: the first is cut to the second
    reduced_to = in_order()  # the same before the second
    becomes = ending()  # at the end of what stands before a sum
    never = anywhere("around")
    asked = ending(tail=r"(?:\s+\w+){0,3}\s*$")
    share_before = ending(tail=_LEADING)
    share_after = pattern(r"\s*,?\s*{any share_after}(?!\w)")
    spending_after = pattern(r"(?:\s+\w+){0,2}?\s+{any spending_after}(?!\w)")
    before = by_kind(str, "before", r"(?<!\w){any phrases}" + _LEADING)
    # at the beginning of a clause: "which comes to"
    spells_out = pattern(r"\W*{any spells_out}\b")
    noun = pattern(r"\s*(?:\w+\s+)?{any nouns}\b")  # right after a sum
    shortened = pattern("{shortened}")  # between two shares: "and the other state"


_AREA = r"{state_of}(?P<area>{any area_names})"


def _areas(section: Section) -> dict[str, list[str]]:
    listed = phrases(section, "places.areas.names, places.shared.names")
    return {"area_names": [name.replace("-", " ") for name in listed]}


class ShareWords(WordGroup, also=_areas):
    """What one of several states gets; `area`, `given` and `goes` have the name of the state in group "area"."""

    several = together = gets = pays = apart = ends = anywhere()
    area = pattern(r"(?<![\w-])" + _AREA + r"(?![\w-])")
    where = ending(tail=r"\s+$")  # at the end of what stands before a name
    among = ending(tail=r"\s+$")
    # at the end of what stands before a sum
    given = pattern(r"(?<![\w-]){any gives}\s+" + _AREA + _LEADING)
    goes = pattern(r"\s*,?\s*{are}{any goes}\s+" + _AREA + r"(?![\w-])")  # right after a sum


class TimeWords(WordGroup):
    """What a sentence tells of before."""

    former = ending("before", _LEADING)
    conditional = retrospective = other_case = earlier_fine = this_incident = anywhere()
    breach_years = pattern(r"\b{any breach_years}\b")


_STEPS = {
    "annulled": StageKind.ANNULLED,
    "upheld": StageKind.FINAL,
    "appeal": StageKind.APPEAL,
    "hearing": StageKind.HEARING,
    "opened": StageKind.OPENED,
    "sued": StageKind.OPENED,
}


def _steps(section: Section) -> tuple[tuple[str, StageKind, Pattern[str]], ...]:
    return tuple((name, kind, one_of(section[name], section)) for name, kind in _STEPS.items())


class StepWords(WordGroup):
    """Steps without a sum, in the order in which they are tried."""

    steps = made(_steps)
    any_step = anywhere(", ".join(_STEPS))
    no_appeal = anywhere()
    not_yet = pattern(r"(?<!\w)(?:{listed not_yet})")
    spoken_of = in_order()  # begin a sentence that goes on about the step before it


def _nations(section: Section) -> dict[str, list[str]]:
    places = section["places"]
    named = [name for listed in {**places["countries"], **places["regions"]}.values() for name in listed.split()]
    written = [name.replace("-", r"[\s-]").replace(".", "[.]") for name in named]
    return {"nations": sorted(written, key=len, reverse=True)}


_NATION = "(?:{listed nations})(?:'s)?"
_MORE = r"(?:\s+(?:{small}\s+){1,2}{word}(?:{between}{word}){0,5})"


class AuthorityWords(WordGroup, also=_nations):
    """Who acts. The patterns of names look at capitals, the others at the folded text."""

    named = pattern(
        r"\b(?:(?:{word}\s+(?:{small}\s+){0,2}){1,6}(?:{listed last_words}){office}" + _MORE + "?"
        r"|(?:{listed first_words})(?:\s+[A-Z][\w-]+)?" + _MORE + r"|{state}{general}"
        r"|{general}\s+{general_of}{word}(?:\s{word})?|{general}|{others})\b"
    )
    described = pattern(
        r"(?<![\w-])(?P<nation>" + _NATION + r"){adjectives}\s+{any described}(?!\w)"
        r"|(?<![\w-]){any described}\s+{described_of}(?P<place>" + _NATION + r")(?!\w)"
        r"|(?<![\w-])(?P<bare>{any described})(?!\w)"
    )
    generic = pattern(r"(?<![\w-]){generic_article}\s+(?:{any generic_adjectives}\s+)?{any generic}(?!\w)")
    states = litigation = hearing = anywhere()
    plaintiffs = by_kind(str)
    before_hearers = ending(tail=r"(?:\s+{hearer_words})*\s*$")  # whom they precede only hears
    court = pattern(r"\b{any courts}\b", re.IGNORECASE)
    leading = pattern("{leading}")  # words that begin a sentence before a name
    joined = pattern("{joined}", re.IGNORECASE)  # between two actors, group "link"
    listing = in_order()  # in a link: the two act together
    namesakes = skipped = words()


_NAME = r"(?<![\w&.'-])(?P<name>[A-Z0-9][\w&'.-]*(?:\s+{within}[A-Z][\w&'.-]*){0,4})(?![\w$£€])"


class RespondentWords(WordGroup):
    """Against whom: what stands before a name, and what follows one."""

    before = pattern(r"(?<![\w-])(?i:{any before})\s+(?:{called}\s+)?(?:(?!{acting}\b)[a-z][\w-]*\s+){0,3}?" + _NAME)
    after = pattern(_NAME + r"(?:,?\s+\([^()]{1,30}\)|,\s[^,;]{1,80},)?(?:'s?)?\s+{adverbs}(?i:{any after})(?!\w)")
    possessive = pattern(_NAME + r"(?:'s?)?\s+(?:\w+\s+)?{nouns}(?!\w)")
    days = pattern(r"{any days}\.?\b")  # months and weekdays, with capitals
    number = pattern(r"[\d.,]+(?:[a-zA-Z]{0,2}|-{magnitudes}.*)")
    skipped = words()


def _months(section: Section) -> dict[str, list[str]]:
    return {"month_forms": [form for name in phrases(section, "months") for form in (name, rf"{name[:3]}t?\.?")]}


def _years_ago(section: Section) -> tuple[tuple[int, Pattern[str]], ...]:
    return tuple((back, re.compile(rf"\b{said}\b(?!')")) for said, back in section["years_ago"].items())


_YEAR, _DAY = r"(?:19|20)\d\d", r"\d{1,2}"
_MONTH = "(?:{listed month_forms})"
_SINCE = r"{any since}\s+(?:{any parts}[\s-])?"


class DayWords(WordGroup, also=_months):
    """Dates with a year, in groups day, month and year with the number of their form; days told from today."""

    dates = pattern(
        rf"\b(?:(?P<day1>{_DAY}){{ordinals}}\s+{{of}}(?P<month1>{_MONTH}),?\s+(?P<year1>{_YEAR})"
        rf"|(?P<month2>{_MONTH})\s+(?P<day2>{_DAY}){{ordinals}},?\s+(?P<year2>{_YEAR})"
        rf"|{_SINCE}(?P<month3>{_MONTH})\s+{{of}}(?P<year3>{_YEAR})|{_SINCE}(?P<year4>{_YEAR}))\b"
    )
    months = weekdays = in_order()
    recent = pattern(r"\b(?:(?P<weekday>{listed weekdays})|(?P<yesterday>{any yesterday}))\b")
    years_ago = made(_years_ago)
    # at the end of what stands before: the event is dated, not the step
    dated_event = pattern(r"\b(?:{listed events})(?:\s+\w+){0,2}\s*$")


class ProceedingWords(WordGroup):
    sums = part(SumWords, "kinds, never")
    shares = part(ShareWords)
    times = part(TimeWords, "former")
    steps = part(StepWords)
    authorities = part(AuthorityWords)
    respondents = part(RespondentWords)
    days = part(DayWords)


load_proceeding_words = loader(ProceedingWords, "proceedings")
