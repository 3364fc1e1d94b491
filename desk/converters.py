"""Text in addresses becomes the desk's own values."""

from django.urls import register_converter

from desk.models import Kind, kind_of


class KindSlug:
    """`forordnande` in an address is that kind of thing; an unknown one is no address."""

    regex = r"[a-z-]+"

    def to_python(self, value: str) -> Kind:
        try:
            return kind_of(value)
        except KeyError as unknown:
            raise ValueError(value) from unknown

    def to_url(self, value: Kind | str) -> str:
        return value if isinstance(value, str) else value.slug


register_converter(KindSlug, "kind")
