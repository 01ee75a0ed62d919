"""What only curators may see, and all that hangs on it: beside a public record, for looking whether anything tells."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    SpeakerDraft,
    known_party,
    merge_incidents,
    open_incident,
    open_proceeding,
    record_claims,
)
from incidents.models import Claim, ClaimRelation, Event, Incident, Party, Proceeding, Regulator
from incidents.vocabulary import (
    Hedge,
    IncidentStatus,
    Metric,
    ProceedingKind,
    RelationKind,
    Role,
    SpeakerKind,
    Unit,
    Visibility,
)
from sources.models import Article, ArticleState, Coverage, CoverageState, Mention, Publisher
from tests.api import DAY, actor, fill
from tests.sources.api.filling import cover

COUNTRY, CURRENCY = "FJ", "ISK"  # that nothing public has
FIRST = 40  # number of the first hidden record


@dataclass
class Hidden:
    """The hidden part: its incidents, and the values by which somebody might ask after it."""

    incidents: list[Incident] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)

    def texts(self) -> list[str]:
        """References, names, titles and addresses."""
        secrets: list[str] = []
        for incident in self.incidents:
            secrets += [incident.reference, incident.slug, incident.title]
        internal = self.incidents[0]
        claims, article = Claim.objects.filter(incident=internal), self.articles[0]
        party = Party.objects.get(name=f"Northwind {FIRST}")
        secrets += [claim.reference for claim in claims[:1]] + [party.reference, party.name, f"NW{FIRST}"]
        secrets += [Proceeding.objects.filter(incident=internal).values_list("reference", flat=True)[0]]
        secrets += [article.reference, article.url, article.title, str(article.publisher)]
        secrets += [article.publisher.host if article.publisher else "", "Office of the Islands", f"Islander {FIRST}"]
        secrets += [event.reference for event in Event.objects.filter(incident=internal)[:1]]
        return [text for text in dict.fromkeys(secrets) if text]

    def numbers(self) -> list[int]:
        """Keys, sequences and counts."""
        last = Event.objects.filter(incident__in=self.incidents).last()
        publishers = [article.publisher_id for article in self.articles]
        keys = [*publishers, Coverage.objects.latest("pk").pk, Mention.objects.latest("pk").pk, FIRST * 1000]
        return [key for key in dict.fromkeys([*keys, last.sequence - 1 if last else 0]) if key is not None]


def hide(public: Incident, shared: Article) -> Hidden:
    """Hidden incidents of every kind beside a public one, some of them with its party, its article and its claim."""
    found = Hidden()
    company = Party.objects.get(involvements__incident=public)
    for number, change in enumerate(
        (
            {"visibility": Visibility.INTERNAL},
            {"status": IncidentStatus.CANDIDATE},
            {"status": IncidentStatus.REJECTED},
            {"visibility": Visibility.INTERNAL, "merged_into": public},
        ),
        start=FIRST,
    ):
        incident = _named_nowhere_else(number, company)
        found.articles.append(cover(incident))
        Coverage.objects.create(article=shared, incident=incident, state=CoverageState.CONFIRMED, score=0.9)
        Incident.objects.filter(pk=incident.pk).update(**change)
        incident.refresh_from_db()
        found.incidents.append(incident)
    absorbed = fill(FIRST + 10)
    # were it public, those who knew it would be told that it was withdrawn
    Incident.objects.filter(pk=absorbed.pk).update(visibility=Visibility.INTERNAL)
    found.articles.append(cover(absorbed))
    merge_incidents(keep=found.incidents[0].pk, absorb=absorbed.pk, reason="The same.", actor=actor())
    absorbed.refresh_from_db()
    found.incidents.append(absorbed)
    found.articles.append(cover(public, state=CoverageState.SUGGESTED))
    Mention.objects.filter(version__article=found.articles[-1]).update(claim=None)
    found.articles.append(_alone())
    ClaimRelation.objects.create(
        claim=Claim.objects.filter(incident=public).latest("pk"),
        kind=RelationKind.DENIES,
        target=Claim.objects.filter(incident=found.incidents[0]).latest("pk"),
    )
    return found


def _named_nowhere_else(number: int, company: Party) -> Incident:
    """An incident with what no public one has: a country, a currency, a role, a regulator; and the public company."""
    incident = fill(number)
    who = actor()
    islander = known_party(f"Islander {number}", country=COUNTRY, aliases=[f"Isle {number}"])
    other = open_incident(
        IncidentDraft(
            f"Islander papers {number}",
            countries=[COUNTRY],
            involvements=[InvolvementDraft(company, Role.RECIPIENT), InvolvementDraft(islander, Role.PROCESSOR)],
        ),
        actor=who,
    )
    draft = ClaimDraft(
        Bucket(Metric.SETTLEMENT, Unit.MONEY, CURRENCY),
        bounds(number * 1000, Hedge.EXACT),
        SpeakerDraft(SpeakerKind.REGULATOR, company),
        printed=str(number),
        evidence=EvidenceDraft("story:9", "v1:0-9", quote="So much.", url="https://isle.example/1", published_on=DAY),
    )
    record_claims(other.pk, [draft], source=f"article:{number}9", cause=f"article:{number}9", actor=who)
    office, _ = Regulator.objects.get_or_create(
        slug="gb-ico", defaults={"name": "Commissioner", "acronym": "ICO", "kind": "data_protection_authority"}
    )
    opened = open_proceeding(
        other.pk, regulator=office, label="Office of the Islands", kind=ProceedingKind.LITIGATION, actor=who
    )
    opened.together.add(office)
    cover(other)
    Incident.objects.filter(pk=other.pk).update(visibility=Visibility.INTERNAL)
    return incident


def _alone() -> Article:
    """An article that covers nothing."""
    publisher = Publisher.objects.create(name="Islander Post", host="isle.example", country=COUNTRY, voice="regulator")
    values: dict[str, Any] = {"state": ArticleState.FAILED, "next_attempt_at": timezone.now(), "attempts": 3}
    return Article.objects.create(url="https://isle.example/9", title="Isle", publisher=publisher, **values)
