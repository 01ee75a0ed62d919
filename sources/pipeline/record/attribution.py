"""Whose words a mention reports: a party of the incident, a regulator, the press, or nobody in particular."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from incidents.ledger import SpeakerDraft
from incidents.models import Incident, Party, Regulator
from incidents.names import BEGIN_MANY, name_key, normalise_name, site_name, spoken_names
from incidents.vocabulary import RegulatorKind, Role, SpeakerKind
from sources.extraction import KeptReading
from sources.extraction.find.stopwords import NO_NAME, PLACES
from sources.extraction.find.word_index import Wording, index_words
from sources.extraction.lexicon.authority_words import load_authority_words
from sources.extraction.resolve.coreference import (
    NamedWords,
    describes_a_public_body,
    describes_an_organisation,
    is_a_public_body,
    is_officer_of,
    names_an_office,
)
from sources.models import Article, Mention
from sources.pipeline.match.incident_profile import RESPONSIBLE
from sources.pipeline.record.known_regulators import known_authorities
from sources.pipeline.record.regulator_words import Authorities

_OWN_VOICE = frozenset({SpeakerKind.PRESS, SpeakerKind.UNATTRIBUTED})
# Kinds of speaker that are never a party's description or officer.
_SOMEBODY_ELSE = frozenset(
    {SpeakerKind.PRESS, SpeakerKind.THREAT_ACTOR, SpeakerKind.REGULATOR, SpeakerKind.COURT, SpeakerKind.RESEARCHER}
)
# Parties in these roles (they found it out, reported it, or attacked) are never meant by "the company".
_NEVER_DESCRIBED = frozenset({Role.DISCOVERER, Role.THREAT_ACTOR})
_WORDS = load_authority_words("en")
_SHORTEST_FIRST = 5  # letters of a first word that stands for a name
_COURTS = frozenset({RegulatorKind.COURT})


@dataclass(frozen=True, slots=True)
class _Involved:
    party: Party
    role: Role

    @property
    def kind(self) -> SpeakerKind:
        if self.role in RESPONSIBLE:
            return SpeakerKind.RESPONSIBLE_PARTY
        return SpeakerKind.THREAT_ACTOR if self.role is Role.THREAT_ACTOR else SpeakerKind.INVOLVED_PARTY


class Attribution:
    """The speakers that an article about an incident may name. Reads its parties once, and the regulators at most once.
    `kept` is what the extractor kept of the article."""

    def __init__(self, incident: Incident, kept: KeptReading) -> None:
        self._involved: dict[str, _Involved] = {}
        self._by_key: dict[str, _Involved] = {}
        self._kept = kept
        self._incident = incident
        rows = incident.involvements.select_related("party").prefetch_related("party__aliases").order_by("pk")
        involved = [(row.party, Role(row.role)) for row in rows]
        # Somebody in several roles speaks in the most responsible one.
        for party, role in sorted(involved, key=lambda pair: pair[1] not in RESPONSIBLE):
            for alias in party.aliases.all():
                self._involved.setdefault(alias.normalised, _Involved(party, role))
                self._by_key.setdefault(alias.name_key, _Involved(party, role))
        self._firsts = _firsts(involved)
        self._together = {name.replace(" ", ""): one for name, one in self._involved.items()}
        self._responsible = {party.pk: party for party, role in involved if role in RESPONSIBLE}

    def party_named(self, name: str) -> Party | None:
        """The involved party that is called so, directly or by one of the name's shorter forms."""
        found = self._look_up(name)
        return found.party if found else None

    def is_responsible(self, party: Party) -> bool:
        """Whether the party is a controller or processor of the incident."""
        return party.pk in self._responsible

    def speaker_of(self, mention: Mention, article: Article) -> SpeakerDraft:
        """Who asserts what the mention reports."""
        if not mention.attribution:
            return self._own_voice(article)
        kind = SpeakerKind(mention.attribution_kind)
        employer = self._look_up(is_officer_of(mention.attribution))
        if employer is not None and employer.role not in _NEVER_DESCRIBED:
            return SpeakerDraft(employer.kind, employer.party, mention.attribution)
        if self._names_another(mention.attribution):
            return SpeakerDraft(SpeakerKind.OTHER if kind not in _SOMEBODY_ELSE else kind, words=mention.attribution)
        involved = self._look_up(mention.speaker) or self._look_up(mention.attribution)
        if (
            involved is not None
            and involved.role in _NEVER_DESCRIBED
            and describes_an_organisation(mention.attribution)
        ):
            involved = None
        if involved is not None:
            return SpeakerDraft(involved.kind, involved.party, mention.attribution)
        described = describes_an_organisation(mention.attribution)
        regulator = (None if described else self._regulator(mention.speaker)) or self._regulator(mention.attribution)
        if regulator is None and kind is SpeakerKind.REGULATOR:
            regulator = self._only_regulator
        if regulator is not None:
            return _authority(regulator)
        return self._by_description(mention, kind)

    def _by_description(self, mention: Mention, kind: SpeakerKind) -> SpeakerDraft:
        """Who is meant by words that name nobody known; the words themselves if no party is meant."""
        if kind not in _SOMEBODY_ELSE and _WORDS.register.search(mention.attribution):
            return SpeakerDraft()
        meant = self._meant_by(mention, kind)
        if meant is not None:
            return SpeakerDraft(meant.kind, meant.party, mention.attribution)
        return SpeakerDraft(SpeakerKind.OTHER if kind is SpeakerKind.UNATTRIBUTED else kind, words=mention.attribution)

    def _names_another(self, words: str) -> bool:
        """Whether a description only mentions a party: "the consultancy at the heart of the Facebook affair"."""
        return (
            describes_an_organisation(words)
            and NamedWords(Wording(index_words("", words)), self._involved).names_somebody
        )

    def _meant_by(self, mention: Mention, kind: SpeakerKind) -> _Involved | None:
        """The party that a description or an officer's name stands for, from the words around it."""
        if kind in _SOMEBODY_ELSE:
            return None
        text = self._named_words
        described = text.meant_by_description(mention.attribution, mention.start)
        if described is not None:
            return self._involved[described]
        if describes_a_public_body(mention.attribution):
            bodies = [party for party in self._responsible.values() if is_a_public_body(party.name)]
            return _Involved(bodies[0], Role.CONTROLLER) if len(bodies) == 1 else None
        only = next(iter(self._responsible.values())) if len(self._responsible) == 1 else None
        official, employer = text.employer_of(mention.speaker or mention.attribution)
        if employer is not None:
            return self._involved[employer]
        if only is None:
            return None
        speaks_for_it = (
            official or names_an_office(mention.attribution) or describes_an_organisation(mention.attribution)
        )
        return _Involved(only, Role.CONTROLLER) if speaks_for_it or kind is SpeakerKind.RESPONSIBLE_PARTY else None

    @cached_property
    def _named_words(self) -> NamedWords:
        """The words of the text with the names in them."""
        names = [name for name, one in self._involved.items() if one.role not in _NEVER_DESCRIBED]
        return NamedWords(self._kept.wording, names, self._kept.offices)

    def _own_voice(self, article: Article) -> SpeakerDraft:
        """The speaker of an article's own voice: its publisher if that is involved or an authority, else nobody."""
        publisher = article.publisher
        if publisher is None:
            return SpeakerDraft()
        involved = self._look_up(publisher.name)
        if involved is not None:
            return SpeakerDraft(involved.kind, involved.party, publisher.name)
        regulator = self._regulator(publisher.name)
        if regulator is not None:
            return _authority(regulator)
        voice = SpeakerKind(publisher.voice)
        return SpeakerDraft() if voice in _OWN_VOICE else SpeakerDraft(voice, words=publisher.name)

    def _look_up(self, name: str) -> _Involved | None:
        """The party by any form of the name, else by its beginning: "Northwind Communications" speaks for Northwind,
        and "Northwind" for Northwind Lowe if no other party's name begins so. A web address counts as its name."""
        spoken = spoken_names(name)
        forms = [normalise_name(form).removeprefix("the ") for form in spoken]
        for form in forms:
            if form in self._involved:
                return self._involved[form]
        for key in map(name_key, spoken):
            if key and key in self._by_key:
                return self._by_key[key]
        beginnings = (
            " ".join(words[:count]) for words in map(str.split, forms) for count in range(len(words) - 1, 0, -1)
        )
        known = next((self._involved[one] for one in beginnings if len(one) > 3 and one in self._involved), None)
        known = known or next((self._firsts[form] for form in forms if form in self._firsts), None)
        return known or self._together.get(normalise_name(site_name(name)).replace(" ", ""))

    def _regulator(self, name: str) -> Regulator | None:
        """The authority by name, acronym, other name or description; None if several share it."""
        return self._authorities.meant_by(name).only if name else None

    @cached_property
    def _only_regulator(self) -> Regulator | None:
        """Whom "the regulator" means: the one that the text names, if only one; if it names none, the one that has a
        proceeding about the incident, if only one has."""
        runs = self._kept.wording.runs()
        names = {name for name in self._authorities.names if normalise_name(name) not in _WORDS.news_agencies}
        named = {
            regulator.pk: regulator
            for name in names
            if normalise_name(name).removeprefix("the ") in runs
            and (regulator := self._authorities.meant_by(name).only) is not None
        }
        if not named:
            acting = Regulator.objects.filter(proceedings__incident=self._incident).exclude(kind__in=_COURTS)
            named = {regulator.pk: regulator for regulator in acting.distinct()[:2]}
        return next(iter(named.values())) if len(named) == 1 else None

    @cached_property
    def _authorities(self) -> Authorities:
        return known_authorities()


def _firsts(involved: Iterable[tuple[Party, Role]]) -> dict[str, _Involved]:
    """By first word of the name, as compared, the party that answers for the incident, if no other party's name begins
    so and the word can stand for it (unlike "National" or "Office")."""
    found: dict[str, list[_Involved]] = defaultdict(list)
    for party, role in involved:
        first, _, rest = party.name.partition(" ")
        if len(first) >= _SHORTEST_FIRST and rest[:1].isupper():
            found[normalise_name(first)].append(_Involved(party, role))
    return {
        word: those[0]
        for word, those in found.items()
        if len(those) == 1 and those[0].role in RESPONSIBLE and word not in NO_NAME | PLACES | BEGIN_MANY
    }


def _authority(regulator: Regulator) -> SpeakerDraft:
    kind = SpeakerKind.COURT if regulator.kind in _COURTS else SpeakerKind.REGULATOR
    return SpeakerDraft(kind, words=regulator.name)
