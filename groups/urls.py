from django.urls import path

from groups.views import body, chart

app_name = "groups"

urlpatterns = [
    path("grupper/", body.body_list, name="list"),
    path("grupper/<slug:slug>/", body.body_page, name="body"),
    path("organisation/", chart.chart, name="chart"),
]
