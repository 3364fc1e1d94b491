"""Every part of the look on one page, for whoever writes a page; mounted by the roof in the demonstration only."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samla.http import Request
from samla.registry import Todo
from samla.templatetags.look import ICON_OF_STATE
from samla.verdict import ALLOWED, deny

PARTIES = [("1", "Norrby kommun"), ("2", "Söderby kommun"), ("3", "Regional primärvård")]
WORDS = {
    "draft": "Utkast",
    "waiting": "Väntar på mottagning",
    "active": "Bereds",
    "ready": "Klart för möte",
    "returned": "Återfört",
    "paused": "Vilande",
    "done": "Avslutat",
    "warning": "Snart sista dag",
    "danger": "Försenat",
}


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the way of a case, as templates/_parts/case_line.html wants it."""

    label: str
    state: str
    date_text: str = ""
    note_text: str = ""


STATIONS = [
    Station("Lokal samverkan Norr", "past", "3 november 2026", "Lyft till AU"),
    Station("Arbetsutskottet", "past", "5 november 2026", "Komplettering begärd"),
    Station("Lokal samverkan Norr", "past", "12 november 2026", "Kompletterat"),
    Station("Arbetsutskottet", "now", "13 november 2026", "Bereds inför mötet den 4 december"),
    Station("Samordningsgruppen", "next", "4 december 2026"),
]


class SampleForm(forms.Form):
    """One field of each kind, so that the page shows what the renderer writes."""

    title = forms.CharField(label="Rubrik", max_length=120, help_text="Skriv så att den som inte var med förstår.")
    background = forms.CharField(label="Bakgrund", widget=forms.Textarea(attrs={"rows": 5}))
    proposal = forms.CharField(label="Förslag till beslut", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    origin = forms.ChoiceField(label="Ursprung", choices=[("", "Välj"), *PARTIES])
    deadline = forms.DateField(label="Sista dag", required=False)
    priority = forms.ChoiceField(
        label="Angelägenhetsgrad",
        choices=[("1", "Kan vänta"), ("2", "Nästa möte"), ("3", "Brådskande")],
        widget=forms.RadioSelect,
        help_text="Motivera i bakgrunden om ärendet är brådskande.",
    )
    parties = forms.MultipleChoiceField(label="Berörda parter", choices=PARTIES, widget=forms.CheckboxSelectMultiple)
    confirmed = forms.BooleanField(label="Texten innehåller inga personuppgifter om patienter eller brukare")


class SampleFilter(forms.Form):
    """A GET form as lists have it."""

    q = forms.CharField(label="Sök i rubrik", required=False)
    state = forms.ChoiceField(label="Läge", required=False, choices=[("", "Alla"), ("1", "Bereds"), ("2", "Vilande")])
    body = forms.ChoiceField(label="Ursprung", required=False, choices=[("", "Alla"), *PARTIES])


def _rows() -> list[dict[str, str]]:
    titles = [
        "Gemensam rutin för utskrivning inför helg",
        "Samordnad individuell plan för barn med långvarig skolfrånvaro",
        "Läkemedelsgenomgångar på särskilt boende",
    ]
    states = ["waiting", "active", "paused"]
    return [
        {
            "number": f"EX 2026-{place + 1:04}",
            "title": title,
            "state": states[place],
            "word": WORDS[states[place]],
            "origin": PARTIES[place][1],
            "age": f"{place * 9 + 3} dagar",
            "deadline": f"2026-12-{place + 1:02}",
        }
        for place, title in enumerate(titles)
    ]


@require_safe
def styleguide(request: Request) -> HttpResponse:
    """The parts in every state; `?fel=1` sends the sample form empty, to show its errors."""
    context = {
        "trail": [("Start", "/"), ("Stilguide", None)],
        "states": [(state, WORDS[state]) for state in ICON_OF_STATE],
        "stations": STATIONS,
        "rows": _rows(),
        "form": SampleForm(data={"title": "Rutin"} if "fel" in request.GET else None),
        "filter_form": SampleFilter(request.GET),
        "allowed": ALLOWED,
        "denied": deny("Ärendet saknar förslag till beslut och kan inte markeras som klart."),
        "facts": [
            ("Ärendenummer", "EX 2026-0001"),
            ("Ursprung", "Lokal samverkan Norr"),
            ("Målgrupp", "Barn och unga"),
        ],
        "todo": Todo(
            title="Ta emot Gemensam rutin för utskrivning inför helg",
            why="Lokal samverkan Norr har lyft ärendet till arbetsutskottet.",
            url="#",
            button="Öppna ärendet",
            deadline=dt.date(2026, 11, 27),
            number="EX 2026-0001",
        ),
        "page_obj": Paginator(range(70), 30).page(2),
        "typed": [("Bakgrund", "Sedan hösten har vi sett att utskrivningar på fredagar ofta blir utan plan.")],
        "reason": "Ärendet är redan mottaget av arbetsutskottet.",
        "conflicts": [("Bakgrund", "Den sparade texten.", "Texten som jag skrev.")],
    }
    return render(request, "styleguide.html", context)
