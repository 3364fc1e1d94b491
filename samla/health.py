"""Is the portal well? Asked often, by machines: a handful of cheap questions, no person, no session.

An ailment makes the answer 503, and a load balancer may take the portal away. What others have caused, as a mail server
that is down, is a warning beside figures: the portal goes on, and whoever watches it sees.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samla.tasks import OUTSIDE

WORKER_SECONDS = 60
QUEUE_SECONDS = 120

# The database's own clock, not samla.clock: procrastinate writes both of these with it.
QUESTIONS = """
SELECT
    (SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers),
    (SELECT extract(epoch FROM now() - min(greatest(job.scheduled_at, queued.at)))
        FROM procrastinate_jobs job
        CROSS JOIN LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = job.id) queued
        WHERE job.status = 'todo' AND job.queue_name <> %s AND (job.scheduled_at IS NULL OR job.scheduled_at <= now()))
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What an app says of its own part of the portal: figures, and sentences about what is not as it should be."""

    figures: Mapping[str, int]
    warnings: list[str] = field(default_factory=list)


_parts: dict[str, Callable[[], Part]] = {}


def register_part(name: str) -> Callable[[Callable[[], Part]], Callable[[], Part]]:
    """Let the decorated function tell of its part under `name`: one cheap question, and nothing about any person."""

    def register(part: Callable[[], Part]) -> Callable[[], Part]:
        _parts[name] = part
        return part

    return register


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, worker and queue are well; otherwise 503 with the reasons in Swedish.

    Warnings and figures stand beside, and change neither.
    """
    parts: dict[str, Part] = {}
    try:
        reasons = lacking()
        if not reasons:
            reasons = ailments()
            parts = {name: part() for name, part in _parts.items()}
    except (DatabaseError, InterfaceError):
        reasons = ["Databasen svarar inte."]
    answer: dict[str, Any] = {
        "status": "fel" if reasons else "ok",
        "orsaker": reasons,
        "varningar": [sentence for part in parts.values() for sentence in part.warnings],
        **{name: dict(part.figures) for name, part in parts.items()},
    }
    return JsonResponse(answer, status=503 if reasons else 200, json_dumps_params={"ensure_ascii": False})


def lacking() -> list[str]:
    """The sentence about migrations that the database lacks, if it does. Raises DatabaseError when it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = expected_migrations() - set(cursor.fetchall())
    return [f"Databasen saknar {len(missing)} migreringar."] if missing else []


def ailments() -> list[str]:
    """What is wrong, one sentence each; empty when all is well. Raises DatabaseError when the database is gone."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS, [OUTSIDE])
        silent, waiting = cursor.fetchone()
    reasons = []
    if silent is None:
        reasons.append("Ingen arbetare är igång.")
    elif silent > WORKER_SECONDS:
        reasons.append(f"Arbetaren har inte hörts av på {int(silent)} sekunder.")
    if waiting is not None and waiting > QUEUE_SECONDS:
        reasons.append(f"Det äldsta jobbet i kön har väntat {int(waiting)} sekunder.")
    return reasons


@cache
def expected_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of the installed code; read from disk once per process."""
    loader = MigrationLoader(None)
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    return frozenset(set(loader.disk_migrations) - replaced)
