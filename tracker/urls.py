"""Every address of the tracker.

PUBLIC_SITE serves the pages for readers (incidents/site/urls.py). The resources of the API are registered in
tracker/api.py; tracker.health answers /healthz, /readyz and /metrics.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from incidents.api.webhook_messages import Messages, receivers_page
from incidents.site.pages import not_found
from tracker.api import router
from tracker.foundation.rest import documents, errors


def first_addresses(*, public_site: bool) -> list[Any]:
    """What `/` is: the public site, or the way to the admin."""
    if public_site:
        return [path("", include("incidents.site.urls"))]
    return [path("", RedirectView.as_view(pattern_name="admin:index"))]


urlpatterns = [
    *first_addresses(public_site=settings.PUBLIC_SITE),
    path("admin/", admin.site.urls),
    re_path(r"^api/v1/?$", documents.Contents.as_view(router=router), name="contents"),
    path("api/v1/", include(router.urls)),
    path("api/schema/", documents.Schema.as_view(), name="schema"),
    path("api/docs/", documents.Documentation.as_view(), name="docs"),
    path("api/webhooks/messages/", Messages.as_view(), name="messages"),
    path("api/webhooks/messages/<str:message_type>", Messages.as_view(), name="message"),
    path("api/webhooks/receivers", receivers_page, name="receivers"),
    path("api/problems/", documents.Problems.as_view(), name="problems"),
    path("api/problems/<slug:slug>", documents.Problems.as_view(), name="problem"),
    re_path(r"^api/", documents.Nowhere.as_view()),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = not_found if settings.PUBLIC_SITE else errors.page_not_found
handler500 = errors.server_error
