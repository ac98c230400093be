from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "madoguchi.web.live"
    label = "web_live"

    def ready(self) -> None:
        from madoguchi.web.live.pulse import PULSE
        from madoguchi.web.live.register import register

        register(PULSE)
