from django.urls import path

from groups import views

app_name = "groups"

urlpatterns = [
    path("grupper/", views.body_list, name="list"),
    path("grupper/<slug:slug>/", views.body_page, name="body"),
]
