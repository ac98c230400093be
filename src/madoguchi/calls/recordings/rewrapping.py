"""Changing the master key: every data key is wrapped anew, no file is touched. The old key may go when none is left."""

from django.db import transaction

from madoguchi.calls.recordings import keys
from madoguchi.calls.recordings.history import about
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.refusals import KeyUnknown
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import record


def rewrap_keys() -> int:
    """How many are wrapped by the newest key since. One whose key is not there is left as it is."""
    if not keys.has_key():
        return 0
    newest, done = keys.newest_key_id(), 0
    old = Recording.objects.exclude(wrapped_key="").exclude(master_key_id=newest)
    for pk in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Recording.objects.select_for_update().exclude(wrapped_key="").filter(pk=pk).first()
            if row is None or row.master_key_id == newest:
                continue
            try:
                data_key = keys.unwrap(row.wrapped_key, key_id=row.master_key_id, uid=row.key)
            except KeyUnknown:
                continue
            before = row.master_key_id
            row.wrapped_key, row.master_key_id = keys.wrap(data_key, uid=row.key)
            row.save(update_fields=["wrapped_key", "master_key_id"])
            record(
                "recordings.rewrapped", by=SYSTEM, about=about(row.key), changes={"master_key": (before, newest)}
            )
            done += 1
    return done
