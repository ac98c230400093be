from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "madoguchi.planning"
    label = "planning"

    def ready(self) -> None:
        from madoguchi.planning import history

        history.register()
