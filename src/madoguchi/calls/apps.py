from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "madoguchi.calls"
    label = "calls"

    def ready(self) -> None:
        from madoguchi.calls import history

        history.register()
