from django.urls import path

from meetings.views import answering, page, papers

app_name = "meetings"

urlpatterns = [
    path("moten/<int:pk>/", page.meeting_page, name="meeting"),
    path("moten/<int:pk>/svar/", answering.meeting_reply, name="reply"),
    path("moten/<int:pk>/synpunkter/", answering.meeting_views, name="views"),
    path("moten/<int:pk>/punkt/<int:item>/utkast/", answering.view_draft, name="draft"),
    path("moten/<int:pk>/punkt/<int:item>/handling/<int:document>/", papers.item_document, name="item_document"),
]
