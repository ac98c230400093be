from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "madoguchi.quality"
    label = "quality"

    def ready(self) -> None:
        from madoguchi.quality import history

        history.register()
