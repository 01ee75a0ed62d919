"""Every address of the tracker."""

from django.contrib import admin
from django.urls import path

from tracker import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("admin/", admin.site.urls),
]
