"""How forms become HTML: our field and form templates instead of Django's."""

from django.forms.renderers import TemplatesSetting


class FrameRenderer(TemplatesSetting):
    form_template_name = "frame/components/form.html"
    field_template_name = "frame/components/field.html"
