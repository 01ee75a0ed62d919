"""PostgreSQL compiles no query of ours: see `tracker.database.without_jit`."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_connection_has_postgresql_compile_nothing() -> None:
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT 1").fetchone() == (1,)  # it was not asked to, in words that it does not know
        return
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
        cursor.execute("SELECT source FROM pg_settings WHERE name = 'jit'")
        assert cursor.fetchone() == ("session",), "by us, not by the server's own settings"
