"""A claim on its way to the ledger, with the mention that it was drawn from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from incidents.ledger import ClaimDraft, RelationDraft
from incidents.vocabulary import Presentation
from sources.extraction import KeptReading
from sources.extraction.resolve.figure_contexts import FigureContext
from sources.models import Mention


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft and the mention it was drawn from. A derived draft has no evidence of its own, only its mention's."""

    mention: Mention
    draft: ClaimDraft

    @property
    def presented_as(self) -> Presentation | None:
        """How its source tells it; None for what has no source."""
        return self.draft.evidence.presented_as if self.draft.evidence else None


def context_of(mention: Mention, kept: KeptReading) -> FigureContext:
    """What stands around the mention's figure in its sentence."""
    return kept.context_of(mention.start, mention.end, in_title=mention.in_title)


def presented(one: Drafted, presented_as: Presentation) -> Drafted:
    """The same, presented in this way by its source."""
    evidence = one.draft.evidence and replace(one.draft.evidence, presented_as=presented_as)
    return replace(one, draft=replace(one.draft, evidence=evidence))


def with_relations(one: Drafted, relations: Iterable[RelationDraft]) -> Drafted:
    """The same, with these relations besides its own."""
    return replace(one, draft=replace(one.draft, relations=(*one.draft.relations, *relations)))
