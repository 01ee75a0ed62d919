"""The only writer of claims, figures and events; the admin, REST and the pipeline all call it.

Every verb locks the incident, makes its change, works the figures out and writes the events in one short transaction,
and is silent when nothing changed. What a field refuses is a ValidationError naming it; every other refusal is a
LedgerError whose words say what to do.
"""

from incidents.ledger.bulk import ItemsRefused, ReviewDraft, open_incidents, review_claims
from incidents.ledger.correcting import CORRECTABLE, correct_claim
from incidents.ledger.drafts import (
    SYSTEM,
    Actor,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    RelationDraft,
    SpeakerDraft,
)
from incidents.ledger.entry_checks import more_than_can_be
from incidents.ledger.errors import ChangeRefused, IncidentMerged, LedgerError, OddEntry, VersionConflict
from incidents.ledger.events import gathered_events
from incidents.ledger.figure_steps import figure_steps
from incidents.ledger.figures import figures_as_of, figures_by_day, reconcile_incident
from incidents.ledger.incidents import (
    add_involvement,
    learn_acronyms,
    open_incident,
    remove_involvement,
    update_incident,
)
from incidents.ledger.kept_by_hand import change_record, enter_record, kept_version
from incidents.ledger.loading import LoadDraft, load_incidents
from incidents.ledger.locks import hold, lock_for, one_at_a_time
from incidents.ledger.merging import merge_incidents, move_claims, split_incident, undo_merge
from incidents.ledger.parties import add_names, entered_party, known_party, own_names, party_version, update_party
from incidents.ledger.party_loading import PartyDraft, give_sectors, load_parties
from incidents.ledger.proceedings import add_stage, amend_proceeding, amend_stage, open_proceeding, remove_stage
from incidents.ledger.recording import (
    Recording,
    enter_claim,
    note_article_changed,
    note_coverage,
    overrule_figure,
    record_claims,
    record_sources,
)
from incidents.ledger.redacting import preview_redaction, redact_field, redact_text
from incidents.ledger.register_doubts import settle_doubt
from incidents.ledger.restoring import CarriedCase, CarriedClaim, CarriedIncident, CarriedStage, restore_incidents
from incidents.ledger.reviewing import review_claim
from incidents.ledger.row_writing import insert_rows
from incidents.ledger.stage_drafts import ActingDraft, StageDraft
from incidents.ledger.stage_recording import record_stages
from incidents.ledger.stages_as_of import StageAsOf, proceedings_as_of, stages_as_of

__all__ = [
    "CORRECTABLE",
    "SYSTEM",
    "ActingDraft",
    "Actor",
    "CarriedCase",
    "CarriedClaim",
    "CarriedIncident",
    "CarriedStage",
    "ChangeRefused",
    "ClaimDraft",
    "EvidenceDraft",
    "IncidentDraft",
    "IncidentMerged",
    "InvolvementDraft",
    "ItemsRefused",
    "LedgerError",
    "LoadDraft",
    "OddEntry",
    "PartyDraft",
    "Recording",
    "RelationDraft",
    "ReviewDraft",
    "SpeakerDraft",
    "StageAsOf",
    "StageDraft",
    "VersionConflict",
    "add_involvement",
    "add_names",
    "add_stage",
    "amend_proceeding",
    "amend_stage",
    "change_record",
    "correct_claim",
    "enter_claim",
    "enter_record",
    "entered_party",
    "figure_steps",
    "figures_as_of",
    "figures_by_day",
    "gathered_events",
    "give_sectors",
    "hold",
    "insert_rows",
    "kept_version",
    "known_party",
    "learn_acronyms",
    "load_incidents",
    "load_parties",
    "lock_for",
    "merge_incidents",
    "more_than_can_be",
    "move_claims",
    "note_article_changed",
    "note_coverage",
    "one_at_a_time",
    "open_incident",
    "open_incidents",
    "open_proceeding",
    "overrule_figure",
    "own_names",
    "party_version",
    "preview_redaction",
    "proceedings_as_of",
    "reconcile_incident",
    "record_claims",
    "record_sources",
    "record_stages",
    "redact_field",
    "redact_text",
    "remove_involvement",
    "remove_stage",
    "restore_incidents",
    "review_claim",
    "review_claims",
    "settle_doubt",
    "split_incident",
    "stages_as_of",
    "undo_merge",
    "update_incident",
    "update_party",
]
