"""Django's sessions in the database; what every request of staff reads is asked by a statement that is made once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField, QuerySet

from madoguchi.core import clock
from madoguchi.core.asked_again import Given, asked_again


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _living.first(self.session_key, clock.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


@asked_again(CharField(), DateTimeField())
def _living(key: Given, now: Given) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
