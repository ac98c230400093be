from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "madoguchi.quality"
    label = "quality"

    def ready(self) -> None:
        from madoguchi.quality import history
        from madoguchi.quality.proposals import history as of_proposals

        history.register()
        of_proposals.register()
