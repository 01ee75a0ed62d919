"""Which columns of which tables are kept for searching.

Parts are SQL of one row, `{row}` standing for it, with the weight at which a word there counts: A a title or a name, C
other words, D references and addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is kept of one table.

    name     by which the index, functions and triggers are called
    table    whose rows are found
    parts    (SQL of one row, weight)
    watched  columns whose change is a change of the parts
    marks    PostgreSQL: SQL of the ids of named rows that belong to the row, so that it is found by their names
    touched  PostgreSQL: (table, its column that holds our id, its columns that matter): a change there is one here
    near     SQL of the names that may be nearly spelt alike, empty for none
    by_vendor vendor -> parts that are spelt otherwise there
    """

    name: str
    table: str
    parts: tuple[tuple[str, str], ...]
    watched: tuple[str, ...]
    marks: str = ""
    touched: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    near: str = ""
    by_vendor: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def parts_on(self, vendor: str) -> tuple[tuple[str, str], ...]:
        return (*self.parts, *self.by_vendor.get(vendor, ()))


INCIDENT: Final = Shelf(
    name="incident",
    table="incidents_incident",
    parts=(("{row}.title", "A"), ("{row}.summary", "C"), ("{row}.reference", "D"), ("{row}.slug", "D")),
    watched=("title", "summary", "reference", "slug"),
    marks="SELECT party_id FROM incidents_involvement WHERE incident_id = {row}.id",
    touched=(("incidents_involvement", "incident_id", ("incident_id", "party_id")),),
)
PARTY: Final = Shelf(
    name="party",
    table="incidents_party",
    parts=(("{row}.name", "A"), ("{row}.name_key", "A"), ("{row}.reference", "D")),
    watched=("name", "name_key", "reference"),
    near="{row}.name",
)
ALIAS: Final = Shelf(
    name="alias",
    table="incidents_partyalias",
    parts=(("{row}.name", "A"), ("{row}.name_key", "A")),
    watched=("name", "name_key"),
    near="{row}.name",
)
CLAIM: Final = Shelf(
    name="claim",
    table="incidents_claim",
    parts=(("{row}.speaker_words", "A"), ("{row}.printed", "A"), ("{row}.reference", "D")),
    watched=("speaker_words", "printed", "reference"),
)
EVIDENCE: Final = Shelf(
    name="evidence",
    table="incidents_evidence",
    parts=(("{row}.quote", "C"),),
    watched=("quote",),
)
REGULATOR: Final = Shelf(
    name="regulator",
    table="incidents_regulator",
    parts=(("{row}.name", "A"), ("{row}.acronym", "A"), ("{row}.region", "C"), ("{row}.slug", "D")),
    watched=("name", "acronym", "region", "slug", "aliases"),
    near="{row}.name",
    by_vendor={
        "postgresql": (("(SELECT string_agg(value, ' ') FROM jsonb_array_elements_text({row}.aliases))", "A"),),
        "sqlite": (("(SELECT group_concat(value, ' ') FROM json_each({row}.aliases))", "A"),),
    },
)
INCIDENTS_SHELVES: Final = (INCIDENT, PARTY, ALIAS, CLAIM, EVIDENCE, REGULATOR)
