from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "madoguchi.reports"
    label = "reports"

    def ready(self) -> None:
        from madoguchi.reports import history
        from madoguchi.reports.meetings import history as of_meetings

        history.register()
        of_meetings.register()
