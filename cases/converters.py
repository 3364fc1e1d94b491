"""Text in addresses becomes the domain's own values."""

from django.urls import register_converter

from cases.workflow import STEPS, VERB_BY_SLUG, Verb


class CaseNumber:
    """`SAMLA-2026-0001` in an address is the number `SAMLA 2026-0001`."""

    regex = r"[A-ZÅÄÖ0-9]{1,12}-[0-9]{4}-[0-9]{4,}"

    def to_python(self, value: str) -> str:
        return value.replace("-", " ", 1)

    def to_url(self, value: str) -> str:
        return value.replace(" ", "-")


class StepSlug:
    """`ta-emot` in an address is the verb RECEIVE; an unknown one is no address."""

    regex = r"[a-z-]+"

    def to_python(self, value: str) -> Verb:
        if value not in VERB_BY_SLUG:
            raise ValueError(value)
        return VERB_BY_SLUG[value]

    def to_url(self, value: Verb) -> str:
        return STEPS[value].slug


register_converter(CaseNumber, "case")
register_converter(StepSlug, "verb")
