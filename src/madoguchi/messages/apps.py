from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "madoguchi.messages"
    label = "madoguchi_messages"  # Django has a "messages" of its own

    def ready(self) -> None:
        from madoguchi.messages import history

        history.register()
