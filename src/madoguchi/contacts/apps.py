from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "madoguchi.contacts"
    label = "contacts"

    def ready(self) -> None:
        from madoguchi.contacts import history

        history.register()
