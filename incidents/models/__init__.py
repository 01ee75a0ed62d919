from incidents.models.claim import Claim, ClaimRelation, Evidence, Review
from incidents.models.event import Event, EventCounter, EventDraft, EventType
from incidents.models.figure import Figure, FigureRevision
from incidents.models.incident import Incident, IncidentCountry, IncidentDataClass
from incidents.models.merge import IncidentMerge
from incidents.models.party import Involvement, Party, PartyAlias
from incidents.models.proceeding import Proceeding, Stage, StageEvidence
from incidents.models.redaction import Redaction
from incidents.models.register import EntryState, RegisterEntry, entry_source
from incidents.models.regulator import Regulator
from incidents.models.snapshot import Snapshot, SnapshotFile, SnapshotKind, SnapshotState, hidden_since
from incidents.models.statistics import KeptStatistics
from incidents.models.subscription import Cadence, Letter, Subscription
from incidents.models.suggestion import Suggestion, SuggestionState
from incidents.models.workplace import EventsRead, SavedView, TriageLease

__all__ = [
    "Cadence",
    "Claim",
    "ClaimRelation",
    "EntryState",
    "Event",
    "EventCounter",
    "EventDraft",
    "EventType",
    "EventsRead",
    "Evidence",
    "Figure",
    "FigureRevision",
    "Incident",
    "IncidentCountry",
    "IncidentDataClass",
    "IncidentMerge",
    "Involvement",
    "KeptStatistics",
    "Letter",
    "Party",
    "PartyAlias",
    "Proceeding",
    "Redaction",
    "RegisterEntry",
    "Regulator",
    "Review",
    "SavedView",
    "Snapshot",
    "SnapshotFile",
    "SnapshotKind",
    "SnapshotState",
    "Stage",
    "StageEvidence",
    "Subscription",
    "Suggestion",
    "SuggestionState",
    "TriageLease",
    "entry_source",
    "hidden_since",
]
