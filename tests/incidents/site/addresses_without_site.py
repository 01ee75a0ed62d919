"""The addresses where PUBLIC_SITE is off."""

from django.urls import URLPattern, URLResolver

from tracker import urls

first = len(urls.first_addresses(public_site=True))
urlpatterns: list[URLPattern | URLResolver] = [*urls.first_addresses(public_site=False), *urls.urlpatterns[first:]]
handler404 = urls.errors.page_not_found

__all__ = ["handler404", "urlpatterns"]
