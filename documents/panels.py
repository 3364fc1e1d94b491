"""What documents tell the operator."""

import datetime as dt

from django.conf import settings
from django.db.models import Count, Q

from documents.models import Blob, ScanState
from samla import clock
from samla.formats import number
from samla.health import Part, register_part

HOUR = dt.timedelta(hours=1)


@register_part("filer")
def files_to_look_at() -> Part:
    """Bytes that are gone, viruses found afterwards, and a scanner that has not answered for an hour; one query."""
    hour_ago = clock.now() - HOUR
    counts = Blob.objects.kept().aggregate(
        missing=Count("pk", filter=Q(missing_at__isnull=False)),
        infected=Count("pk", filter=Q(scan_state=ScanState.INFECTED)),
        waiting=Count("pk", filter=Q(scan_state=ScanState.UNSCANNED, stored_at__lt=hour_ago)),
    )
    warnings = []
    if counts["missing"]:
        warnings.append(f"{number(counts['missing'])} filer saknas i lagringen.")
    if counts["infected"]:
        warnings.append(f"{number(counts['infected'])} filer har virus och lämnas inte ut.")
    if counts["waiting"] and settings.CLAMD_SOCKET:
        warnings.append(f"{number(counts['waiting'])} filer väntar på att genomsökas efter virus.")
    figures = {"saknas": counts["missing"], "virus": counts["infected"], "ogenomsokta": counts["waiting"]}
    return Part(figures, warnings)
