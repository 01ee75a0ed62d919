"""Why a claim counts or is left aside: the rules, in the order in which they are applied.

The first rule that finds a claim decides on it, and the explanation prints that rule's sentence. A rule stands twice
where its question is asked again once more is known. docs/figures.md lists the rules for readers.
"""

from incidents.figures.bounds import agreeing, bound, carrying
from incidents.figures.disputes import against_pin, contradicting, denying, other_denials
from incidents.figures.rule_application import Case, Rule
from incidents.figures.screening import (
    beside_others,
    by_unverified_speakers,
    decided,
    each,
    has_no_number,
    is_aggregate,
    is_derived,
    is_increment,
    is_part,
    is_projection,
    misprints,
    parts_by_number,
    placeholders,
    unpinned,
)
from incidents.figures.superseding import asserted_again, denied_later, overtaken, presented_as_earlier, revised
from incidents.figures.verdicts import ClaimRole as Role
from incidents.figures.verdicts import Effect
from incidents.vocabulary import Decision

SUPPORTS, DISPUTES, STANDS = Effect.SUPPORTS, Effect.DISPUTES, Effect.STANDS
ASIDE, REPLACED = Effect.SET_ASIDE, Effect.SUPERSEDED
IS_A_PART = "It is a part of another claim's number."
SAYS_OTHERWISE = "The same speaker says otherwise: {}."

RULES = (
    # What a claim is by itself.
    Rule(Role.REJECTED, ASIDE, decided(Decision.REJECT), "A curator rejected it."),
    Rule(Role.OUT_OF_SCOPE, ASIDE, decided(Decision.OUT_OF_SCOPE), "A curator marked it as not about this incident."),
    Rule(Role.NO_NUMBER, ASIDE, each(has_no_number), "It names no number."),
    Rule(Role.INCREMENT, ASIDE, unpinned(is_increment), "It is an increase, not a total; nothing is added up."),
    Rule(Role.AGGREGATE, ASIDE, unpinned(is_aggregate), "It is a sum over several incidents."),
    Rule(Role.PART_OF_ANOTHER, ASIDE, unpinned(is_part), IS_A_PART),
    Rule(Role.UNVERIFIED_VOICE, ASIDE, by_unverified_speakers, "The policy does not hear this kind of speaker."),
    Rule(Role.PLACEHOLDER, ASIDE, placeholders, "It is a placeholder for a count that nobody had yet."),
    # What it is beside the others.
    Rule(
        Role.MISPRINT,
        ASIDE,
        misprints,
        "It looks like a misprint, thousand and million mixed up: {}.",
        Case.lay_copies_together,
    ),
    Rule(Role.PROJECTION, ASIDE, beside_others(is_projection), "It says what may come, and somebody has said what is."),
    Rule(
        Role.DERIVED,
        REPLACED,
        beside_others(is_derived),
        "It was worked out from another claim, and somebody has said a number.",
    ),
    Rule(Role.PART_OF_ANOTHER, ASIDE, parts_by_number, IS_A_PART),
    # What its speaker says now.
    Rule(Role.RETRACTED, REPLACED, denied_later, SAYS_OTHERWISE, Case.keep_screened),
    Rule(Role.REVISED, REPLACED, revised, "The same speaker's figure is now {}.", Case.take_positions),
    Rule(
        Role.PRESENTED_AS_EARLIER,
        REPLACED,
        presented_as_earlier,
        "It is told as an earlier figure, and a newer one stands: {}.",
    ),
    # What it is to the position that gives the figure.
    Rule(Role.OVERTAKEN, REPLACED, overtaken, "The news has led with another number since: {}.", Case.choose_top),
    Rule(Role.CARRIES, SUPPORTS, carrying, "It gives the figure.", Case.keep_standing),
    Rule(Role.AGREES, SUPPORTS, agreeing, "It gives as good as the same number: {}."),
    Rule(
        Role.UNNAMED,
        STANDS,
        bound(Role.UNNAMED),
        "Nobody is named for it, and a named speaker gives the figure: {}.",
    ),
    Rule(Role.RETRACTED, REPLACED, asserted_again, SAYS_OTHERWISE),
    Rule(Role.OVERRULED, STANDS, against_pin, "A curator pinned another claim: {}."),
    Rule(Role.DISPUTES, DISPUTES, contradicting, "It contradicts the figure: {}."),
    Rule(Role.DENIES, DISPUTES, denying, "It denies the figure: {}."),
    Rule(
        Role.DENIES_ANOTHER_NUMBER,
        STANDS,
        other_denials,
        "It denies a number that is not the figure, or nobody named denies it.",
    ),
    # What it does to the range.
    Rule(Role.FLOOR, SUPPORTS, bound(Role.FLOOR), "It is a lower bound, and the figure is above it: {}."),
    Rule(Role.WIDENS_LOW, SUPPORTS, bound(Role.WIDENS_LOW), "It stands beside the figure and lowers its low end: {}."),
    Rule(Role.CEILING, SUPPORTS, bound(Role.CEILING), "It is an upper bound, and the later figure is below it: {}."),
    Rule(
        Role.WIDENS_HIGH,
        SUPPORTS,
        bound(Role.WIDENS_HIGH),
        "It stands beside the figure and raises its high end: {}.",
    ),
)
