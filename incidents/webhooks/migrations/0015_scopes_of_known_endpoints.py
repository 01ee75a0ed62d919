from django.db import migrations
from django.db.models import Q


def holders(apps, codename):
    """The active accounts that hold this permission, by themselves, by a group or as superuser."""
    users = apps.get_model("auth", "User").objects.filter(is_active=True)
    named = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="access", codename=codename)
    by_group = apps.get_model("auth", "Group").objects.filter(permissions__in=named)
    own = Q(is_superuser=True) | Q(user_permissions__in=named) | Q(groups__in=by_group)
    return users.filter(own).values("pk")


def take_from_owners(apps, schema_editor):
    endpoints = apps.get_model("webhooks", "Endpoint").objects
    endpoints.filter(owner__is_active=True).update(scope_read=True)
    endpoints.filter(owner__in=holders(apps, "scope_curate")).update(scope_curate=True)


def end_as_failed(apps, schema_editor):
    """The states before know of no delivery that was withheld."""
    apps.get_model("webhooks", "Delivery").objects.filter(state="withheld").update(state="failed")


class Migration(migrations.Migration):
    """Gives the endpoints there are the scopes that their owners hold now."""

    dependencies = [
        ("webhooks", "0014_endpoint_scopes_and_withheld"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("access", "0001_tokens_and_idempotency_keys"),
    ]

    operations = [
        migrations.RunPython(take_from_owners, end_as_failed, elidable=True),
    ]
