"""The answer to a form that was opened before somebody else saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render

from groups.actions import StaleError
from samla.http import Request


def answer_stale[M: models.Model](
    request: Request, form: forms.ModelForm[M], stale: StaleError[M], url: str
) -> HttpResponse:
    """409 with what is saved and what was typed, field by field; nothing that was typed is lost."""
    typed: Mapping[str, Any] = form.cleaned_data
    pairs = [
        (
            form[name].label,
            _shown(stale.current, name, getattr(stale.current, name)),
            _shown(stale.current, name, value),
        )
        for name, value in typed.items()
        if name != "version"
    ]
    context = {"conflicts": [pair for pair in pairs if pair[1] != pair[2]], "thing_url": url}
    return render(request, "409.html", context, status=409)


def _shown(row: models.Model, name: str, value: Any) -> str:
    """A value as its reader knows it: the words of a choice."""
    field = row._meta.get_field(name)
    if isinstance(field, models.CharField) and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return "" if value is None else str(value)
