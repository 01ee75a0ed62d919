"""Who acts in a proceeding, from the words of a text to the regulators of the table, or a label."""

from functools import cached_property

from babel.numbers import get_territory_currencies

from incidents.ledger import ActingDraft
from incidents.models import Regulator
from incidents.names import normalise_name
from incidents.vocabulary import RegulatorKind, StageKind
from sources.extraction.lexicon.authority_words import load_authority_words
from sources.models import StageMention
from sources.pipeline.record.attribution import Attribution
from sources.pipeline.record.known_regulators import known_authorities
from sources.pipeline.record.regulator_words import Authorities

_LABELS = {
    "customers": "class action",
    "shareholders": "shareholders' lawsuits",
    "banks": "banks' lawsuits",
    "employees": "employees' lawsuits",
}
_JUDGES = frozenset({RegulatorKind.COURT})
# A court or tribunal only rules on a sum that somebody else has set: these steps belong to that case.
_RULINGS = frozenset({StageKind.REDUCED, StageKind.ANNULLED, StageKind.FINAL, StageKind.APPEAL, StageKind.PAID})
_LOOKING = frozenset({StageKind.OPENED, StageKind.HEARING})
_WORDS = load_authority_words("en")


class Actors:
    """Says who acts in a step. Reads the regulators once, when they are first needed."""

    @cached_property
    def authorities(self) -> Authorities:
        """The regulators by how texts call them."""
        return known_authorities()

    def acting(self, mention: StageMention, countries: frozenset[str], voices: Attribution) -> ActingDraft:
        """Who acts in the step. `countries` are those of the incident; the currency of the sum points to one as well.

        A party of the incident never acts in a case against one, even if it sounds like an authority: a ministry may be
        the victim.
        """
        words = [word for word in mention.authorities if voices.party_named(word) is None]
        if mention.kind in _RULINGS:
            words = [word for word in words if not self._judges(word)]
        if not words:
            return self._suing(mention.plaintiffs) if mention.plaintiffs else ActingDraft()
        hints = self._countries_of(mention.currency) or countries
        members: dict[str, Regulator | None] = {}
        for word in words:
            key, regulator = self._member(word, hints)
            if regulator is not None or not _WORDS.says_nothing.fullmatch(normalise_name(word)):
                members[key] = regulator
        if mention.kind in _LOOKING:
            members = {key: one for key, one in members.items() if one or not key.startswith("words:") or _watches(key)}
        regulators = tuple(one for one in members.values() if one is not None)
        if len(members) == 1 and regulators:
            return ActingDraft(frozenset(members), regulators[0])
        return ActingDraft(frozenset(members), None, regulators, _listed(words)) if members else ActingDraft()

    def _member(self, words: str, countries: frozenset[str]) -> tuple[str, Regulator | None]:
        """(key, regulator). States that act together have one key, however many they are that day."""
        folded = normalise_name(words)
        if _WORDS.states.search(folded):
            return "states:us", None
        regulator = self.authorities.meant_by(words, countries).only
        if regulator is not None:
            return f"regulator:{regulator.slug}", regulator
        return f"words:{folded}", None

    def _judges(self, words: str) -> bool:
        regulator = self.authorities.meant_by(words).only
        return (regulator is not None and regulator.kind in _JUDGES) or bool(_WORDS.court.search(words.lower()))

    def _suing(self, plaintiffs: str) -> ActingDraft:
        return ActingDraft(frozenset({f"litigation:{plaintiffs}"}), label=_LABELS.get(plaintiffs, plaintiffs))

    def _countries_of(self, currency: str) -> frozenset[str]:
        if not currency or currency == "EUR":  # many countries count in it
            return frozenset()
        countries = {row for row in self._regulated if currency in get_territory_currencies(row)}
        return frozenset(countries) if len(countries) == 1 else frozenset()

    @cached_property
    def _regulated(self) -> frozenset[str]:
        return frozenset(row.country for row in self.authorities.rows if row.country)


def _watches(key: str) -> bool:
    return _WORDS.watches.search(key) is not None


def _listed(words: list[str]) -> str:
    """`FTC, CFPB and 50 states`."""
    return (" and ".join(filter(None, [", ".join(words[:-1]), words[-1]])))[:200]
