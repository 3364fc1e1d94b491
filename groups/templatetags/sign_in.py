"""What allauth's own pages cannot know of."""

from django import template
from django.conf import settings

from samla.environment import IdentityProvider

register = template.Library()

# In this order: Edge calls itself Chrome too, and Chrome Safari.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@register.simple_tag
def identity_providers() -> list[IdentityProvider]:
    """{% identity_providers as providers %} -> the other ways to sign in, with `label` and `address`."""
    found: list[IdentityProvider] = settings.IDENTITY_PROVIDERS
    return found


@register.filter
def browser_text(user_agent: str) -> str:
    """{{ session.user_agent|browser_text }} -> ”Firefox på Windows”; what nobody knows as it is, but not all of it."""
    browser, system = (
        next((word for sign, word in known.items() if sign in user_agent), "") for known in (BROWSERS, SYSTEMS)
    )
    return f"{browser} på {system}" if browser and system else browser or system or user_agent[:60]
