from django.urls import include, path

from desk import converters
from desk.views import export, history, start

__all__ = ["converters"]

of_history = [
    path("historik/", history.search, name="search"),
    path("historik/export.jsonl", export.export, name="export"),
    path("historik/<kind:kind>/<slug:key>/", history.thing, name="thing"),
]

urlpatterns = [
    path("", start.start, name="start"),
    path("", include((of_history, "history"))),
]
