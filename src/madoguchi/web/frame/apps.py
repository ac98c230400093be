from django.apps import AppConfig
from django.conf import settings


class FrameConfig(AppConfig):
    name = "madoguchi.web.frame"
    label = "web_frame"

    def ready(self) -> None:
        from madoguchi.core.history import registry

        registry.register_events({"guard.overridden": "12桁の番号がマイナンバーでないことを確かめました"})
        registry.register_fields({"reason": "理由"})
        if settings.DEMO:
            from madoguchi.web.frame.gallery.menu import register_gallery

            register_gallery()
