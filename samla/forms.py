"""The one form renderer: a page writes {{ form }} and gets labels, help, errors and their summary in our markup."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """The design system's HTML, written once in templates/forms/ and templates/django/forms/widgets/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
