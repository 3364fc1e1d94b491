"""A form that was opened before somebody else saved."""

from django.db.models import Model


class StaleError[M: Model](Exception):
    """Somebody else has saved the row since the form was opened; `current` is what is saved now."""

    def __init__(self, current: M) -> None:
        super().__init__("Uppgifterna har ändrats sedan du öppnade formuläret.")
        self.current = current
