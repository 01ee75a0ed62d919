"""What a database needs before anybody can look at it: tables, regulators, an account, the demo."""

import secrets
from typing import Final

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError

from sources.models import Article
from tracker.foundation.env import SettingError

DEMO_ACCOUNT: Final = "curator"


def prepare_database() -> None:
    """Bring the tables and the regulators up to date. Raises `SettingError` when the database cannot be used."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise SettingError(
            f"The database cannot be used: start it, or correct DATABASE_URL ({str(error).splitlines()[0]})."
        ) from error
    call_command("seed_regulators", verbosity=0)


def is_first_run() -> bool:
    """Whether nobody has an account yet: a first run ends by creating one, so that one cut short begins again."""
    return not User.objects.exists()


def load_demo() -> None:
    """Queue the sample articles."""
    call_command("demo", verbosity=0)


def demo_is_through() -> bool:
    """Whether no article is on its way any more."""
    return not Article.objects.unfinished().exists()


def create_demo_account() -> str:
    """The password of the new account `DEMO_ACCOUNT`, which is kept nowhere else."""
    password = secrets.token_urlsafe(12)
    User.objects.create_superuser(username=DEMO_ACCOUNT, password=password)
    return password
