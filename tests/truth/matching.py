"""Which incident an article is about: the weights of sources/pipeline/match/probability, learnt and measured.

    python -m tests.truth.matching            # what the weights are worth on incidents that they were not made from
    python -m tests.truth.matching --ship     # the same, then the weights of all sets are written for the product

Every stream is replayed with the links that its labels say, so that what was known at each article is right; every
incident that the article might be about is an example. Beside the learnt decision stands the one that it replaced: the
strengths of the reasons added up, 0.75 and more.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from unittest import mock

from tests.truth.sets import DATA, prepare
from tests.truth.stream_sets import LEARNT, load_set

_CONFIRMED = 0.5
_ADDED_UP = 0.75
_ODDS_A_POINT = 6.0
_STRENGTH = re.compile(r" [+-]\d\.\d\d$")


@dataclass(frozen=True, slots=True)
class Example:
    """One incident that an article might be about; `strength` is the sum of its reasons."""

    stream: str
    incident: str
    features: dict[str, float]
    strength: float
    right: bool


def examples_of(stream: str) -> list[Example]:
    """The examples of a stream, in the order of its articles."""
    from sources.pipeline import runner
    from sources.pipeline.match.incident_profile import MatchVerdict, Proposal, Reason
    from sources.pipeline.match.probability import features_of
    from sources.pipeline.match.scoring import score_all
    from sources.replay.cases import cases_of, open_case
    from sources.replay.running import Item, Replay
    from sources.replay.scratch import scratch_database
    from tests.truth.organisations.held_out import held_out

    streams = load_set(DATA, stream)
    labels, cases = streams.labels, cases_of(list(streams.incidents))
    found: list[Example] = []

    class Labelled(Replay):
        wanted: str | None = None

        def _take(self, item: Item) -> None:
            self.wanted = labels[item.id]
            super()._take(item)

    with held_out(DATA, stream), scratch_database():
        replay = Labelled({case.key: open_case(case) for case in cases})
        keys = {incident.pk: key for key, incident in replay.incidents.items()}

        def as_labelled(reading, profiles, **_):  # type: ignore[no-untyped-def]
            scored = score_all(reading, profiles)
            for one in scored:
                key = keys.get(one.profile.incident_id)
                if key and one.reasons and not one.profile.copied and one.profile.decided is None:
                    features = features_of(one, scored)
                    found.append(Example(stream, key, features, one.score, key == replay.wanted))
            incident = replay.incidents.get(replay.wanted or "")
            reason = Reason("label", 1.0, "as labelled")
            return (Proposal(incident.pk, 1.0, (reason,), MatchVerdict.CONFIRMED),) if incident else ()

        with mock.patch.object(runner, "match", as_labelled), mock.patch.object(runner, "open_candidate"):
            for _ in replay.run(streams.replayed(), []):
                pass
    return found


def prior_of(examples: Sequence[Example]) -> dict[str, float]:
    """What is believed of a reason before any label is seen: so much log-odds for each point of its strength."""
    names = {name for one in examples for name in one.features if _STRENGTH.search(name)}
    return {name: round(_ODDS_A_POINT * float(name.rpartition(" ")[2]), 3) for name in sorted(names)}


def lines(examples: Sequence[Example], probabilities: Sequence[float]) -> Iterator[str]:
    """The lines that compare, for each stream."""
    for stream in LEARNT:
        mine = [(one, share) for one, share in zip(examples, probabilities, strict=True) if one.stream == stream]
        total = sum(one.right for one, _ in mine)
        yield f"== {stream}: {len(mine)} incidents that an article might be about, {total} of them rightly"
        for name, chosen in (
            ("the strengths added up", [one.right for one, _ in mine if one.strength >= _ADDED_UP]),
            ("learnt, the incident left out", [one.right for one, share in mine if share >= _CONFIRMED]),
        ):
            yield f"  {name:<32} {sum(chosen):4} found of {total}, {len(chosen) - sum(chosen):3} wrong"
    for low, high in ((0.0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1.01)):
        here = [one.right for one, share in zip(examples, probabilities, strict=True) if low <= share < high]
        if here:
            yield f"  told {low:.1f} to {min(high, 1):.1f}: right in {sum(here) / len(here):.2f} of {len(here)}"


def main(arguments: Sequence[str]) -> int:
    from sources.extraction.learning.fitting import fit, left_out, ship

    if not DATA.is_dir():
        print("The labelled sets are not there (../shared/data): nothing was learnt.", file=sys.stderr)
        return 0
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), prepare) as pool:
        examples = [one for found in pool.map(examples_of, LEARNT) for one in found]
    rows, labels = [one.features for one in examples], [one.right for one in examples]
    prior = prior_of(examples)
    groups = [(one.stream, one.incident) for one in examples]
    print("\n".join(lines(examples, left_out(rows, labels, groups, prior=prior))))
    if "--ship" in arguments:
        ship("matching", fit(rows, labels, prior=prior))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
