"""Clean input about the pages that the process leader writes."""

from typing import TYPE_CHECKING, Any

from django import forms

from documents.models import ABOUT, CONTACT, Page
from samla.identity_numbers import refuse_identity_numbers

if TYPE_CHECKING:
    BasePageForm = forms.ModelForm[Page]
else:
    BasePageForm = forms.ModelForm  # generic in its types only

CONTENT_HELP = (
    "Skriv med vanliga tecken för rubriker, listor och länkar; hur det går till står under formuläret. "
    "Skriv inget om enskilda personer som får vård eller insatser."
)


class PageForm(BasePageForm):
    """A page's words; on the contact page also an e-mail address per role (`roles`: key → what it is called)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Page
        fields = ["title", "content", "is_public"]

    def __init__(self, *args: Any, roles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles
        self.fields["content"].help_text = CONTENT_HELP
        self.fields["content"].widget.attrs["rows"] = 8 if roles else 18
        self.fields["version"].initial = self.instance.version
        if self.instance.slug in {ABOUT, CONTACT}:
            del self.fields["is_public"]  # every page's foot leads to them
        for key, label in roles.items():
            self.fields[key] = forms.EmailField(
                label=f"E-post till {label}",
                required=False,
                validators=[refuse_identity_numbers],
                initial=self.instance.addresses.get(key, ""),
            )

    @property
    def values(self) -> dict[str, Any]:
        """What `actions.publish` takes."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        if self.instance.slug == CONTACT:
            values["addresses"] = {key: self.cleaned_data[key] for key in self.roles if self.cleaned_data[key]}
        return values
