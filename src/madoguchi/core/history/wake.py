"""Waking those who follow the spine live. PostgreSQL sends a NOTIFY with the commit; SQLite is polled."""

from django.db import connection

from madoguchi.core.history.models import Event

CHANNEL = "madoguchi_events"


def wake_followers(event: Event) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(event.pk)])
