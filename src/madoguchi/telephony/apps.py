from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "madoguchi.telephony"
    label = "telephony"

    def ready(self) -> None:
        from madoguchi.calls.announcements.ports import use_voice
        from madoguchi.calls.exchange.ports import use_exchange
        from madoguchi.calls.reconciliation.ports import register_logs
        from madoguchi.telephony.asterisk.config import history
        from madoguchi.telephony.asterisk.log_sides import log_sides
        from madoguchi.telephony.asterisk.standing import Asterisk
        from madoguchi.telephony.speech.voice import BuiltInVoice

        use_voice(BuiltInVoice())
        use_exchange(Asterisk())
        history.register()
        register_logs(log_sides)
