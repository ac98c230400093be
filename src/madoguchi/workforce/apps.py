from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "madoguchi.workforce"
    label = "workforce"

    def ready(self) -> None:
        from madoguchi.workforce import history

        history.register()
