"""Reasons by names: of the organisation responsible, of other parties, of the publisher and of the incident."""

from collections.abc import Iterable
from itertools import islice

from incidents.names import name_key, normalise_name
from sources.extraction.find.titles import proper_words
from sources.pipeline.match.article_features import ArticleFeatures
from sources.pipeline.match.incident_profile import RESPONSIBLE, VICTIM_IN_TITLE, PartyNames, Profile, Reason
from sources.pipeline.match.reasons_by_day import FRESH_DAYS

WEAK = frozenset({"only mentioned", "similar name"})
PARTY_EARLY = 0.15
NAMES_PREFIX = "names "


def _names(profile: Profile, *, responsible: bool) -> frozenset[str]:
    parties = [party for party in profile.parties if (party.role in RESPONSIBLE) is responsible]
    return frozenset[str]().union(*(party.names for party in parties))


def by_victim(article: ArticleFeatures, profile: Profile) -> Reason | None:
    """The reason for the organisation responsible: its own name, what it publishes itself, or its service's name."""
    named = _named(article, profile)
    if named is not None and named.name not in WEAK:
        return named
    if _is_ranked_first(article, profile):
        return Reason("victim", 0.35, "it is likely to tell of this organisation")
    if _speaks_of_itself(article, profile):
        return Reason("victim", 0.35, "its publisher speaks of itself")
    return _called(article, profile, named) or named


def _named(article: ArticleFeatures, profile: Profile) -> Reason | None:
    names = _names(profile, responsible=True)
    seen = article.sightings(names | article.shortened(names))
    if not seen:
        similar = profile.similar
        return Reason("similar name", 0.20, f"“{similar}” is nearly one of its names") if similar else None
    longer = article.continued(seen)
    if longer and not set(longer.split()) <= set(normalise_name(profile.title).split()):
        return Reason("similar name", 0.20, f"“{longer}” is the name of another")
    name, in_text = seen[0].name, [one for one in seen if not one.in_title]
    headed = seen[0].in_title and not article.compared(seen[0]) and (in_text or article.signs.topics.in_title)
    if headed or any(article.heads(one.name) for one in in_text):
        return Reason("victim", VICTIM_IN_TITLE, f"“{name}” is in the title")
    early = [one for one in seen if one.at < article.early]
    if len(early) > 1 or (early and len(seen) > 1):
        return Reason("victim", 0.35, f"“{name}” is named {len(seen)} times")
    if early:
        return Reason("victim", 0.30, f"“{name}” is named once")
    return Reason("only mentioned", 0.20, f"“{name}” is named late in the text only")


def _is_ranked_first(article: ArticleFeatures, profile: Profile) -> bool:
    """Whether the likeliest organisation of the article, by the learnt ranking, is the one responsible, by any form of
    its name that says as much: "Bramble Inc" is Bramble."""
    own = (party.party for party in profile.parties if party.role in RESPONSIBLE)
    return bool(article.likely) and not article.likely.isdisjoint(map(name_key, own))


def _called(article: ArticleFeatures, profile: Profile, named: Reason | None) -> Reason | None:
    """The service or product that the incident is named after, if the organisation is named late or not at all."""
    late = named is None or named.name == "only mentioned"
    found = article.called_by(proper_words(profile.title, all_names(profile))) if late else None
    if found is None:
        return None
    words, in_title = found
    return Reason("victim", 0.35 if in_title else 0.30, f"“{words}” of its title is near the beginning")


def _speaks_of_itself(article: ArticleFeatures, profile: Profile) -> bool:
    """Whether it is a notice: the organisation responsible published it, and calls itself "we"."""
    return bool(by_publisher(article, profile)) and article.signs.first_person


def by_other_parties(article: ArticleFeatures, profile: Profile, since: int | None) -> list[Reason]:
    """The other parties that are named and not only recalled, a second responsible organisation among them."""
    seen = [party for party in profile.parties if article.sightings(party.names)]
    victims = [party for party in seen if party.role in RESPONSIBLE]
    known = victims[0].names if victims else frozenset[str]()
    others = [party for party in seen if not party.names & known and party not in victims[:1]]
    others = [party for party in others if not _recalled(article, party, since)]
    first = [(article.sightings(party.names)[0].at, party.party) for party in others[:2]]
    return [
        Reason("other party", PARTY_EARLY if at < article.early else 0.05, NAMES_PREFIX + party) for at, party in first
    ]


def by_recall(article: ArticleFeatures, profile: Profile, since: int | None) -> list[Reason]:
    """The reason against an article that, long after, names another party of the incident only where it looks back:
    "it comes months after the Cambridge Analytica scandal"."""
    others = (party for party in profile.parties if party.role not in RESPONSIBLE)
    for party in others:
        if words := _recalled(article, party, since):
            return [Reason("another breach", -0.35, f"names {party.party} “{words}” alone")]
    return []


def _recalled(article: ArticleFeatures, party: PartyNames, since: int | None) -> str:
    """The words by which the article looks back, if it names the party only so, long after the disclosure, and tells of
    no aftermath; empty otherwise."""
    if since is None or since <= FRESH_DAYS or article.signs.aftermath:
        return ""
    words = [article.looks_back(one) for one in article.sightings(party.names)]
    return words[0] if words and all(words) else ""


def by_publisher(article: ArticleFeatures, profile: Profile) -> list[Reason]:
    """The reason for an article that the organisation responsible published."""
    publisher = normalise_name(article.reading.publisher)
    names = _names(profile, responsible=True)
    own = next((name for name in sorted(names) if publisher and f"{publisher} ".startswith(f"{name} ")), None)
    return [Reason("publisher", 0.15, f"“{own}” published it")] if own else []


def by_title_words(found: Iterable[str]) -> list[Reason]:
    """A reason for each of the first two words of the incident's title that were found."""
    return [Reason("title words", 0.10, f"has “{word}” of the incident's title") for word in islice(found, 2)]


def all_names(profile: Profile) -> set[str]:
    """The names of its parties, as compared: those in full, and those that the article has."""
    return {name for party in profile.parties for name in (normalise_name(party.party), *party.names)}


def by_doer(article: ArticleFeatures, profile: Profile) -> list[Reason]:
    """The organisation as the one that broke in: "Bramble Bank fined for hacking a rival"."""
    seen = [one.at for one in article.sightings(_names(profile, responsible=True)) if one.in_title]
    if article.signs.breaks_in is None or not seen or max(seen) > article.signs.breaks_in:
        return []
    return [Reason("doer", -0.40, "the title tells of what the organisation did to others")]
