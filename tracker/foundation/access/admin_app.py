"""Django's admin as an application, with our site: named in full in the settings, so that no other is taken for it."""

from django.contrib.admin.apps import AdminConfig


class CuratorsAdminConfig(AdminConfig):
    default_site = "tracker.foundation.access.site.CuratorsAdminSite"
