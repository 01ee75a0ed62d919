"""The claims of one figure on their way through the rules."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from incidents.figures.assertion import Assertion
from incidents.figures.copies import ScreenedClaim, lay_together
from incidents.figures.explain import quoted
from incidents.figures.policy import Policy
from incidents.figures.preference import choose
from incidents.figures.speaker_positions import Position, lay_rounder_together, position, positions
from incidents.figures.verdicts import ClaimRole, Effect
from incidents.vocabulary import Decision, Polarity

# What a rule decides on: a claim, its copies laid together, or all that give a position's number.
Subject = Assertion | ScreenedClaim | Position
Finding = tuple[Subject, Assertion | None]  # with the claim because of which it does
_Subject = TypeVar("_Subject", bound=Subject)


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason why a claim counts as it does.

    name       its code in the explanation and in REST
    effect     what becomes of the claims that it finds
    find       when it applies: what it finds among the claims on which no earlier rule has decided
    sentence   what the explanation prints; {} is the claim because of which it applies
    first      what is worked out before it from what earlier rules have left
    """

    name: ClaimRole
    effect: Effect
    find: Callable[["Case"], Iterable[Finding]]
    sentence: str
    first: Callable[["Case"], None] | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """The rule that decided on a claim, and the claim because of which it did."""

    rule: Rule
    because: Assertion | None

    @property
    def reason(self) -> str:
        return self.rule.sentence.format(quoted(self.because) if self.because else "")


@dataclass(slots=True)
class Case:
    """What the rules look at, and by key what they have decided.

    claims         all claims, by key
    part_numbers   numbers that some text tells as those of a part of the incident
    screened       the asserted claims, copies laid together; `denials` the denied ones
    pinned         the claim that a curator pinned
    standing       what each speaker says now
    top            the position that gives the figure; `others` are those that stand beside it
    """

    claims: Mapping[str, Assertion]
    policy: Policy
    part_numbers: frozenset[int]
    notes: dict[str, Note] = field(default_factory=dict)
    screened: Sequence[ScreenedClaim] = ()
    denials: Sequence[ScreenedClaim] = ()
    pinned: ScreenedClaim | None = None
    standing: Sequence[Position] = ()
    top: Position | None = None
    others: Sequence[Position] = ()

    def apply(self, rule: Rule) -> None:
        """Note for each claim that the rule finds that it decides on it."""
        if rule.first is not None:
            rule.first(self)
        for subject, because in list(rule.find(self)):
            self.notes.update((key, Note(rule, because)) for key in subject.keys)

    def undecided(self, subjects: Iterable[_Subject]) -> list[_Subject]:
        """Those on which no rule has decided yet."""
        return [subject for subject in subjects if subject.keys[0] not in self.notes]

    def beside_top(
        self, subjects: Iterable[_Subject], condition: Callable[[_Subject, Position], bool]
    ) -> Iterator[Finding]:
        """The undecided that stand so to the position that gives the figure; nothing where none does."""
        for subject in self.undecided(subjects) if self.top is not None else ():
            if self.top is not None and condition(subject, self.top):
                yield subject, self.top.lead.claim

    @property
    def disputed(self) -> bool:
        return any(note.rule.effect is Effect.DISPUTES for note in self.notes.values())

    def polarised(self, polarity: Polarity) -> list[Assertion]:
        """The undecided claims that assert, or that deny."""
        return [claim for claim in self.undecided(self.claims.values()) if claim.polarity is polarity]

    def unless_pinned(self) -> list[ScreenedClaim]:
        """The undecided claims; none beside a pinned one, which lets all others stand as they are."""
        return self.undecided(self.screened) if self.pinned is None else []

    def lay_copies_together(self) -> None:
        """Take the claims that count by themselves, and look for a pinned one: of several the newest."""
        self.denials = lay_together(self.polarised(Polarity.DENIED), self.policy)
        self.screened = lay_together(self.polarised(Polarity.ASSERTED), self.policy)
        pins = [claim for claim in self.screened if claim.claim.decision is Decision.PIN]
        self.pinned = max(pins, key=lambda claim: (claim.day, claim.place), default=None)

    def keep_screened(self) -> None:
        """Leave the claims that have passed the screening, and the pinned one apart."""
        self.screened = [claim for claim in self.undecided(self.screened) if claim is not self.pinned]

    def take_positions(self) -> None:
        """Work out what each speaker says now."""
        self.standing = positions(self.undecided(self.screened), self.policy)

    def choose_top(self) -> None:
        """Choose the position that gives the figure: the pinned claim's, else as the policy prefers."""
        self.others = lay_rounder_together(self.undecided(self.standing))
        if self.pinned is not None:
            self.top = position([self.pinned], self.policy)
        elif self.others:
            self.top, self.others = choose(self.others, self.policy)

    def keep_standing(self) -> None:
        """Leave the positions beside the top one that have not been overtaken."""
        self.others = self.undecided(self.others)
