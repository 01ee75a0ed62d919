"""Which incidents an article is about: a score with its reasons, never a yes or no by itself.

| reason          | weight         | when                                                                         |
| --------------- | -------------- | ---------------------------------------------------------------------------- |
| victim          | .40 .35 .30    | the organisation responsible is named in the title, and in the text or with  |
|                 |                | a word for a breach; near the beginning and again, or a notice of its own;   |
|                 |                | near the beginning, once; or the product by which the incident is called is  |
|                 |                | named there. A web address names whom it is named for                        |
| only mentioned  | .20, in all    | it is named, but neither in the title nor near the beginning                 |
|                 | at most .60    | (more on the days of the disclosure, with words of the incident's title;     |
|                 |                | with its precise figure while it is in the news; with a figure of it and two |
|                 |                | of its other parties near the beginning)                                     |
| similar name    | .20, in all    | none of its names is there, but one that is spelled nearly so; or only as    |
|                 | at most .60    | the beginning of another's name                                              |
| publisher       | .15            | the organisation responsible published it                                    |
| topic           | .15 0 -.40     | the text speaks of a breach, leak or misuse of data (`topics`); hardly, or   |
|                 |                | in passing without a count of its own; not at all                            |
| kind            | -.15           | it tells of another kind of event than the incident is                       |
| many            | -.30           | the title speaks of breaches in general, and names nobody responsible        |
| other party     | .15 .05 each,  | recipients, attackers and others of the incident are named near the          |
|                 | two at most    | beginning; later. Where nobody responsible is named, and several incidents   |
|                 |                | have these parties, .60 in all at most                                       |
| update          | .10            | a number in it adds to or puts right an earlier one                          |
| year            | .20 .15        | near the beginning stands the year or month of the incident; that of its     |
|                 |                | disclosure; but for a year that breaches are counted from ("since 2019")     |
| figure          | .25 .15        | a figure that it gives as its own is claimed of the incident; a round one,   |
|                 |                | or far down                                                                  |
| recalled        | -.15           | it gives such a figure, but of something that it only recalls                |
| title words     | .10 each, .20  | particular words of the incident's title                                     |
| day             | .30 .25 .20 .10| published on the day of the disclosure; within 45 days of it or of the       |
|                 |                | latest coverage; within 120, or in the week before it; within 400            |
| too early       | -.60           | published longer before the incident was disclosed                           |
| long ago        | -.15           | more than 400 days later, and nothing of the above ties it to the incident   |
| doer            | -.40           | the title tells of what the organisation itself broke into                   |
| aftermath       | .15            | a fine, settlement, lawsuit or appeal near the beginning, or what goes       |
|                 |                | before them (a notice of intent), 45 days or later                           |
| another breach  | -.50 -.35 -.15 | another, new or separate breach in the title; near the beginning; further    |
|                 |                | down; but for the first 14 days (three, if told apart), and the first 45 of  |
|                 |                | the newest of several known, or of one later than the year counted from;     |
|                 |                | 45 days later also if another party is named only in looking back ("since")  |
| later event     | -.40           | what it tells of happened after the incident was disclosed, and is not told  |
|                 |                | after the year of the incident itself                                        |
| same story      | .80, in all    | another copy of the story is confirmed to be about it                        |
| curator         | 1, or 0 in all | a curator confirmed or rejected it for the same story                        |

These are strengths, not yet probabilities: `article_features` reads an article for them, `scoring` finds them for one
incident, and `probability` tells by learnt weights how likely they make it. Decided here is what scores cannot tell:
which of several incidents the article is really about.
"""

from collections.abc import Iterable, Sequence

from sources.pipeline.match.incident_profile import (
    VICTIM_IN_TITLE,
    YEAR_EARLY,
    MatchInput,
    MatchVerdict,
    Profile,
    Proposal,
    ScoredIncident,
)
from sources.pipeline.match.probability import with_probabilities
from sources.pipeline.match.scoring import score_all

VERSION = "7"
_AHEAD = 0.15  # added to a score, for the order only


def match(
    reading: MatchInput, profiles: Iterable[Profile], *, confirm_threshold: float, suggest_threshold: float
) -> tuple[Proposal, ...]:
    """The incidents that the article may be about, best first; see `settle` for what is confirmed."""
    weighed = with_probabilities(score_all(reading, profiles))
    return settle(weighed, confirm_threshold=confirm_threshold, suggest_threshold=suggest_threshold)


def settle(
    weighed: Iterable[ScoredIncident], *, confirm_threshold: float, suggest_threshold: float
) -> tuple[Proposal, ...]:
    """The incidents that the article may be about, best first; nothing below `suggest_threshold` but what a curator
    rejected for the same story.

    Beside the best, an incident is confirmed only if another responsible organisation of it is also in the title, or if
    it has reasons of its own: its year near the beginning and one of its figures. Two incidents of one organisation are
    both confirmed only if, besides, the article speaks of several breaches at once, and the figure is not claimed of
    the other one; or if the article has, from each one's title, a word that the other's lacks. The same company's other
    breach is the commonest trap, and news recalls other breaches for comparison.

    Of two with the same score, the one whose title word the article has first goes first. What a curator confirmed
    comes before all, then what another copy of the story is about, whatever else fits. Candidates come last, since
    nobody knows yet whether they are incidents of their own.
    """
    weighed = list(weighed)
    ahead = {one.profile.incident_id for one in weighed if _comes_first(one, weighed)}
    proposals: list[Proposal] = []
    taken: set[str] = set()
    kept: list[ScoredIncident] = []
    for one in sorted(weighed, key=lambda one: _precedence(one, ahead)):
        if one.profile.decided is False:
            proposals.append(_proposal(one, MatchVerdict.REJECTED))
        if one.score < suggest_threshold or one.profile.dismissed:
            continue
        confirmed = one.score >= confirm_threshold and (bool(one.profile.decided) or _counts_beside(one, kept))
        if one.profile.candidate and not confirmed and taken & one.victims:
            continue  # a curator need not be asked: the article is about a known incident of the same organisation
        if confirmed:
            kept.append(one)
            taken |= one.victims
        proposals.append(_proposal(one, MatchVerdict.CONFIRMED if confirmed else MatchVerdict.SUGGESTED))
    return tuple(sorted(proposals, key=lambda one: (-one.score, one.incident_id)))


def _counts_beside(one: ScoredIncident, kept: Sequence[ScoredIncident]) -> bool:
    """Whether the article counts for this incident too, beside those that it certainly counts for."""
    rivals = [other for other in kept if other.victims & one.victims]
    if not rivals:
        return not kept or _stands_alone(one) or one.has("victim", VICTIM_IN_TITLE)
    return all(_are_copied(one, other) or _are_distinguished(one, other) for other in rivals)


def _are_copied(one: ScoredIncident, other: ScoredIncident) -> bool:
    """Whether another copy of the story was confirmed to be about both."""
    return one.profile.copied and other.profile.copied and not other.profile.decided


def _precedence(one: ScoredIncident, ahead: set[int]) -> tuple[bool, bool, bool, float, int]:
    score = one.score + _AHEAD * (one.profile.incident_id in ahead)
    profile = one.profile
    return not profile.decided, not profile.copied, profile.candidate, -score, profile.incident_id


def _comes_first(one: ScoredIncident, weighed: Iterable[ScoredIncident]) -> bool:
    """Whether, of an organisation's incidents, this is the one of whose title the article has a word first."""
    others = [other for other in weighed if other is not one and other.victims & one.victims]
    places = [other.first_word_at for other in others if other.first_word_at is not None]
    return one.first_word_at is not None and bool(places) and one.first_word_at < min(places)


def _proposal(one: ScoredIncident, verdict: MatchVerdict) -> Proposal:
    return Proposal(one.profile.incident_id, max(0.0, min(1.0, one.score)), one.weighed or one.reasons, verdict)


def _stands_alone(one: ScoredIncident) -> bool:
    return one.has("year", YEAR_EARLY) and one.has("figure")


def _are_distinguished(one: ScoredIncident, other: ScoredIncident) -> bool:
    """Whether the article tells of both of an organisation's incidents, and distinguishes them."""
    by_words = bool(one.words.keys() - other.words.keys()) and bool(other.words.keys() - one.words.keys())
    return one.several and (by_words or (_stands_alone(one) and bool(one.figures - other.figures)))
