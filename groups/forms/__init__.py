"""Clean input, a file for each kind of page."""

from groups.forms.sign_in import CodeRequestForm

__all__ = ["CodeRequestForm"]
