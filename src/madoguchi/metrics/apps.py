from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "madoguchi.metrics"
    label = "metrics"

    def ready(self) -> None:
        from madoguchi.metrics import history

        history.register()
