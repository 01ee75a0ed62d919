"""Which speakers outrank which, and what kinds of speakers have in common."""

from incidents.vocabulary import Metric, SpeakerKind

# Who outranks whom (docs/figures.md). A court overrules a regulator, so each has its own step. What an article says in
# its own voice ranks like what it says another newspaper reported: neither names a source that could know.
RANKING: tuple[frozenset[SpeakerKind], ...] = (
    frozenset({SpeakerKind.COURT}),
    frozenset({SpeakerKind.REGULATOR}),
    frozenset({SpeakerKind.RESPONSIBLE_PARTY}),
    frozenset({SpeakerKind.REGISTER}),
    frozenset({SpeakerKind.INVOLVED_PARTY, SpeakerKind.RESEARCHER, SpeakerKind.OTHER}),
    frozenset({SpeakerKind.PRESS, SpeakerKind.UNATTRIBUTED}),
    frozenset({SpeakerKind.THREAT_ACTOR}),
)
AUTHORITIES = frozenset({SpeakerKind.COURT, SpeakerKind.REGULATOR})
NARRATORS = frozenset({SpeakerKind.PRESS, SpeakerKind.UNATTRIBUTED})
# Attackers who sell or extort know what they ask; what they say was taken is a boast until somebody else confirms it.
ASKED_BY_THE_ATTACKER = frozenset({Metric.RANSOM, Metric.PRICE})
