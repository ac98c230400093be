from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "madoguchi.web.frame"
    label = "web_frame"
