"""What a curator finds on a morning: suggestions, two disputes, claims, an article that opened nothing."""

import datetime as dt

from django.utils import timezone

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    SYSTEM,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    SpeakerDraft,
    known_party,
    open_incident,
    record_claims,
)
from incidents.models import Incident, Party
from incidents.vocabulary import Hedge, Metric, Polarity, Role, SpeakerKind, Unit
from sources.models import Article, ArticleState, ArticleVersion, Coverage, CoverageState, Mention, Publisher

PEOPLE = Bucket(Metric.AFFECTED, Unit.PEOPLE)
DAY = dt.date(2018, 3, 17)


def morning(*, suggestions: int = 12) -> list[Incident]:
    """Two incidents whose figures are disputed; of the first, so many articles are suggested."""
    rows = [disputed("Halden Rail", "Osier Data"), disputed("Harbour Ferries", "Quay Systems")]
    publisher = Publisher.objects.create(name="The Daily Example", host="daily.example")
    for number in range(suggestions):
        row = written(publisher, number)
        Coverage.objects.create(article=row, incident=rows[0], state=CoverageState.SUGGESTED, score=0.4)
    return rows


def disputed(company: str, recipient: str) -> Incident:
    """Up to 87 million, which the recipient denies and says 30 million."""
    holder, other = known_party(company), known_party(recipient)
    involved = [InvolvementDraft(holder, Role.CONTROLLER), InvolvementDraft(other, Role.RECIPIENT)]
    draft = IncidentDraft(f"{company} passes", disclosed_on=DAY, countries=["GB"], involvements=involved)
    incident = open_incident(draft, actor=SYSTEM)
    say(incident, 87, holder, SpeakerKind.RESPONSIBLE_PARTY, hedge=Hedge.UP_TO)
    say(incident, 30, other, SpeakerKind.INVOLVED_PARTY)
    say(incident, 87, other, SpeakerKind.INVOLVED_PARTY, polarity=Polarity.DENIED)
    return incident


def say(
    incident: Incident,
    millions: int,
    party: Party,
    kind: SpeakerKind,
    *,
    hedge: Hedge = Hedge.EXACT,
    polarity: Polarity = Polarity.ASSERTED,
) -> None:
    key = f"{party}:{millions}:{polarity}".lower()
    evidence = EvidenceDraft(
        story=key,
        url="https://daily.example/first",
        publisher="The Daily Example",
        quote=f"{party} spoke of {millions} million passengers.",
        published_on=DAY,
    )
    draft = ClaimDraft(
        PEOPLE,
        bounds(millions * 1_000_000, hedge),
        SpeakerDraft(kind, party, ""),
        polarity=polarity,
        printed=f"{millions} million",
        evidence=evidence,
    )
    record_claims(incident.pk, [draft], source=f"wire:{key}", cause="wire:first", actor=SYSTEM)


def written(publisher: Publisher, number: int) -> Article:
    """An article of a few paragraphs, two figures of which were read."""
    text = (
        f"Halden Rail said on Monday that {40 + number} million passengers were affected.\n\n"
        "Some 4,000 clerks had access to the register, the union said.\n\n"
    ) * 4
    row = Article.objects.create(
        url=f"https://daily.example/{number}",
        publisher=publisher,
        title=f"Railway counts again, part {number}",
        published_on=DAY + dt.timedelta(days=number),
        state=ArticleState.DONE,
        next_attempt_at=timezone.now(),
    )
    version = ArticleVersion.objects.create(
        article=row, number=1, title=row.title, text=text, content_hash=str(number), extractor_version="1"
    )
    for printed, value in ((f"{40 + number} million", (40 + number) * 1_000_000), ("4,000", 4_000)):
        start = text.index(printed)
        quote_start = max(0, text.rfind("\n", 0, start) + 1)
        Mention.objects.create(
            version=version,
            start=start,
            end=start + len(printed),
            text=printed,
            quote_start=quote_start,
            quote_end=text.index(".", start) + 1,
            value=value,
            low=value,
            high=value,
            metric="affected",
            unit="people",
            hedge="exact",
            measure="exposed",
            modality="stated",
            polarity="asserted",
            scope="total",
            attribution="Halden Rail",
            attribution_kind="responsible_party",
            score=0.9 if value > 10_000 else 0.2,
            needs_review=value < 10_000,
            features=[],
            extractor_version="1",
        )
    return row
