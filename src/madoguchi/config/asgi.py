"""The web process: Django, and the live streams around it."""

import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
_django = get_asgi_application()

from madoguchi.config.body_limit import BodyLimit  # noqa: E402 - Django must be set up before
from madoguchi.web.live.stream import Application, LiveStreams  # noqa: E402 - Django must be set up before

application = BodyLimit(LiveStreams(cast(Application, _django)))
