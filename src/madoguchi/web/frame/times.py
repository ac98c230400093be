"""A time of day, as people write it; a length of time, as they read it."""

from datetime import time
from typing import Any

from django import forms

from madoguchi.core.text.times import read_at


class TolerantTimeField(forms.CharField):
    """9:05, 905, ９時５分, 午後1時半."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})
        self.widget.attrs.setdefault("class", "short")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, time):
            return value
        written = super().to_python(value)
        if not written:
            return None
        try:
            return read_at(written)
        except ValueError as error:
            raise forms.ValidationError("時刻は「9:05」のように書いてください。", code="no_time") from error

    def run_validators(self, value: Any) -> None:
        """Its length was looked at as text; a time has none."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%-H:%M}" if isinstance(value, time) else value


def length_in_words(seconds: float) -> str:
    whole = max(int(seconds), 0)
    hours, rest = divmod(whole, 3600)
    return f"{hours}時間{rest // 60}分" if hours else f"{rest // 60}分{rest % 60:02}秒"
