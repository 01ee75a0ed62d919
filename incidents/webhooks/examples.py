"""One message of each type, as a receiver gets it. The companies are invented; the tests hold each to its schema."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

from incidents.models import EventType
from incidents.webhooks.payload import TEST_TYPE

INCIDENT: Final = {"reference": "PI-7K3M-9Q2X", "slug": "harbour-quiz-harvest", "title": "Harbour quiz harvest"}
ABSORBED: Final = {"reference": "PI-4T8C-1ZNB", "slug": "quiz-app-leak", "title": "Quiz app leak"}
BUCKET: Final = {
    "metric": "affected",
    "unit": "people",
    "currency": "",
    "scope": {"kind": "total", "country": "", "label": ""},
}
CLAIM: Final = {
    "reference": "CL-2M6D-8RWK",
    **BUCKET,
    "speaker": "Harbour Social",
    "speaker_kind": "responsible_party",
    "hedge": "up_to",
    "polarity": "asserted",
    "value": 940_000,
    "low": None,
    "high": 940_000,
    "claimed_on": "2031-05-14",
    "known_on": "2031-05-14",
    "basis": "extracted",
    "quote": "Harbour Social now puts the number of members concerned at up to 940,000.",
    "url": "https://gazette.example/harbour-quiz",
    "publisher": "The Example Gazette",
    "published_on": "2031-05-14",
}
FIGURE: Final = {
    "figure": BUCKET,
    "old": {"low": 600_000, "best": 600_000, "high": 600_000, "status": "settled", "confidence": 0.94},
    "new": {"low": 600_000, "best": 940_000, "high": 940_000, "status": "provisional", "confidence": 0.81},
    "change": {"absolute": 340_000, "relative": 0.566667},
    "reason": "Harbour Social, the responsible party, says up to 940,000 since 14 May 2031.",
    "claims": [CLAIM],
}
SNAPSHOT: Final = {
    "title": "Harbour quiz harvest",
    "slug": "harbour-quiz-harvest",
    "summary": "A quiz read the address books of those who took it.",
    "kind": "misuse",
    "status": "open",
    "visibility": "public",
    "occurred_on": "2030-11-01",
    "occurred_precision": "month",
    "discovered_on": None,
    "discovered_precision": "day",
    "disclosed_on": "2031-05-02",
    "disclosed_precision": "day",
    "notified_on": None,
    "notified_precision": "day",
    "countries": ["GB", "IE"],
    "data_classes": ["contact", "names"],
    "involvements": [{"party": "PA-9X3V-7HQE", "name": "Harbour Social", "role": "controller", "standing": "admitted"}],
}
ARTICLE: Final = {
    "reference": "AR-5J2P-6YTG",
    "title": "Quiz read address books of 940,000",
    "url": "https://gazette.example/harbour-quiz",
}
PROCEEDING: Final = {
    "reference": "PR-8B4N-3KWS",
    "kind": "enforcement",
    "regulator": {"slug": "gb-ico", "name": "Information Commissioner's Office"},
    "label": "",
    "respondent": "Harbour Social",
    "case_reference": "",
    "owed": {"amount_minor": 250_000_00, "currency": "GBP"},
}
STAGE: Final = {
    "kind": "decision",
    "happened_on": "2031-09-30",
    "amount_minor": 250_000_00,
    "currency": "GBP",
    "note": "The penalty was set below the notice of intent.",
}
ENDPOINT: Final = {"reference": "EP-1W7F-5DQC"}
DATA: Final[dict[str, dict[str, Any]]] = {
    EventType.INCIDENT_CREATED: {"after": SNAPSHOT},
    EventType.INCIDENT_UPDATED: {
        "before": {"countries": ["GB"]},
        "after": {"countries": ["GB", "IE"]},
        "reason": "Members in Ireland are concerned as well.",
    },
    EventType.INCIDENT_MERGED: {"kept": INCIDENT, "absorbed": ABSORBED, "reason": "Both are about the same quiz."},
    EventType.INCIDENT_SPLIT: {
        "apart": ABSORBED,
        "reason": "The second quiz had another maker.",
        "undone_merge": False,
    },
    EventType.INCIDENT_PUBLISHED: {
        "held": SNAPSHOT,
        "figures": [{**BUCKET, **FIGURE["new"], "sentence": FIGURE["reason"]}],  # type: ignore[dict-item]
        "absorbed": [ABSORBED["reference"]],
    },
    EventType.INCIDENT_WITHDRAWN: {"incident": {"reference": INCIDENT["reference"]}},
    EventType.INCIDENT_REDACTED: {"places": 3, "reason": "It named a person who has nothing to do with it."},
    EventType.FIGURE_CHANGED: FIGURE,
    EventType.FIGURE_DISPUTED: {**FIGURE, "new": {**FIGURE["new"], "status": "disputed"}},  # type: ignore[dict-item]
    EventType.CLAIM_RECORDED: {"claim": CLAIM},
    EventType.CLAIM_DENIED: {"claim": {**CLAIM, "polarity": "denied", "speaker": "Quayside Quizzes"}},
    EventType.CLAIM_REVIEWED: {
        "claim": CLAIM,
        "decision": "accept",
        "before": None,
        "reason": "The company confirmed it by telephone.",
    },
    EventType.CLAIM_CORRECTED: {
        "claim": {**CLAIM, "reference": "CL-5HXW-2ND8", "unit": "accounts"},
        "corrected": CLAIM,
        "reason": "The sentence counts accounts.",
    },
    EventType.COVERAGE_LINKED: {
        "article": {
            **ARTICLE,
            "publisher": "The Example Gazette",
            "published_on": "2031-05-14",
            "state": "confirmed",
            "score": 0.91,
        }
    },
    EventType.ARTICLE_CHANGED: {"article": {**ARTICLE, "versions": 2}},
    EventType.PROCEEDING_STAGE_CHANGED: {"proceeding": PROCEEDING, "stage": STAGE},
    EventType.ENDPOINT_DISABLED: {"endpoint": ENDPOINT, "reason": "The receiver answered 410 Gone."},
    TEST_TYPE: {"endpoint": ENDPOINT},
}


def example_of(message_type: str) -> dict[str, Any]:
    """A whole message. Raises KeyError for an unknown type."""
    base = f"{settings.PUBLIC_URL}/api/v1"
    data: dict[str, Any] = {**DATA[message_type]}
    if message_type == TEST_TYPE:
        data["links"] = {"events": f"{base}/events"}
    else:
        data |= {"sequence": 4711, "incident_sequence": None, "links": {"events": f"{base}/events?after=4710"}}
    if message_type not in (TEST_TYPE, EventType.ENDPOINT_DISABLED):
        at = f"{base}/incidents/{INCIDENT['reference']}"
        data = {"incident": INCIDENT, **data, "incident_sequence": 12}
        data["links"] |= {"incident": at, "explain": f"{at}/figures/explain"}
    return {"type": str(message_type), "timestamp": "2031-05-14T09:30:00.250000Z", "data": data}
