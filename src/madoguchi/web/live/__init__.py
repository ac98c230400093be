"""Live screens: a part of a page that follows the history by itself.

A screen registers once, from its `AppConfig.ready()`:

    from madoguchi.web.live.register import LiveScreen, register

    register(
        LiveScreen(
            topics=r"day:\\d{4}-\\d\\d-\\d\\d",       # what may stand in data-live-topic
            right="bookings.view",                 # who may follow it
            event_kinds=("booking.",),             # which events can touch it (a prefix, or a whole kind)
            touched_by=topics_touched,             # event -> the topics that it touches
            render=render_day,                     # (topic, actor) -> the new content, as HTML
        )
    )

(what changes without an event, as states at the telephone do, gives a `stamp` besides: see `register.py`)

and marks the element in its template, which shows the same content when the page is loaded:

    <div data-live-topic="{{ topic }}">{% include "city/_day_list.html" %}</div>
    {% include "live/line.html" %}                 {# once a page: the script and the state of the line #}

One rendering is shared by everybody with the same rights: `render` gets an actor without a name, and the fragment
holds nothing that belongs to one session (no form with a CSRF token). The fragment may say `data-live-summary="…"`
on its outermost element: that is what a screen reader is told after a change.

How it flows: `follower.py` (a thread of the process) reads what was committed, `register.py` says which topics that
touches, `hub.py` renders each at most twice a second and hands it to every stream, `stream.py` sends. A stream
begins with everything as it is now, so a gap loses nothing. ADR 0011 has the measurements.
"""
