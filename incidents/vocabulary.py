"""The one vocabulary of the project: models, REST, the extractor and reconciliation all take their words from here.

Each enumeration gives the value that is stored and sent; `label(member)` gives the words for people.
Terms follow GDPR art. 4, VERIS (roles, actions) and docs/data-model.md.
"""

from collections.abc import Iterable
from enum import StrEnum


class Metric(StrEnum):
    """What is counted. `affected` counts people or their accounts, records, cards...: the unit says which."""

    AFFECTED = "affected"
    RECORDS = "records"  # data rows or files beside a number of people, when entered or imported apart
    FINE = "fine"
    SETTLEMENT = "settlement"
    RANSOM = "ransom"
    MARKET_VALUE_LOSS = "market_value_loss"
    PRICE = "price"  # asked for the data on a market
    COST = "cost"  # what the incident cost the organisation
    COMPENSATION = "compensation"  # paid or offered to the data subjects


class Unit(StrEnum):
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    RECORDS = "records"
    CREDENTIALS = "credentials"
    EMAIL_ADDRESSES = "email_addresses"
    PAYMENT_CARDS = "payment_cards"
    ID_NUMBERS = "id_numbers"
    MESSAGES = "messages"
    FILES = "files"
    HOUSEHOLDS = "households"
    DEVICES = "devices"
    ORGANISATIONS = "organisations"
    BYTES = "bytes"
    MONEY = "money"
    OTHER = "other"


# News uses these words for one another; cards and passports are counts of their own.
ALIKE_UNITS = frozenset([Unit.PEOPLE, Unit.ACCOUNTS, Unit.RECORDS])


class Measure(StrEnum):
    """What happened to what is counted."""

    EXPOSED = "exposed"
    ACCESSED = "accessed"
    ACQUIRED = "acquired"
    SHARED = "shared"
    RECEIVED = "received"
    NOTIFIED = "notified"
    MISUSED = "misused"
    UNSPECIFIED = "unspecified"


class Hedge(StrEnum):
    """How the text bounds the number; `quantity.bounds` turns a hedge and a value into low and high."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    VAGUE = "vague"


class Modality(StrEnum):
    STATED = "stated"
    ESTIMATED = "estimated"
    POSSIBLE = "possible"
    ALLEGED = "alleged"
    PROJECTED = "projected"


class Polarity(StrEnum):
    ASSERTED = "asserted"
    DENIED = "denied"


class Scope(StrEnum):
    """Which part of the incident a number speaks of."""

    TOTAL = "total"
    SUBSET = "subset"  # of a country or a group, named in country and label
    DELTA = "delta"  # an increment: "37 million more than previously reported"
    SUPERSEDED = "superseded"  # given as an earlier figure
    NOTIFIED = "notified"  # how many were told, not how many were concerned
    AGGREGATE = "aggregate"  # a sector's or a year's sum over many incidents


class SpeakerKind(StrEnum):
    """Who asserts; reconciliation ranks speakers by it (docs/figures.md)."""

    COURT = "court"
    REGULATOR = "regulator"
    RESPONSIBLE_PARTY = "responsible_party"  # controller or processor of the incident
    REGISTER = "register"  # a public register of incidents, such as an authority's portal: what its row says
    INVOLVED_PARTY = "involved_party"  # another named party of the incident: recipient, data subject group...
    RESEARCHER = "researcher"  # a named independent
    PRESS = "press"
    THREAT_ACTOR = "threat_actor"
    OTHER = "other"  # named, of no other kind
    UNATTRIBUTED = "unattributed"  # the article's own voice


class Basis(StrEnum):
    EXTRACTED = "extracted"
    IMPORTED = "imported"
    ENTERED = "entered"
    DERIVED = "derived"  # worked out from another claim, never a quotation


class Presentation(StrEnum):
    """How one source tells a claim's number."""

    CURRENT = "current"
    EARLIER = "earlier"  # as a figure that another has replaced since
    PART = "part"  # as a part of a larger number that the source gives


class RelationKind(StrEnum):
    SUPERSEDES = "supersedes"
    DENIES = "denies"
    INCREMENTS = "increments"
    SUBSET_OF = "subset_of"
    REPEATS = "repeats"
    CORRECTS = "corrects"


class Decision(StrEnum):
    """A curator's review of a claim. The latest one counts; `unpin` takes a pin back and leaves it accepted."""

    ACCEPT = "accept"
    REJECT = "reject"
    PIN = "pin"
    UNPIN = "unpin"
    OUT_OF_SCOPE = "out_of_scope"


class FigureStatus(StrEnum):
    SETTLED = "settled"
    PROVISIONAL = "provisional"
    UNVERIFIED = "unverified"
    DISPUTED = "disputed"
    PLACEHOLDER = "placeholder"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How a claim stands in the last reconciliation."""

    STANDING = "standing"
    SUPERSEDED = "superseded"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"  # no article carries it any more


class DatePrecision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class IncidentKind(StrEnum):
    """GDPR art. 4(12) names the breaches; misuse and scraping are added for what is not a security breach."""

    CONFIDENTIALITY = "confidentiality_breach"
    INTEGRITY_AVAILABILITY = "integrity_or_availability_loss"
    MISUSE = "misuse"
    EXPOSURE = "exposure"
    SCRAPING = "scraping"
    UNKNOWN = "unknown"


class IncidentStatus(StrEnum):
    CANDIDATE = "candidate"
    OPEN = "open"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    CLOSED = "closed"
    REJECTED = "rejected"


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class Role(StrEnum):
    """GDPR art. 4(7)-(9) and VERIS actors."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    RECIPIENT = "recipient"
    THREAT_ACTOR = "threat_actor"
    DISCOVERER = "discoverer"
    DATA_SUBJECTS = "data_subjects"
    OTHER = "other"


class InvolvementStanding(StrEnum):
    ALLEGED = "alleged"
    ADMITTED = "admitted"
    FOUND = "found"
    DENIED = "denied"
    CLEARED = "cleared"


class PartyKind(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"
    PUBLIC_BODY = "public_body"
    GROUP = "group"


class RegulatorKind(StrEnum):
    DATA_PROTECTION_AUTHORITY = "data_protection_authority"
    CONSUMER_PROTECTION = "consumer_protection"
    ATTORNEY_GENERAL = "attorney_general"
    SECURITIES = "securities"
    HEALTH = "health"
    TELECOMS = "telecoms"
    COURT = "court"
    PARLIAMENT = "parliament"
    OTHER = "other"


class ProceedingKind(StrEnum):
    INQUIRY = "inquiry"
    HEARING = "hearing"
    ENFORCEMENT = "enforcement"
    LITIGATION = "litigation"
    SETTLEMENT = "settlement"
    ORDER = "order"


class StageKind(StrEnum):
    OPENED = "opened"
    HEARING = "hearing"
    NOTICE_OF_INTENT = "notice_of_intent"
    DECISION = "decision"
    SETTLEMENT = "settlement"
    APPEAL = "appeal"
    REDUCED = "reduced"
    ANNULLED = "annulled"
    FINAL = "final"
    PAID = "paid"


class DataClass(StrEnum):
    """Kinds of personal data; the last six are special categories (GDPR art. 9(1)) or criminal data (art. 10)."""

    NAMES = "names"
    CONTACT = "contact"
    CREDENTIALS = "credentials"
    PAYMENT = "payment"
    GOVERNMENT_ID = "government_id"
    LOCATION = "location"
    COMMUNICATIONS = "communications"
    SOCIAL = "social"  # profiles, friends, likes
    BEHAVIOUR = "behaviour"
    HEALTH = "health"
    BIOMETRIC = "biometric"
    GENETIC = "genetic"
    BELIEFS = "beliefs"  # political, religious, trade union
    SEXUALITY = "sexuality"
    CRIMINAL = "criminal"
    OTHER = "other"


# Beneath `plus` of VERIS: all that an export of an incident carries for an import of it.
CARRIED_IN = "privacy_incident_tracker"
CARRIED_FORMAT = 1


_SPECIAL_LABELS: dict[StrEnum, str] = {
    IncidentKind.MISUSE: "misuse or unlawful disclosure",
    IncidentKind.INTEGRITY_AVAILABILITY: "loss of integrity or availability",
}


def label(member: StrEnum) -> str:
    """The words for people: `payment_cards` gives "payment cards"."""
    return _SPECIAL_LABELS.get(member, member.value.replace("_", " "))


_DATA_LABEL = "with "


def data_label(kinds: Iterable[str]) -> str:
    """The label of a part by the kinds of data: "with bank details and passports"."""
    return f"{_DATA_LABEL}{' and '.join(sorted(kinds))}"
