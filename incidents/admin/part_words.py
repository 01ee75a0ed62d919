"""What a claim does to its figure, in a few plain words; docs/figures.md tells more under the term of the rule."""

from __future__ import annotations

from typing import Final

from incidents.admin.claim_record import STANDINGS
from incidents.figures.verdicts import ClaimRole

PARTS: Final[dict[str, str]] = {
    ClaimRole.REJECTED: "rejected by a curator",
    ClaimRole.OUT_OF_SCOPE: "about something else",
    ClaimRole.NO_NUMBER: "names no number",
    ClaimRole.INCREMENT: "an increase, no total",
    ClaimRole.AGGREGATE: "a sum of several incidents",
    ClaimRole.PART_OF_ANOTHER: "a part of another number",
    ClaimRole.UNVERIFIED_VOICE: "a voice that is not counted",
    ClaimRole.PLACEHOLDER: "a placeholder",
    ClaimRole.MISPRINT: "thousand and million mixed up",
    ClaimRole.PROJECTION: "what may come",
    ClaimRole.DERIVED: "worked out from another claim",
    ClaimRole.RETRACTED: "taken back by its speaker",
    ClaimRole.REVISED: "its speaker has a newer number",
    ClaimRole.PRESENTED_AS_EARLIER: "told as an earlier figure",
    ClaimRole.OVERTAKEN: "the news has another number since",
    ClaimRole.CARRIES: "gives the figure",
    ClaimRole.AGREES: "gives the same number",
    ClaimRole.UNNAMED: "names nobody who says it",
    ClaimRole.OVERRULED: "another claim is pinned",
    ClaimRole.DISPUTES: "contradicts the figure",
    ClaimRole.DENIES: "denies the figure",
    ClaimRole.DENIES_ANOTHER_NUMBER: "denies another number",
    ClaimRole.FLOOR: "at least so many",
    ClaimRole.WIDENS_LOW: "lowers the low end",
    ClaimRole.CEILING: "an older upper bound",
    ClaimRole.WIDENS_HIGH: "raises the high end",
}


def part_words(rule: str) -> str:
    """The words for a rule, or for the standing of a claim on which none decided."""
    return PARTS.get(rule) or STANDINGS.get(rule) or rule.replace("_", " ")
