"""A claim on its way to the ledger, with the mention that it was drawn from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from incidents.ledger import ClaimDraft, RelationDraft
from sources.models import Mention


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, and the mention that it was drawn from; a derived one shares its mention's evidence, not its quote."""

    mention: Mention
    draft: ClaimDraft


def with_relations(one: Drafted, relations: Iterable[RelationDraft]) -> Drafted:
    """The same, with these relations besides its own."""
    return replace(one, draft=replace(one.draft, relations=(*one.draft.relations, *relations)))
