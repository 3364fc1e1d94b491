from django.urls import path

from meetings.views import anchoring, answering, heard, listing, page, papers, planning, years

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
    path("forankring/<str:token>/", anchoring.anchoring_page, name="anchoring"),
    path("forankring/<str:token>/handling/<int:document>/", anchoring.anchoring_document, name="anchoring_document"),
    path("moten/<int:pk>/horda/", heard.coverage, name="coverage"),
    path("moten/<int:pk>/inkomna/", heard.read_views, name="read_views"),
    path("moten/<int:pk>/punkt/<int:item>/utkast/", answering.view_draft, name="draft"),
    path("moten/<int:pk>/punkt/<int:item>/handling/<int:document>/", papers.item_document, name="item_document"),
]
