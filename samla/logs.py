"""Logs leave as JSON lines, one event each."""

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import Processor

from samla.secret_paths import mask_event

SHARED: tuple[Processor, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(allow=["reader", "collaboration", "asked", "lines", "sha256", "finding", "error"]),
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
)


class JsonFormatter(ProcessorFormatter):
    """Every record of the standard library's logging as one line of JSON."""

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=list(SHARED),
            processors=[
                ProcessorFormatter.remove_processors_meta,
                mask_event,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
