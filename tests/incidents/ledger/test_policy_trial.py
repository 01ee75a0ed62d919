"""What another policy would move."""

import pytest

from incidents.ledger import SYSTEM, record_claims
from incidents.ledger.policy_trial import moved_by_policy
from incidents.models import Figure, Incident
from incidents.vocabulary import SpeakerKind
from tests.incidents.ledger.conftest import Maker

pytestmark = pytest.mark.django_db


def test_another_policy_moves_the_figures_that_it_gives_otherwise(incident: Incident, says: Maker) -> None:
    drafts = [says(50), says(87, words="A newspaper", kind=SpeakerKind.PRESS)]
    record_claims(incident.pk, drafts, source="article:1", cause="test", actor=SYSTEM)
    assert list(moved_by_policy([incident], "default")) == []
    [move] = moved_by_policy([incident], "maximum")
    assert (move.incident, move.bucket) == (incident, Figure.objects.get().bucket)
    assert (move.before.best, move.after.best) == (50_000_000, 87_000_000)
    assert Figure.objects.get().best == 50_000_000
