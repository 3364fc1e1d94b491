from django.urls import path

from meetings.views import anchoring, answering, calendars, calling, heard, listing, page, papers, planning, years

app_name = "meetings"

urlpatterns = [
    path("moten/", listing.meeting_list, name="list"),
    path("moten/nytt/", planning.meeting_new, name="new"),
    path("moten/ar/<int:year>/<slug:slug>/", years.year_plan, name="year_plan"),
    path("moten/<int:pk>/andra/", planning.meeting_edit, name="edit"),
    path("moten/<int:pk>/flytta/", planning.meeting_move, name="move"),
    path("moten/<int:pk>/stall-in/", planning.meeting_cancel, name="cancel"),
    path("moten/<int:pk>/godkann/", planning.meeting_approve, name="approve"),
    path("moten/<int:pk>/", page.meeting_page, name="meeting"),
    path("moten/<int:pk>/svar/", answering.meeting_reply, name="reply"),
    path("moten/<int:pk>/synpunkter/", answering.meeting_views, name="views"),
    path("moten/<int:pk>/forankra/", anchoring.anchor, name="anchor"),
    path("moten/<int:pk>/forankra/<int:link>/aterkalla/", anchoring.anchor_revoke, name="anchor_revoke"),
    path("moten/<int:pk>/forankra/svar/<int:note>/anvand/", anchoring.anchor_use, name="anchor_use"),
    path("forankring/<str:token>/", anchoring.anchoring_page, name="anchoring"),
    path("forankring/<str:token>/handling/<int:document>/", anchoring.anchoring_document, name="anchoring_document"),
    path("moten/<int:pk>/kalla/", calling.meeting_call, name="call"),
    path("moten/<int:pk>/kalla/nya/", calling.notice_catch_up, name="catch_up"),
    path("moten/<int:pk>/kallelse.pdf", calling.notice_pdf, name="notice_pdf"),
    path("moten/<int:pk>/kallelse/<int:number>/", calling.notice_page, name="notice"),
    path("moten/<int:pk>/kallelse/<int:number>.pdf", calling.notice_pdf, name="notice_pdf_of"),
    path("moten/<int:pk>/mote.ics", calendars.meeting_ics, name="ics"),
    path("kalender/<str:token>.ics", calendars.feed, name="feed"),
    path("min-kalender/", calendars.my_calendar, name="my_calendar"),
    path("min-kalender/ny/", calendars.my_calendar_new, name="my_calendar_new"),
    path("min-kalender/aterkalla/", calendars.my_calendar_close, name="my_calendar_close"),
    path("moten/<int:pk>/horda/", heard.coverage, name="coverage"),
    path("moten/<int:pk>/inlamningar/<int:submission>/", papers.submission_document, name="submission"),
    path("moten/<int:pk>/inkomna/", heard.read_views, name="read_views"),
    path("moten/<int:pk>/punkt/<int:item>/utkast/", answering.view_draft, name="draft"),
    path("moten/<int:pk>/punkt/<int:item>/handling/<int:document>/", papers.item_document, name="item_document"),
]
