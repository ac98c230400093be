from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "madoguchi.booking"
    label = "booking"

    def ready(self) -> None:
        from madoguchi.booking import history
        from madoguchi.booking.deliveries import history as of_deliveries
        from madoguchi.booking.external import history as of_external
        from madoguchi.booking.ledger_import import history as of_ledgers
        from madoguchi.booking.paper import history as of_paper

        history.register()
        of_deliveries.register()
        of_external.register()
        of_ledgers.register()
        of_paper.register()
