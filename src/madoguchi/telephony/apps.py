from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "madoguchi.telephony"
    label = "telephony"

    def ready(self) -> None:
        from madoguchi.calls.announcements.ports import use_voice
        from madoguchi.telephony.asterisk.config import history
        from madoguchi.telephony.speech.voice import BuiltInVoice

        use_voice(BuiltInVoice())
        history.register()
