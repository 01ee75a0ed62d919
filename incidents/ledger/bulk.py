"""Many changes in one transaction: all of them, or none with the reason of each that was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents.ledger.drafts import Actor, IncidentDraft
from incidents.ledger.errors import IncidentMerged, LedgerError
from incidents.ledger.events import publish
from incidents.ledger.figures import refresh_figures
from incidents.ledger.incidents import create_incident, created_event
from incidents.ledger.locks import lock_for, locked, one_at_a_time
from incidents.ledger.reviewing import add_review
from incidents.models import Claim, Incident
from incidents.vocabulary import Decision

# Of those who open several: two with the same slugs crosswise would wait for each other.
LOCK: Final = lock_for("several incidents")


class ItemsRefused(LedgerError):
    """Some of the changes were refused, so none was made. `errors` holds why, by their place."""

    def __init__(self, errors: Mapping[int, ValidationError | LedgerError], count: int) -> None:
        super().__init__(f"Nothing was changed: {len(errors)} of {count} were refused.")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """A curator's judgment of a claim, to be made with others."""

    claim_id: int
    decision: Decision
    reason: str


def open_incidents(drafts: Sequence[IncidentDraft], *, actor: Actor) -> list[Incident]:
    """The new incidents that persons entered, each with an `incident.created` event. Raises ItemsRefused."""
    with transaction.atomic():
        one_at_a_time(LOCK)
        opened: list[Incident] = _each(
            drafts, lambda draft: create_incident(draft, actor=actor, entered=True), names=lambda one: one.reference
        )
        publish([created_event(incident) for incident in opened], cause="", actor=actor)
    return opened


def review_claims(drafts: Sequence[ReviewDraft], *, actor: Actor) -> list[Claim]:
    """The claims, which must exist, as reviewed, in the order of the drafts. Raises ItemsRefused.

    The figures of each incident are worked out once."""
    owners = dict(Claim.objects.filter(pk__in=[draft.claim_id for draft in drafts]).values_list("pk", "incident_id"))
    with locked(*sorted(set(owners.values()))) as held:
        incidents = {incident.pk: incident for incident in held}
        causes: dict[int, str] = {}
        judged: set[int] = set()

        def review(draft: ReviewDraft) -> int:
            if draft.claim_id in judged:
                raise ValidationError({"claim": "The request judges this claim already: name each once."})
            judged.add(draft.claim_id)
            incident = incidents[owners[draft.claim_id]]
            if incident.merged_into is not None:
                raise IncidentMerged(incident.reference, incident.canonical().reference)
            claim = Claim.objects.select_related("speaker_party").get(pk=draft.claim_id, incident=incident)
            events = add_review(incident, claim, draft.decision, reason=draft.reason, actor=actor)
            if events:
                causes[incident.pk] = f"claim:{claim.reference}"
                publish(events, cause=causes[incident.pk], actor=actor)
            return claim.pk

        reviewed = _each(drafts, review)
        for key, cause in causes.items():
            _, moved = refresh_figures(incidents[key], cause=cause, actor=actor)
            publish(moved, cause=cause, actor=actor)
        rows = Claim.objects.select_related("incident").in_bulk(reviewed)
        return [rows[key] for key in reviewed]


def _each(items: Sequence[Any], do: Callable[[Any], Any], *, names: Callable[[Any], str] | None = None) -> list[Any]:
    """What `do` gives for each item; must run in a transaction, which ItemsRefused takes back. What an error `names` of
    that was made here and is taken back is told by its place: nobody will find it by its name."""
    done: list[Any] = []
    refused: dict[int, ValidationError | LedgerError] = {}
    undone: dict[str, str] = {}
    for place, item in enumerate(items):
        try:
            with transaction.atomic():
                done.append(do(item))
                if names is not None:
                    undone[names(done[-1])] = f"item {place} of this request (the first is 0)"
        except ValidationError as error:
            refused[place] = _by_place(error, undone)
        except LedgerError as error:
            refused[place] = error
    if refused:
        raise ItemsRefused(refused, len(items))
    return done


def _by_place(error: ValidationError, undone: Mapping[str, str]) -> ValidationError:
    """The same error in other words."""

    def reworded(message: str) -> str:
        for name, place in undone.items():
            message = message.replace(name, place)
        return message

    if not hasattr(error, "error_dict"):
        return ValidationError([reworded(message) for message in error.messages])
    return ValidationError(
        {field: [reworded(one) for one in messages] for field, messages in error.message_dict.items()}
    )
