from django.urls import include, path

from desk import converters
from desk.views import export, history, letters, start

__all__ = ["converters"]

of_history = [
    path("historik/", history.search, name="search"),
    path("historik/export.jsonl", export.export, name="export"),
    path("historik/<kind:kind>/<slug:key>/", history.thing, name="thing"),
]

of_letters = [
    path("brev/", letters.letter_list, name="list"),
    path("brev/forsok-igen/", letters.letters_retry, name="retry_all"),
    path("brev/<int:pk>/forsok-igen/", letters.letter_retry, name="retry"),
]

urlpatterns = [
    path("", start.start, name="start"),
    path("", include((of_history, "history"))),
    path("", include((of_letters, "letters"))),
]
