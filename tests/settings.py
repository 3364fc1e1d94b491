"""The demonstration's settings, on the embedded server unless DATABASE_URL says otherwise, with files of their own."""

import atexit
import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path

from samla import localpg

os.environ.setdefault("SAMLA_DEMO", "1")
os.environ.setdefault("SECRET_KEY", "only-for-tests")
if "SAMLA_VAR" not in os.environ:
    os.environ["SAMLA_VAR"] = tempfile.mkdtemp(prefix="samla-tests-")
    atexit.register(shutil.rmtree, os.environ["SAMLA_VAR"], ignore_errors=True)
Path(os.environ["SAMLA_VAR"], "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is missing
localpg.provide_environment()

globals().update({name: value for name, value in vars(import_module("samla.settings")).items() if name.isupper()})
WHITENOISE_AUTOREFRESH = True  # otherwise every test client begins by reading all static files
