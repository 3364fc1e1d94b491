"""Text in addresses becomes the documents' own values."""

from django.urls import register_converter

from documents.workflow import STEPS, VERB_BY_SLUG, DocumentVerb


class Designation:
    """`SAMLA-H-2026-0001` and `SAMLA-2026-0001-3` in an address are ”SAMLA H 2026-0001” and ”SAMLA 2026-0001:3”."""

    regex = r"[A-ZÅÄÖ0-9]{1,12}-(?:[A-ZÅÄÖ]{1,3}-)?[0-9]{4}-[0-9]{4,}(?:-[0-9]{1,5})?"

    def to_python(self, value: str) -> str:
        *before, year, serial = value.split("-")
        if len(before) > 1 and before[-1].isdecimal():  # the last part is the document's place in its case
            *before, year, serial = *before[:-1], before[-1], f"{year}:{serial}"
        return f"{' '.join(before)} {year}-{serial}"

    def to_url(self, value: str) -> str:
        return value.replace(" ", "-").replace(":", "-")


class DocumentStepSlug:
    """`dela` in an address is the verb SHARE; an unknown one is no address."""

    regex = r"[a-z-]+"

    def to_python(self, value: str) -> DocumentVerb:
        if value not in VERB_BY_SLUG:
            raise ValueError(value)
        return VERB_BY_SLUG[value]

    def to_url(self, value: DocumentVerb) -> str:
        return STEPS[value].slug


register_converter(Designation, "designation")
register_converter(DocumentStepSlug, "document_verb")
