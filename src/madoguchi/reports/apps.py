from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "madoguchi.reports"
    label = "reports"

    def ready(self) -> None:
        from madoguchi.reports import history

        history.register()
