"""The page that shows a secret, once: an answer of its own, never kept by a browser, a session or a message."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Shown:
    """`sentence` says what was made, `how` what to do with the secret, `back` where to go on."""

    title: str
    sentence: str
    label: str
    secret: str
    how: str
    back: str


def secret_page(request: HttpRequest, admin: ModelAdmin, shown: Shown) -> HttpResponse:
    """The page, 201: the thing was made, and this answer alone has its secret."""
    context = {
        **admin.admin_site.each_context(request),
        "title": shown.title,
        "sentence": shown.sentence,
        "label": shown.label,
        "secret": shown.secret,
        "how": shown.how,
        "back": shown.back,
        "opts": admin.opts,
    }
    response = render(request, "access/secret.html", context, status=201)
    response.headers["Cache-Control"] = "no-store"
    return response
