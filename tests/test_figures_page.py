"""docs/figures.md: its tables are those of the code, and its worked examples come out as they are printed."""

import datetime as dt
import re

import pytest

from incidents.figures.assertion import Assertion, Bucket, Speaker
from incidents.figures.policy import DEFAULT, POLICIES
from incidents.figures.quantity import Quantity, bounds
from incidents.figures.reconcile import reconcile_all
from incidents.figures.rules import RULES
from incidents.figures.speaker_ranking import RANKING
from incidents.figures.verdicts import ClaimRole, Resolution
from incidents.vocabulary import FigureStatus, Hedge, Metric, Polarity, Scope, SpeakerKind, Unit
from tests.pages import page, rows, section, table

PAGE = "docs/figures.md"
EXAMPLES = re.findall(r"^### (.+)$", section(PAGE, "Worked examples"), re.MULTILINE)
SAYS = re.compile(
    r"(?P<who>.+) on (?P<day>\d+ \w+ \d{4}): (?P<denied>not )?(?P<hedge>[a-z ]*?) ?"
    r"(?P<number>[\d,.]+)(?P<million> million)? people(?: \((?P<label>\w+)\))?"
)


def number_of(words: str, million: str | None) -> int:
    return round(float(words.replace(",", "")) * (1_000_000 if million else 1))


def claim(number: int, row: list[str]) -> Assertion:
    """The claim that a row of an example puts into words: what a source led with on that day, or a denial."""
    read = SAYS.fullmatch(row[0])
    assert read, row[0]
    label = read["label"] or ""
    scope = Scope.SUBSET if label else Scope.TOTAL
    hedge = Hedge(read["hedge"].replace(" ", "_") or "exact")
    day = dt.datetime.strptime(read["day"], "%d %B %Y").replace(tzinfo=dt.UTC).date()
    denied = bool(read["denied"])
    return Assertion(
        key=f"{number:02}",
        bucket=Bucket(Metric.AFFECTED, Unit.PEOPLE, scope=scope, label=label),
        quantity=bounds(number_of(read["number"], read["million"]), hedge),
        speaker=Speaker(read["who"], read["who"], SpeakerKind(row[1].strip("`"))),
        polarity=Polarity.DENIED if denied else Polarity.ASSERTED,
        said_on=day,
        headlines=() if denied else (day,),
        stories=4,
        titled=True,
    )


def shown(figure: Resolution) -> list[str]:
    ends = ["open" if end is None else f"{end:,}" for end in (figure.low, figure.best, figure.high)]
    return [figure.bucket.label or "all", *ends, f"`{figure.status}`", figure.sentence]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_comes_out_as_it_is_printed(example: str) -> None:
    part = section(PAGE, example)
    printed = [row for row in rows(part) if len(row) == 5]
    claims = [claim(number, row) for number, row in enumerate(printed)]
    figures = reconcile_all(claims)
    verdicts = {verdict.key: verdict for figure in figures.values() for verdict in figure.verdicts}
    worked_out = [
        [verdict.says, f"`{one.speaker.kind}`", f"`{verdict.standing}`", f"`{verdict.rule}`", verdict.reason]
        for one in claims
        for verdict in [verdicts[one.key]]
    ]
    assert printed == worked_out
    assert sorted(row for row in rows(part) if len(row) == 6) == sorted(shown(figure) for figure in figures.values())


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3


def test_every_hedge_has_its_bounds() -> None:
    printed = {name: row[2:] for name, row in table(section(PAGE, "From words to bounds")).items()}
    assert printed.pop("between") == ["the smaller one", "the larger one"]
    words = {None: "open", 7: "the number"}
    expected: dict[str, Quantity] = {hedge: bounds(7, hedge) for hedge in Hedge if hedge is not Hedge.BETWEEN}
    assert printed == {hedge: [words[made.low], words[made.high]] for hedge, made in expected.items()}


def test_the_steps_of_speakers_are_those_of_the_ranking() -> None:
    printed = [set(re.findall(r"`(\w+)`", row[1])) for row in rows(section(PAGE, "Who speaks"))]
    assert printed == [set(kinds) for kinds in RANKING]


def test_every_status_and_policy_is_named() -> None:
    assert list(table(section(PAGE, "Statuses"))) == list(FigureStatus)
    named = table(section(PAGE, "Policies"))
    assert [name for name in named if len(named[name]) == 2] == list(POLICIES)


def test_every_rule_is_named_in_the_order_in_which_they_are_applied() -> None:
    named = table(section(PAGE, "The rules that an explanation names"))
    standings = [(name, row[1].strip("`")) for name, row in named.items()]
    applied = dict.fromkeys((rule.name.value, rule.effect.standing.value) for rule in RULES)
    assert standings == list(applied)
    assert {rule.name for rule in RULES} == set(ClaimRole)


def test_a_rule_that_stands_twice_says_the_same() -> None:
    assert len({(rule.name, rule.effect, rule.sentence) for rule in RULES}) == len(ClaimRole)


def test_the_numbers_are_those_of_the_default_policy() -> None:
    printed = {name: int(row[1]) for name, row in table(section(PAGE, "Policies")).items() if len(row) == 3}
    assert len(printed) == 2
    assert printed == {name: getattr(DEFAULT, name) for name in printed}
    for placeholder in DEFAULT.placeholders:
        assert str(placeholder) in section(PAGE, "The steps")
    assert DEFAULT.dispute_percent == 25, "which the page calls a quarter"
    assert page(PAGE).count("more than a quarter away") == 1
