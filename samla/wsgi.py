"""The portal as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from samla.uploads import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samla.settings")
application = whole_bodies(get_wsgi_application())
