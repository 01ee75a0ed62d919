"""The first figures of a new incident, worked out before anything of it is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from incidents.figures.policy import policy as policy_named
from incidents.figures.reconcile import reconcile_all
from incidents.ledger.assertions import KnownClaims
from incidents.ledger.figures import (
    behind_figure,
    count_revision,
    held_values,
    new_figure,
    says_nothing,
    set_standings,
)
from incidents.ledger.listed import HEADLINE, headline_of
from incidents.models import Claim, ClaimRelation, Evidence, Figure, Incident


@dataclass(frozen=True, slots=True)
class FirstFigure:
    """A figure, not saved, with the claims behind it, the winner first."""

    figure: Figure
    behind: tuple[Claim, ...]


def first_figures(
    incident: Incident,
    claims: Sequence[Claim],
    evidence: Sequence[Evidence],
    relations: Sequence[ClaimRelation] = (),
) -> list[FirstFigure]:
    """The figures that follow from these rows, none of which need be saved, in the order of their buckets. The claims'
    standing, and what lists need in the incident's row, are set beside."""
    by_claim: dict[int, list[Evidence]] = defaultdict(list)
    for row in evidence:
        by_claim[id(row.claim)].append(row)
    for claim in claims:
        of_claim = by_claim[id(claim)]
        claim.stories = len({row.story for row in of_claim})
        claim.known_on = min((row.published_on for row in of_claim if row.published_on), default=claim.known_on)
    assertions = [assertion for _, assertion in KnownClaims.of_rows(claims, evidence, relations).assertions()]
    resolutions = reconcile_all(assertions, policy_named(settings.RECONCILIATION_POLICY))
    set_standings(claims, resolutions.values())
    by_reference = {claim.reference: claim for claim in claims}
    found = []
    for bucket, resolution in sorted(resolutions.items()):
        if says_nothing(resolution):
            continue
        figure = new_figure(incident, bucket)
        for name, value in held_values(resolution).items():
            setattr(figure, name, value)
        figure.claim = by_reference.get(resolution.winner or "")
        count_revision(figure)
        behind = tuple(by_reference[key] for key in behind_figure(resolution) if key in by_reference)
        found.append(FirstFigure(figure, behind))
    for name, value in zip(HEADLINE, headline_of(one.figure for one in found), strict=True):
        setattr(incident, name, value)
    return found
