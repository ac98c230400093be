"""What every measurement needs: keys of its own, Django, a line of JSON."""

import base64
import json
import os
import platform
import tempfile
from typing import Any


def prepare() -> None:
    """Before Django is imported: keys that exist for this run only."""
    os.environ.setdefault("MADOGUCHI_VAR", tempfile.mkdtemp(prefix="madoguchi-bench-"))
    os.environ["MADOGUCHI_SECRET_KEY"] = base64.b85encode(os.urandom(60)).decode()
    os.environ["MADOGUCHI_HISTORY_KEY"] = base64.b64encode(os.urandom(32)).decode()
    os.environ["MADOGUCHI_PLAIN_HTTP"] = "1"
    os.environ["MADOGUCHI_HOSTS"] = "localhost,127.0.0.1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "madoguchi.config.settings"
    import django

    django.setup()


def percentile(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def machine() -> dict[str, Any]:
    load_before, *_ = os.getloadavg()
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "load_before": round(load_before, 2)}


def publish(result: dict[str, Any]) -> None:
    print(json.dumps(result, ensure_ascii=False), flush=True)
