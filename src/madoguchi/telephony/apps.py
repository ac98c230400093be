from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "madoguchi.telephony"
    label = "telephony"
