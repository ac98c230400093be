"""The web process: Django, and the live streams around it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
django.setup(set_prefix=False)

from madoguchi.config.body_limit import BodyLimit  # noqa: E402 - Django must be set up before
from madoguchi.config.in_threads import InThreads  # noqa: E402 - Django must be set up before
from madoguchi.web.live.stream import LiveStreams  # noqa: E402 - Django must be set up before

application = BodyLimit(LiveStreams(InThreads()))
