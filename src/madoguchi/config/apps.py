from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "madoguchi.config"
    label = "config"

    def ready(self) -> None:
        from madoguchi.config import history
        from madoguchi.config.call_records import CallsOfTheLedger
        from madoguchi.config.presets import register_all_parts
        from madoguchi.config.reactions import REACTIONS
        from madoguchi.contacts.ports import use_ledger
        from madoguchi.core.history import registry

        history.register()
        use_ledger(CallsOfTheLedger())
        registry.register_reactions(REACTIONS)
        register_all_parts()
