"""The rows of those who come, in as few statements as there are changes: this is on the way of every booking."""

from collections.abc import Sequence

from madoguchi.booking.models import Booking, Visitor, searched_as
from madoguchi.municipality.models import Procedure


def write_visitors(
    booking: Booking, people: Sequence[tuple[str, str, Procedure]], *, are_first: bool = False
) -> None:
    """Everybody (name, kana, procedure) at their position; a corrected name keeps its row. `are_first`: nobody has
    been written yet."""
    known = {} if are_first else dict(booking.visitors.values_list("position", "pk"))
    wanted = [
        Visitor(
            pk=known.get(position),
            booking=booking,
            position=position,
            name=name,
            kana=kana,
            search_name=searched_as(name, kana),
            procedure=procedure,
        )
        for position, (name, kana, procedure) in enumerate(people, start=1)
    ]
    Visitor.objects.bulk_create([visitor for visitor in wanted if visitor.pk is None])
    for visitor in wanted:
        if visitor.position in known:
            visitor.save()
    if len(known) > len(people):
        Visitor.objects.filter(booking=booking, position__gt=len(people)).delete()
