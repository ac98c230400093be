from django.apps import AppConfig
from django.conf import settings


class FrameConfig(AppConfig):
    name = "madoguchi.web.frame"
    label = "web_frame"

    def ready(self) -> None:
        from madoguchi.core.history import registry
        from madoguchi.web.frame import navigation

        registry.register_events({"guard.overridden": "12桁の番号がマイナンバーでないことを確かめました"})
        registry.register_fields({"reason": "理由"})
        if settings.DEMO:
            navigation.register_gallery()
