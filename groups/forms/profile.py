"""Clean input of a person about herself."""

from typing import Any

from django import forms

from groups.forms.people import PersonForm
from groups.models import NotificationChoice, NotificationKind, NotificationTiming, User


class ProfileForm(PersonForm):
    """What a person changes herself."""

    class Meta(PersonForm.Meta):
        fields = ["name", "title", "phone"]


class NotificationForm(forms.Form):
    """Of which things she wants a letter: one question for each kind."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = dict(NotificationChoice.objects.filter(user=user).values_list("kind", "timing"))
        for kind in NotificationKind:
            self.fields[kind.value.lower()] = forms.ChoiceField(
                label=kind.label,
                choices=[(timing.value, timing.label) for timing in kind.timings],
                initial=there.get(kind.value, kind.usual_timing),
                widget=forms.RadioSelect,
            )

    @property
    def choices(self) -> dict[NotificationKind, NotificationTiming]:
        """What she chose, kind by kind."""
        return {kind: NotificationTiming(self.cleaned_data[kind.value.lower()]) for kind in NotificationKind}
