"""The endpoints that were here before endpoints had scopes are given what their owners hold."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("webhooks", "0014_endpoint_scopes_and_withheld")]
AFTER = [("webhooks", "0015_scopes_of_known_endpoints")]


@pytest.mark.django_db(transaction=True)
def test_an_endpoint_is_given_the_scopes_that_its_owner_holds() -> None:
    curates = Permission.objects.get(codename="scope_curate", content_type__app_label="access")
    desk = Group.objects.create(name="desk")
    desk.permissions.add(curates)
    owners = {name: User.objects.create_user(name, is_staff=True) for name in ("plain", "curator", "member", "gone")}
    owners["root"] = User.objects.create_superuser("root")
    owners["curator"].user_permissions.add(curates)
    owners["gone"].user_permissions.add(curates)
    owners["member"].groups.add(desk)
    User.objects.filter(username="gone").update(is_active=False)
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    old = MigrationExecutor(connection)
    try:
        old.migrate(BEFORE)
        endpoints = old.loader.project_state(BEFORE).apps.get_model("webhooks", "Endpoint").objects
        for name, owner in owners.items():
            endpoints.create(owner_id=owner.pk, url=f"https://{name}.example/", scope_read=False, scope_curate=False)
        new = MigrationExecutor(connection)
        new.migrate(AFTER)
        rows = new.loader.project_state(AFTER).apps.get_model("webhooks", "Endpoint").objects.all()
        assert {row.url: (row.scope_read, row.scope_curate) for row in rows} == {
            "https://plain.example/": (True, False),
            "https://curator.example/": (True, True),
            "https://member.example/": (True, True),
            "https://root.example/": (True, True),
            "https://gone.example/": (False, False),
        }
    finally:
        MigrationExecutor(connection).migrate(leaves)
