"""The one form renderer: a page writes {{ form }} and gets labels, help, errors and their summary in our markup."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer, TemplatesSetting, get_default_renderer
from django.utils.safestring import SafeString

type Fixed = tuple[tuple[str, Any], ...]


class Renderer(TemplatesSetting):
    """The design system's HTML, written once in templates/forms/ and templates/django/forms/widgets/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class Suggestions(forms.TextInput):
    """A line of text with suggestions under it; any other text can be typed. The suggestions are plain texts."""

    template_name = "django/forms/widgets/suggestions.html"

    def __init__(self, suggestions: Iterable[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = list(suggestions)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The field, and the list that it names."""
        context = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        attributes["list"] = f"{attributes.get('id', name)}_list"
        context["suggestions"] = self.suggestions
        return context


class FilesInput(forms.FileInput):
    """A dialog in which several files can be chosen."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True, **(attrs or {})})


class FilesField(forms.Field):
    """Files as they came, empty ones too: what may come in is said by the action, and file by file."""

    widget = FilesInput

    def clean(self, value: Any) -> Any:
        """The file, or all of them as a list where several can be chosen."""
        return value if not isinstance(self.widget, FilesInput) else [file for file in value or [] if file]


class FilterSelect(forms.Select):
    """A choice above a list. The same choices give the same HTML, made once per process: it costs as much as ten rows."""

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """As any choice; its options are plain pairs of texts, without groups."""
        fixed = tuple((attrs or {}).items()), tuple(self.choices)
        return _select(name, str(value or ""), *fixed, renderer or get_default_renderer())


@lru_cache(maxsize=256)
def _select(name: str, value: str, attrs: Fixed, choices: Fixed, renderer: BaseRenderer) -> SafeString:
    return forms.Select(choices=choices).render(name, value, dict(attrs), renderer)


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Show an action's objections at the fields they are about, otherwise above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, messages in error.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)


def date_input() -> forms.DateInput:
    """The browser's own date field, in the one form that it understands."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
