"""The confidence of a figure in the record: kept, told with events, and worked out anew by a command."""

import pytest
from django.core.management import CommandError, call_command

from incidents.ledger import Actor, record_claims, review_claim
from incidents.models import Event, Figure, Incident
from incidents.vocabulary import Decision, FigureStatus, SpeakerKind
from tests.incidents.ledger.conftest import Maker


def tell(incident: Incident, says: Maker, *, article: int, curator: Actor, **more: object) -> Figure:
    record_claims(
        incident.pk,
        [says(1.2, story=f"story:{article}", **more)],
        source=f"article:{article}",
        cause="t",
        actor=curator,
    )
    return Figure.objects.get(incident=incident)


def events() -> list[Event]:
    return list(Event.objects.filter(type="figure.changed").order_by("sequence"))


def test_it_is_kept_with_the_figure_and_told_with_its_change(incident: Incident, says: Maker, curator: Actor) -> None:
    figure = tell(incident, says, article=1, curator=curator)
    assert figure.confidence is not None
    assert figure.because.startswith("One story, one speaker")
    assert figure.revisions.get().confidence == figure.confidence
    assert events()[-1].data["new"]["confidence"] == figure.confidence


def test_a_confidence_that_moves_alone_is_no_event(incident: Incident, says: Maker, curator: Actor) -> None:
    outsider = {"kind": SpeakerKind.OTHER, "words": "Ida Brandt"}
    first = tell(incident, says, article=1, curator=curator, **outsider)
    before = len(events())
    second = tell(incident, says, article=2, curator=curator, **outsider)
    assert second.confidence != first.confidence
    assert (len(events()), second.revision) == (before, first.revision)


def test_one_story_in_one_voice_is_never_settled(incident: Incident, says: Maker, curator: Actor) -> None:
    assert tell(incident, says, article=1, curator=curator).status != FigureStatus.SETTLED


def test_a_pin_is_never_unverified(incident: Incident, says: Maker, curator: Actor) -> None:
    figure = tell(incident, says, article=1, curator=curator)
    assert figure.claim is not None
    review_claim(figure.claim.pk, Decision.PIN, reason="read it", actor=curator)
    figure.refresh_from_db()
    assert (figure.status, figure.confidence, figure.unverified) == (FigureStatus.SETTLED, 1.0, False)
    assert figure.because == "It is set by a curator."


def test_an_installation_that_is_upgraded_has_it_worked_out(incident: Incident, says: Maker, curator: Actor) -> None:
    figure = tell(incident, says, article=1, curator=curator)
    Figure.objects.update(confidence=None, policy_version="4", status=FigureStatus.SETTLED)
    call_command("reconcile", outdated=True, verbosity=0)
    again = Figure.objects.get()
    assert (again.confidence, again.status, again.policy_version) == (figure.confidence, figure.status, "7")
    assert events()[-1].data["old"] == events()[-1].data["new"] | {"status": "settled", "confidence": None}
    before = len(events())
    call_command("reconcile", outdated=True, verbosity=0)
    call_command("reconcile", incident=incident.reference, verbosity=0)
    assert len(events()) == before
    with pytest.raises(CommandError, match="No incident"):
        call_command("reconcile", incident="nothing", verbosity=0)
