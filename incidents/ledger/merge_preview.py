"""What the figures of two incidents would be as one: worked out by the rules of the ledger, and nothing is written."""

from __future__ import annotations

from django.conf import settings

from incidents.figures.assertion import Bucket
from incidents.figures.policy import policy as policy_named
from incidents.figures.reconcile import reconcile_all
from incidents.figures.verdicts import Resolution
from incidents.ledger.assertions import KnownClaims
from incidents.ledger.figures import says_nothing
from incidents.models import Incident


def figures_together(incident: Incident, other: Incident) -> dict[Bucket, Resolution]:
    """By bucket, what `merge_incidents` would hold of all claims of the two. Three queries."""
    assertions = [assertion for _, assertion in KnownClaims([incident, other]).assertions()]
    found = reconcile_all(assertions, policy_named(settings.RECONCILIATION_POLICY))
    return {bucket: resolution for bucket, resolution in sorted(found.items()) if not says_nothing(resolution)}
