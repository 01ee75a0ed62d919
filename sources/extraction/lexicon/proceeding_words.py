"""The compiled words of proceedings: sums, shares, times, steps, authorities, respondents and days."""

from dataclasses import dataclass
from re import Pattern

from incidents.vocabulary import StageKind


@dataclass(frozen=True, slots=True)
class SumWords:
    """What a sum is, and what it is not."""

    purposes: tuple[tuple[str, Pattern[str]], ...]
    intent: Pattern[str]
    modal: Pattern[str]
    reduced: Pattern[str]
    cut_to: str  # at the end of what stands between two sums: the first is cut to the second
    reduced_to: tuple[str, ...]  # the same before the second
    becomes: Pattern[str]  # at the end of what stands before a sum
    final: Pattern[str]
    paid: Pattern[str]
    never: Pattern[str]
    asked: Pattern[str]
    share_before: Pattern[str]
    share_after: Pattern[str]
    spending_before: Pattern[str]
    spending_after: Pattern[str]
    before: tuple[tuple[str, Pattern[str]], ...]
    ceiling: Pattern[str]
    spells_out: Pattern[str]  # at the beginning of a clause: "which comes to"
    hypothetical: Pattern[str]
    decided: Pattern[str]
    not_fined: Pattern[str]
    sentenced: Pattern[str]
    goes_on: Pattern[str]
    unsurpassed: Pattern[str]
    noun: Pattern[str]  # right after a sum
    shortened: Pattern[str]  # between two shares: "and the other state"


@dataclass(frozen=True, slots=True)
class ShareWords:
    """What one of several states gets; `area`, `given` and `goes` have the name of the state in group "area"."""

    several: Pattern[str]
    together: Pattern[str]
    area: Pattern[str]
    gets: Pattern[str]
    pays: Pattern[str]
    where: Pattern[str]  # at the end of what stands before a name
    among: Pattern[str]
    given: Pattern[str]  # at the end of what stands before a sum
    goes: Pattern[str]  # right after a sum
    apart: Pattern[str]
    ends: Pattern[str]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What a sentence tells of before."""

    former: Pattern[str]
    conditional: Pattern[str]
    retrospective: Pattern[str]
    other_case: Pattern[str]
    earlier_fine: Pattern[str]
    this_incident: Pattern[str]
    breach_years: Pattern[str]


@dataclass(frozen=True, slots=True)
class StepWords:
    """Steps without a sum, in the order in which they are tried."""

    steps: tuple[tuple[str, StageKind, Pattern[str]], ...]
    any_step: Pattern[str]
    no_appeal: Pattern[str]
    not_yet: Pattern[str]
    spoken_of: tuple[str, ...]  # begin a sentence that goes on about the step before it


@dataclass(frozen=True, slots=True)
class AuthorityWords:
    """Who acts. The patterns of names look at capitals, the others at the folded text."""

    named: Pattern[str]
    described: Pattern[str]
    generic: Pattern[str]
    states: Pattern[str]
    litigation: Pattern[str]
    plaintiffs: tuple[tuple[str, Pattern[str]], ...]
    before_hearers: Pattern[str]  # whom they precede only hears
    hearing: Pattern[str]
    court: Pattern[str]
    leading: Pattern[str]  # words that begin a sentence before a name
    joined: Pattern[str]  # between two actors, group "link"
    listing: tuple[str, ...]  # in a link: the two act together
    namesakes: frozenset[str]
    skipped: frozenset[str]


@dataclass(frozen=True, slots=True)
class RespondentWords:
    """Against whom: what stands before a name, and what follows one."""

    before: Pattern[str]
    after: Pattern[str]
    possessive: Pattern[str]
    days: Pattern[str]  # months and weekdays, with capitals
    number: Pattern[str]
    skipped: frozenset[str]


@dataclass(frozen=True, slots=True)
class DayWords:
    """Dates with a year, in groups day, month and year with the number of their form; days told from today."""

    dates: Pattern[str]
    months: tuple[str, ...]
    recent: Pattern[str]
    weekdays: tuple[str, ...]
    years_ago: tuple[tuple[int, Pattern[str]], ...]
    dated_event: Pattern[str]  # at the end of what stands before: the event is dated, not the step


@dataclass(frozen=True, slots=True)
class ProceedingWords:
    sums: SumWords
    shares: ShareWords
    times: TimeWords
    steps: StepWords
    authorities: AuthorityWords
    respondents: RespondentWords
    days: DayWords
