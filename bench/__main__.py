"""The bars of speed: `make bench`, or `python -m bench --record` to write the figures to RESULTS.md as well.

Exits with 1 when a bar is missed. Takes some minutes, and throws away everything it made.
"""

import argparse
import os
import secrets
import sys
import time
from pathlib import Path

import django
from django.utils.module_loading import import_string

from bench.databases import Cluster

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "samla.settings",
    "SAMLA_PRODUCTION": "1",
    "SAMLA_SSL_REDIRECT": "0",
    "SAMLA_URL": "http://127.0.0.1",
    "SAMLA_VAR": str(PROJECT / "var" / "bench"),
    "SAMLA_FROM": "bench@exempel.invalid",
    "SMTP_HOST": "127.0.0.1",
    "ALLOWED_HOSTS": "127.0.0.1",
    "PYTHONHASHSEED": "0",  # the same layout of dictionaries in every run
    "SECRET_KEY": secrets.token_urlsafe(50),
}


def main() -> int:
    """Measure, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--record", action="store_true", help="skriv mätningen överst i bench/RESULTS.md")
    options = parser.parse_args()
    began = time.monotonic()
    os.environ.pop("SAMLA_DEMO", None)
    os.environ.update(ENVIRONMENT)
    Path(ENVIRONMENT["SAMLA_VAR"]).mkdir(parents=True, exist_ok=True)
    cluster = Cluster()
    try:
        base = cluster.create("base")
        os.environ.update(cluster.addresses(base))
        django.setup()
        report = import_string("bench.run.run")(cluster, base)  # by name: models can only be imported after the setup
    finally:
        cluster.close()
    print(f"\n{len(report.lines)} mått på {time.monotonic() - began:.0f} s, {len(report.missed)} missade.")
    if options.record:
        report.record()
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
