from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "madoguchi.config"
    label = "config"

    def ready(self) -> None:
        from madoguchi.calls.recordings.ports import use_held_calls
        from madoguchi.config import history
        from madoguchi.config.call_records import CallsOfTheLedger
        from madoguchi.config.presets import register_all_parts
        from madoguchi.config.reactions import REACTIONS
        from madoguchi.contacts.ports import use_ledger
        from madoguchi.contacts.telephone.queries import calls_of_held_records
        from madoguchi.core.history import registry

        history.register()
        use_ledger(CallsOfTheLedger())
        use_held_calls(calls_of_held_records)
        registry.register_reactions(REACTIONS)
        register_all_parts()
