from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "madoguchi.booking"
    label = "booking"

    def ready(self) -> None:
        from madoguchi.booking import history

        history.register()
