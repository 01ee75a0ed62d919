"""Letters from one template, each about another organisation: each is a story, and an incident, of its own."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from incidents import ledger
from incidents.models import Claim, Incident
from incidents.vocabulary import Metric, Role
from sources.models import Article, CoverageState
from sources.pipeline import advance, confirm_coverage, link_coverage, reextract, reject_coverage
from tests.sources.pipeline.conftest import DISCLOSED, Tell

pytestmark = pytest.mark.django_db

_REST = (
    "No card numbers were among the files. The hole was closed within a day, and experts were called in. The police "
    "and the regulator know of it. Whoever is concerned may have a watch kept on their credit for a year. Questions "
    "are answered on weekdays from nine to five. We regret the trouble that this causes to everybody."
)
LETTER = (
    "{0} said that hackers had stolen the data of {1} patients from it. They were in its files for a week. " + _REST
)
VENDOR = (
    "{0} learned in March that its vendor, Medivault Systems, had been entered by hackers. {0} said that the data of "
    "{1} patients was stolen. "
) + _REST
ONCE = (
    "We learned in March that our vendor, Medivault Systems, had been entered by hackers. Medivault Systems has told "
    "us that files were copied. {0} said that the data of {1} patients was stolen. "
) + _REST
LAWYERS = (
    "The lawyers of Quill Rowe look into the breach at {0}. {0} said that the data of {1} customers was stolen. If you "
    "had a letter from {0}, Quill Rowe would like to hear from you; it costs nothing. "
) + _REST
CHANGED = LETTER.replace("The hole was closed within a day, and experts were called in.", "Passwords were reset.")
CHANGED = CHANGED.replace("We regret the trouble that this causes to everybody.", "There is no sign of misuse so far.")
FIRST, SECOND = ("Cedar Clinic", "4,210"), ("Harbor Clinic", "3,118")
TWINS = {
    "two clinics": (LETTER, LETTER, FIRST, SECOND),
    "the same number by chance": (LETTER, LETTER, FIRST, ("Harbor Clinic", "4,210")),
    "two of eight sentences changed": (LETTER, CHANGED, FIRST, SECOND),
    "a vendor that both name": (VENDOR, VENDOR, FIRST, SECOND),
    "named once, below the vendor": (ONCE, ONCE, FIRST, SECOND),
    "a law firm that looks for clients": (LAWYERS, LAWYERS, ("Tarn Credit Union", "51,300"), ("Orrin Tools", "8,950")),
    "a name within a longer one": (LETTER, LETTER, ("Sax Dental", "12,400"), ("Saxony Dental", "77,100")),
    "an ampersand": (LETTER, LETTER, ("Tamber & Strand", "9,010"), ("Tamber & Vale", "6,420")),
    "initials": (LETTER, LETTER, ("KL Optics", "15,750"), ("RM Optics", "16,200")),
    "letters of other alphabets": (LETTER, LETTER, ("Øystein Klinikk", "3,900"), ("Ærfugl Klinikk", "2,750")),
    "a city in the name": (LETTER, LETTER, ("Surgery of Elmstead", "5,505"), ("Surgery of Marbrook", "6,606")),
    "a bigger twin": (LETTER, LETTER, ("Pell Health", "2,050"), ("Quarry Health", "1,300,000")),
}
Twin = tuple[str, str]


def opened_for(name: str) -> Incident:
    party = ledger.known_party(name)
    draft = ledger.IncidentDraft(
        title=f"{name} data breach",
        disclosed_on=DISCLOSED,
        involvements=[ledger.InvolvementDraft(party, Role.CONTROLLER)],
    )
    return ledger.open_incident(draft, actor=ledger.SYSTEM)


def counts(incident: Incident) -> set[int | None]:
    rows = Claim.objects.of(incident).filter(metric=Metric.AFFECTED, evidence__isnull=False)
    return set(rows.values_list("value", flat=True))


def number(printed: str) -> int:
    return int(printed.replace(",", ""))


@pytest.fixture(params=[False, True], ids=["in order", "the other way round"])
def reverse(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("case", TWINS)
def test_a_verdict_on_one_twin_is_none_on_the_other(curator: User, tell: Tell, case: str, reverse: bool) -> None:
    template, other, first, second = TWINS[case]
    letters = [(template, first), (other, second)][:: -1 if reverse else 1]
    incidents = [opened_for(name) for _, (name, _) in letters]
    articles = [
        tell(text.format(*twin), title="Notice of a data breach", day=day) for day, (text, twin) in enumerate(letters)
    ]
    stories = [article.versions.get().story_id for article in articles]
    assert stories[0] != stories[1]
    for article, incident in zip(articles, incidents, strict=True):
        confirm_coverage(link_coverage(article, incident, user=curator).pk, user=curator)
    wrong = link_coverage(articles[1], incidents[0], user=curator)
    reject_coverage(wrong.pk, user=curator, note="Another clinic.")
    for article in articles:
        advance(article.pk)
    for article, incident, (_, twin) in zip(articles, incidents, letters, strict=True):
        rows = {row.incident_id: row.state for row in article.coverage.all()}
        assert rows.pop(incident.pk) == CoverageState.CONFIRMED
        assert set(rows.values()) <= {CoverageState.REJECTED}
        assert counts(incident) == {number(twin[1])}


@pytest.mark.parametrize("case", TWINS)
def test_a_twin_opens_an_incident_of_its_own(tell: Tell, case: str) -> None:
    template, other, first, second = TWINS[case]
    letters = [(template, first), (other, second)]
    found = []
    for day, (text, twin) in enumerate(letters):
        article = tell(text.format(*twin), title=f"{twin[0]} data breach", day=day)
        found.append(article.coverage.get(state=CoverageState.CONFIRMED).incident)
    assert found[0] != found[1]
    for incident, (_, (name, printed)) in zip(found, letters, strict=True):
        assert [row.party.name for row in incident.involvements.filter(role=Role.CONTROLLER)] == [name]
        assert counts(incident) == {number(printed)}


@pytest.mark.parametrize("case", TWINS)
def test_a_wire_copy_of_a_letter_is_no_twin(tell: Tell, case: str) -> None:
    template, _, twin, _ = TWINS[case]
    text = template.format(*twin)
    copies = [
        tell(text, title=f"{twin[0]} data breach"),
        tell("From our partners at the Gazette.\n\n" + text, title=f"{twin[0]} loses data of {twin[1]}", day=1),
        tell(text + " Jane Roe of the Evening Post contributed from Lisbon.", title="Data stolen by hackers", day=1),
        tell(text.replace(twin[1], "20,000"), title=f"{twin[0]} corrects its count", day=2),
    ]
    assert len({article.versions.get().story_id for article in copies}) == 1


def test_twins_that_were_one_story_are_parted_when_they_are_read_again(curator: User, tell: Tell) -> None:
    incident = opened_for(FIRST[0])
    genuine = tell(LETTER.format(*FIRST), title="Cedar Clinic data breach")
    twin = tell(LETTER.format(*SECOND), title="Harbor Clinic data breach", day=1)
    twin.versions.update(story=genuine.versions.get().story)  # as they were before twins were known
    reject_coverage(link_coverage(twin, incident, user=curator).pk, user=curator)
    advance(genuine.pk)
    own = genuine.coverage.filter(incident=incident)
    assert own.get().state == CoverageState.REJECTED
    reextract(Article.objects.all())
    for article in (genuine, twin, genuine):
        advance(article.pk)
    assert own.get().state == CoverageState.CONFIRMED
    assert counts(incident) == {4_210}


def test_a_third_letter_joins_the_story_of_its_own_organisation(tell: Tell) -> None:
    first, second = (tell(LETTER.format(*twin), title=f"{twin[0]} data breach") for twin in (FIRST, SECOND))
    copy = tell("As the Gazette reports:\n\n" + LETTER.format(*SECOND), title="Harbor Clinic was hacked", day=1)
    story = copy.versions.get().story_id
    assert (story, first.versions.get().story_id != story) == (second.versions.get().story_id, True)
    assert copy.published_on == DISCLOSED + dt.timedelta(days=1)
