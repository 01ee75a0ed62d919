"""A text that is taken out stands in no curator's saved view either, neither in its name nor in its filters."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import QueryDict

from incidents.ledger import Actor, preview_redaction, redact_text
from incidents.models import Incident, SavedView
from tests.incidents.ledger.conftest import broker, company, curator, incident, says

__all__ = ["broker", "company", "curator", "incident", "says"]

pytestmark = pytest.mark.django_db

TEXT = "Jane Røe"
WHY = "She has nothing to do with it."


def view(owner: User | None, name: str, **filters: str) -> SavedView:
    query = QueryDict(mutable=True)
    query.update(filters)
    return SavedView.objects.create(owner=owner, name=name, query=query.urlencode())


def redact(incident: Incident, curator: Actor) -> None:
    redact_text(incident.pk, TEXT, reason=WHY, actor=curator)


def test_a_view_keeps_neither_a_name_nor_a_filter_that_is_taken_out(incident: Incident, curator: Actor) -> None:
    colleague = User.objects.create_user("nora")
    mine = view(curator.user, "About JANE RØE, 2018", party="jane røe", from_day="2018")
    theirs = view(colleague, "Over a million", q="incident of Jane Røe's clinic", affected_min="1000000")
    redact(incident, curator)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.name == "About [redacted], 2018"
    assert QueryDict(mine.query).dict() == {"party": "[redacted]", "from_day": "2018"}
    assert theirs.name == "Over a million"
    assert QueryDict(theirs.query).dict() == {"q": "[redacted]", "affected_min": "1000000"}


def test_two_views_of_one_curator_that_are_left_with_one_name_are_told_apart(
    incident: Incident, curator: Actor
) -> None:
    for name in ("Jane Røe", "jane røe", "JANE RØE"):
        view(curator.user, name, kind="exposure")
    redact(incident, curator)
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["[redacted]", "[redacted] 2", "[redacted] 3"]


def test_a_view_that_holds_the_text_within_other_words_stays_and_counts_for_nothing(
    incident: Incident, curator: Actor
) -> None:
    kept = view(curator.user, "Jane Røed", party="Jane Røed")
    with pytest.raises(ValidationError, match="nowhere"):
        preview_redaction(incident.pk, TEXT)
    kept.refresh_from_db()
    assert (kept.name, QueryDict(kept.query)["party"]) == ("Jane Røed", "Jane Røed")


def test_what_is_to_change_does_not_tell_of_a_colleagues_view(incident: Incident, curator: Actor) -> None:
    view(User.objects.create_user("nora"), "Jane Røe and the board", kind="exposure")
    (place,) = preview_redaction(incident.pk, TEXT)
    assert (place.kind, place.excerpt) == ("views", "[redacted]")
    assert "board" not in place.where
