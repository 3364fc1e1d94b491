"""Numbers without gaps."""

from groups.models import CareCollaboration, NumberSeries


def take_number(collaboration: CareCollaboration, name: str, year: int) -> int:
    """The next number of a series in a year, under its lock: no gaps, no duplicates. Call inside a transaction."""
    NumberSeries.objects.bulk_create(
        [NumberSeries(collaboration=collaboration, name=name, year=year)], ignore_conflicts=True
    )
    series = NumberSeries.objects.select_for_update().get(collaboration=collaboration, name=name, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
