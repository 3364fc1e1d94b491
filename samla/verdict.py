"""Yes, or no with the sentence that the user gets to read."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a rule. True when allowed; otherwise `reason` is a whole Swedish sentence."""

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason

    def require(self) -> None:
        """Raise PermissionDenied with the reason, unless allowed."""
        if self.reason:
            raise PermissionDenied(self.reason)

    def require_valid(self) -> None:
        """Raise ValidationError with the reason, unless allowed: for what is wrong with the input, not with the person."""
        if self.reason:
            raise ValidationError(self.reason)


ALLOWED = Verdict()


def deny(reason: str) -> Verdict:
    """No, with the reason in one Swedish sentence."""
    return Verdict(reason)
