"""Print the address of a PostgreSQL 14 or newer: TEST_DATABASE_URL, or one that answers on localhost to usual names.

An empty line when none answers.
"""

import os

import psycopg

USUAL = (
    os.environ.get("TEST_DATABASE_URL"),
    *(f"postgres://{who}@127.0.0.1:5432/postgres" for who in ("postgres", "postgres:postgres")),
)


def answers(address: str) -> bool:
    """Whether a server that is new enough answers there."""
    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            return connection.info.server_version >= 140000
    except psycopg.OperationalError:
        return False


if __name__ == "__main__":
    print(next((address for address in USUAL if address and answers(address)), ""))
