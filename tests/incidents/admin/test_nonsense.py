"""Addresses and forms that no page of ours ever gave out: an answer, never a crash."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Figure, Incident

HUGE = 10**30


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"incidents/incident/{HUGE}/change/", 302),
        (f"incidents/claim/{HUGE}/review/", 404),
        ("incidents/claim/²/history/", 404),
        ("incidents/claim/abc/change/", 302),
        ("incidents/figure/abc/change/", 302),
        (f"incidents/figure/{HUGE}/overrule/", 404),
        (f"incidents/incident/merges/{HUGE}/undo/", 404),
        (f"sources/article/{HUGE}/link/", 404),
        (f"sources/coverage/{HUGE}/decide/confirmed/", 404),
        (f"sources/mention/{HUGE}/judge/", 404),
        (f"webhooks/endpoint/{HUGE}/edit/", 404),
        ("incidents/claim/add/?incident=abc", 200),
        (f"incidents/claim/add/?incident={HUGE}", 200),
        ("incidents/proceeding/add/?incident=%00", 302),
        ("incidents/incident/?disputed=x&country=zz&merged=q&data_class=zz", 200),
        ("incidents/incident/?data_class=%00", 302),
        ("incidents/claim/?q=%00", 302),
        ("incidents/claim/?review=%27", 200),
        ("sources/mention/?waiting=x", 200),
        ("incidents/figure/?status__exact=nonsense", 200),
    ],
)
def test_an_address_that_leads_nowhere_is_answered(desk: Client, path: str, status: int) -> None:
    assert desk.get(f"/admin/{path}").status_code == status


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("incident_merge", {"other": "a\0b", "keep": "zzz", "reason": "x"}),
        ("incident_merge", {}),
        ("incident_split", {"claims": ["abc", "-1"], "title": "", "reason": ""}),
        ("incident_split", {"claims": [str(HUGE)], "title": "T", "kind": "nonsense", "reason": "x"}),
        ("incident_change", {"read_version": "x", "involvements-TOTAL_FORMS": "x"}),
        ("incident_change", {}),
        ("claim_add", {"incident": str(HUGE), "metric": "zzz", "value": "\0"}),
        ("proceeding_add", {"incident": "x", "stages-TOTAL_FORMS": "1", "stages-INITIAL_FORMS": "0"}),
    ],
)
def test_a_form_that_no_page_ever_had_is_refused_with_a_sentence(
    desk: Client, incident: Incident, page: str, form: dict[str, Any]
) -> None:
    args = [] if page.endswith("add") else [incident.pk]
    assert desk.post(reverse(f"admin:incidents_{page}", args=args), form).status_code == 200


def test_a_list_action_on_rows_that_are_gone_does_nothing(desk: Client, disputed: Figure) -> None:
    post = {"action": "reject_claims", "_selected_action": ["999999"], "answered": "1", "reason": "x"}
    response = desk.post(reverse("admin:incidents_claim_changelist"), post, follow=True)
    assert response.status_code == 200
    assert "Nothing done." in response.content.decode()


def test_a_merge_asked_for_with_nonsense_is_asked_for_anew(desk: Client, incident: Incident) -> None:
    address = reverse("admin:incidents_incident_merge", args=[incident.pk])
    assert desk.get(address, {"with": "\0"}, follow=True).status_code == 200
