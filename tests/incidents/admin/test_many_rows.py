"""A form adds few rows at once, however many it is asked for: each costs as much as a form does."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.ledger import known_party
from incidents.models import Incident, Party
from tests.incidents.admin.forms import filled


@pytest.mark.parametrize(
    ("page", "prefix"), [("incident_change", "involvements"), ("proceeding_add", "stages"), ("party_add", "aliases")]
)
@pytest.mark.parametrize("asked", [999, 999_999, 10**20])
def test_a_form_that_asks_for_thousands_of_rows_is_refused(
    desk: Client, incident: Incident, page: str, prefix: str, asked: int
) -> None:
    address = reverse(f"admin:incidents_{page}", args=[incident.pk] if page.endswith("change") else [])
    answer = desk.post(address, filled(desk.get(address)) | {f"{prefix}-TOTAL_FORMS": str(asked)})
    assert answer.status_code == 200
    [inline] = answer.context["inline_admin_formsets"]
    held = len(inline.formset.get_queryset())
    assert len(inline.formset.forms) <= held + 50
    assert f"Please submit at most {held + 50} forms." in inline.formset.non_form_errors()


def test_a_record_with_many_rows_is_saved_as_ever(desk: Client) -> None:
    party: Party = known_party("Halden Rail", aliases=[f"Halden Rail {number}" for number in range(70)])
    address = reverse("admin:incidents_party_change", args=[party.pk])
    shown = filled(desk.get(address)) | {"country": "NO", "change_reason": "It is Norwegian."}
    shown[f"aliases-{shown['aliases-TOTAL_FORMS'] - 1}-name"] = "Halden Railways"
    assert desk.post(address, shown).status_code == 302
    party.refresh_from_db()
    assert party.country == "NO"
    assert party.aliases.filter(name="Halden Railways").exists()
    assert party.aliases.count() == 72
