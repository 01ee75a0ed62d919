"""Correct…: a form with all that was right, from which the right claim comes."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from incidents.models import Claim, Event, Incident, Party
from incidents.vocabulary import Decision, Hedge
from tests.incidents.admin.conftest import Says
from tests.incidents.admin.forms import errors_of, filled


def address_of(claim: Claim) -> str:
    return reverse("admin:incidents_claim_correct", args=[claim.pk])


def test_the_page_keeps_what_was_right_and_shows_the_evidence(desk: Client, says: Says, railway: Party) -> None:
    claim = says(87, "Halden Rail", party=railway, hedge=Hedge.UP_TO)
    page = desk.get(address_of(claim))
    shown = filled(page)
    assert {name: str(shown[name]) for name in ("unit", "hedge", "value", "speaker_party", "scope", "reason")} == {
        "unit": "people",
        "hedge": "up_to",
        "value": "87,000,000",
        "speaker_party": str(railway.pk),
        "scope": "total",
        "reason": "It was read wrongly.",
    }
    assert "Halden Rail spoke of 87 million passengers." in page.content.decode()
    assert not {"quote", "source_url", "published_on", "incident"} & set(page.context["adminform"].form.fields)
    link = f'href="{address_of(claim)}"'
    assert link in desk.get(reverse("admin:incidents_claim_change", args=[claim.pk])).content.decode()


def test_unit_and_speaker_are_corrected_and_nothing_else_is_typed(desk: Client, says: Says, broker: Party) -> None:
    claim = says(87, "The Daily Example")
    answer = desk.post(
        address_of(claim), filled(desk.get(address_of(claim))) | {"unit": "accounts", "speaker_party": broker.pk}
    )
    new = Claim.objects.latest("pk")
    assert answer["Location"] == reverse("admin:incidents_claim_change", args=[new.pk])
    assert (new.unit, new.speaker_party, new.speaker_words) == ("accounts", broker, "")
    assert new.speaker_kind == "involved_party"
    assert new.evidence.get().quote == claim.evidence.get().quote
    claim.refresh_from_db()
    assert claim.decision == Decision.REJECT
    page = desk.get(answer["Location"]).content.decode()
    assert "has taken the place of" in page
    assert "<strong>corrects</strong>" in page
    assert Event.objects.filter(type="claim.corrected").count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Nothing differs"),
        ({"unit": "money"}, "counted in people, accounts"),
        ({"value": "8,7"}, "decimal comma"),
        ({"value": "10 billion"}, "more than live there"),
        ({"reason": ""}, "required"),
        ({"scope": "subset"}, "which part"),
    ],
)
def test_what_is_refused_is_an_error_of_the_form(desk: Client, says: Says, typed: dict[str, str], words: str) -> None:
    claim = says(87, "The Daily Example")
    answer = desk.post(address_of(claim), filled(desk.get(address_of(claim))) | typed)
    assert words in errors_of(answer)
    assert Claim.objects.count() == 1


def test_who_corrects_what_another_has_corrected_meanwhile_is_told(desk: Client, says: Says) -> None:
    claim = says(87, "The Daily Example")
    first, second = ({**filled(desk.get(address_of(claim))), "value": number} for number in ("90", "5"))
    assert desk.post(address_of(claim), first).status_code == 302
    new = Claim.objects.latest("pk")
    assert f"corrected as {new.reference} already" in errors_of(desk.post(address_of(claim), second))
    assert Claim.objects.latest("pk") == new


def test_a_range_and_a_sum_are_shown_as_they_are_typed(desk: Client, incident: Incident, says: Says) -> None:
    claim = says(87, "The Daily Example")
    first = filled(desk.get(address_of(claim))) | {
        "hedge": "between",
        "value": "",
        "low": "3 million",
        "high": "5 million",
    }
    desk.post(address_of(claim), first)
    ranged = Claim.objects.latest("pk")
    assert (ranged.value, ranged.low, ranged.high) == (None, 3_000_000, 5_000_000)
    shown = filled(desk.get(address_of(ranged)))
    assert (shown["value"], shown["low"], shown["high"]) == ("", "3,000,000", "5,000,000")
    assert shown["reason"] == "It was entered wrongly."


def test_who_may_not_review_may_not_correct(client: Client, says: Says) -> None:
    claim = says(87, "The Daily Example")
    user = User.objects.create_user("lena", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_claim", "add_claim"]))
    client.force_login(user)
    assert client.get(address_of(claim)).status_code == 403
    assert "Correct…" not in client.get(reverse("admin:incidents_claim_change", args=[claim.pk])).content.decode()


def test_what_was_corrected_is_not_accepted_beside_its_correction(desk: Client, says: Says) -> None:
    claim = says(87, "The Daily Example")
    desk.post(address_of(claim), filled(desk.get(address_of(claim))) | {"unit": "accounts"})
    told = f"corrected as {Claim.objects.latest('pk').reference}"
    review = reverse("admin:incidents_claim_review", args=[claim.pk])
    for decision in ("accept", "pin"):
        answer = desk.post(review, {"decision": decision, "reason": "It is right."})
        assert told in str(answer.context["form"].non_field_errors())
        body = {"action": f"{decision}_claims", "_selected_action": [claim.pk], "answered": "1", "reason": "Right."}
        answer = desk.post(reverse("admin:incidents_claim_changelist"), body, follow=True)
        assert told in " ".join(str(message) for message in answer.context["messages"])
    claim.refresh_from_db()
    assert claim.decision == Decision.REJECT


def test_the_form_asks_in_plain_words(desk: Client, says: Says) -> None:
    page = desk.get(address_of(says(87, "The Daily Example"))).content.decode()
    for words in ("Says or denies", "How bounded", "What is counted", "those affected", "the article&#x27;s own voice"):
        assert words in page
    form = page[page.index('id="content-main"') :]
    labels = re.findall(r"<label[^>]*>\s*([^<]+)", form) + re.findall(r"<option[^>]*>([^<]+)", form)
    jargon = re.compile("(?i)polarity|hedge|modality|metric|scope|ISO|precision|asserted|unspecified|unattributed")
    assert not [label for label in labels if jargon.search(label)]


def test_what_matters_for_what_is_chosen_is_said_to_the_script(desk: Client, says: Says) -> None:
    page = desk.get(address_of(says(87, "The Daily Example"))).content.decode()
    assert 'data-shown-for="unit" data-shown-values="money"' in page
    assert 'data-shown-for="hedge" data-shown-values="between"' in page
    assert "incidents/claim_form.js" in page
    assert not re.search(r"<[^>]*data-shown-for[^>]* hidden", page), "without a script all fields are there"
