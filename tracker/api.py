"""The API's table of contents: every resource under /api/v1/, each registered here and nowhere else."""

from rest_framework.routers import SimpleRouter

from incidents.api.base import REFERENCE
from incidents.api.bulk import Bulk
from incidents.api.claims import Claims, ClaimsOfIncident
from incidents.api.deliveries import Deliveries
from incidents.api.events import Events, Timeline
from incidents.api.every_figure import EveryFigure
from incidents.api.figures import FigureHistory, Figures
from incidents.api.incidents import Incidents
from incidents.api.involvements import Involvements
from incidents.api.parties import Parties
from incidents.api.proceedings import Proceedings, ProceedingsOfIncident
from incidents.api.regulators import Regulators
from incidents.api.snapshots import SnapshotRuns, Snapshots
from incidents.api.statistics import Statistics
from incidents.api.webhooks import Endpoints
from sources.api.articles import Articles, ArticleVersions
from sources.api.coverage import CoverageList, CoverageOfIncident
from sources.api.feeds import Feeds
from sources.api.mentions import Mentions
from sources.api.publishers import Publishers
from sources.api.rematchings import Rematchings
from tracker.foundation.rest.dictionary import Dictionaries
from tracker.foundation.rest.own_tokens import OwnTokens
from tracker.foundation.rest.views import Listed
from tracker.foundation.rest.whoami import Sender


class Router(SimpleRouter):
    """Addresses without a slash at the end; one slash more is understood as well."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


UNDER_INCIDENT = rf"incidents/(?P<incident>{REFERENCE})"

router = Router()
router.register("incidents", Incidents, "incident")
router.register(rf"{UNDER_INCIDENT}/figures/history", FigureHistory, "incident-figure-history")
router.register(rf"{UNDER_INCIDENT}/figures", Figures, "incident-figure")
router.register(rf"{UNDER_INCIDENT}/claims", ClaimsOfIncident, "incident-claim")
router.register(rf"{UNDER_INCIDENT}/involvements", Involvements, "incident-involvement")
router.register(rf"{UNDER_INCIDENT}/proceedings", ProceedingsOfIncident, "incident-proceeding")
router.register(rf"{UNDER_INCIDENT}/timeline", Timeline, "incident-timeline")
router.register(rf"{UNDER_INCIDENT}/coverage", CoverageOfIncident, "incident-coverage")  # sources stand on incidents
router.register(rf"articles/(?P<reference>{REFERENCE})/versions", ArticleVersions, "article-version")
router.register("articles", Articles, "article")
router.register("bulk", Bulk, "bulk")
router.register("claims", Claims, "claim")
router.register("coverage", CoverageList, "coverage")
router.register("events", Events, "event")
router.register("feeds", Feeds, "feed")
router.register("figures", EveryFigure, "figure")
router.register("mentions", Mentions, "mention")
router.register("parties", Parties, "party")
router.register("proceedings", Proceedings, "proceeding")
router.register("publishers", Publishers, "publisher")
router.register("regulators", Regulators, "regulator")
router.register("rematchings", Rematchings, "rematching")
router.register("snapshot-runs", SnapshotRuns, "snapshot-run")
router.register("snapshots", Snapshots, "snapshot")
router.register("", Statistics, "statistics")  # stats
router.register("tokens", OwnTokens, "token")
router.register("", Sender, "sender")  # whoami
router.register("webhooks/endpoints", Endpoints, "webhook-endpoint")
router.register("webhooks/deliveries", Deliveries, "webhook-delivery")

Dictionaries.tables = {name: view for _, view, name in router.registry if issubclass(view, Listed)}
router.register("", Dictionaries, "dictionary")  # dictionaries
