"""Addresses of pages, each worked out once per process: in a list they cost as much as the rest of the row."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address(name: str, *args: str | int) -> str:
    """The address of a page, within the collaboration that the request is about; the same as `reverse`."""
    return _address(get_script_prefix(), name, args)


@lru_cache(maxsize=8192)
def _address(_prefix: str, name: str, args: tuple[str | int, ...]) -> str:
    return reverse(name, args=args)
