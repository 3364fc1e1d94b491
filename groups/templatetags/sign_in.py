"""What allauth's own pages cannot know of."""

from django import template
from django.conf import settings

from samla.environment import IdentityProvider

register = template.Library()


@register.simple_tag
def identity_providers() -> list[IdentityProvider]:
    """{% identity_providers as providers %} -> the other ways to sign in, with `label` and `address`."""
    found: list[IdentityProvider] = settings.IDENTITY_PROVIDERS
    return found
