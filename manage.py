#!/usr/bin/env python
"""Django's command line, with the database that it needs."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from samla import localpg
from samla.pgprograms import LocalPostgresError


def main() -> None:
    """Run one command. `serve` is the demonstration unless the environment says otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samla.settings")
    if sys.argv[1:2] == ["serve"]:
        os.environ.setdefault("SAMLA_DEMO", "1")
    try:
        localpg.provide_environment()
        execute_from_command_line(sys.argv)
    except (LocalPostgresError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
