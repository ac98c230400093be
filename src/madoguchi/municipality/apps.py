from django.apps import AppConfig


class MunicipalityConfig(AppConfig):
    name = "madoguchi.municipality"
    label = "municipality"

    def ready(self) -> None:
        from madoguchi.municipality import history

        history.register()
