from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "madoguchi.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        from madoguchi.knowledge import history
        from madoguchi.knowledge.articles import searchable

        history.register()
        searchable.register()
