"""How figures are made, from the rules themselves: what the page says is what the code does."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import QueryDict

from incidents.figures.confidence import LINE
from incidents.figures.policy import policy
from incidents.figures.rules import RULES
from incidents.site.kept_pages import PageAnswer
from incidents.site.pages import SitePage, rendered
from incidents.site.words import STATUSES
from incidents.vocabulary import label

_EXAMPLE: Final = "…"


class MethodologyPage(SitePage):
    """The ranking of speakers, the rules in their order with their sentences, the statuses and the numbers."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        held = policy(settings.RECONCILIATION_POLICY)
        ranking = [[label(kind) for kind in sorted(kinds)] for kinds in held.ranking]
        context = {
            "title": "How figures are made",
            "policy": held,
            "ranking": ranking,
            "rules": [
                {
                    "name": label(rule.name),
                    "effect": rule.effect.value[0],
                    "sentence": rule.sentence.replace(": {}.", ".").replace("{}", _EXAMPLE),
                }
                for rule in RULES
            ],
            "statuses": [(label(status), words) for status, words in STATUSES.items()],
            "line": round(LINE * 100),
        }
        return rendered("methodology.html", context)
