from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("jobb/<uuid:job_id>/", views.job_detail, name="job_detail"),
    path("om/", views.about, name="about"),
    path("om/<slug:slug>/", views.page_detail, name="page"),
    path("kontakt/", views.contact, name="contact"),
    path("sidor/<slug:slug>/andra/", views.page_edit, name="page_edit"),
    path("sidor/<slug:slug>/versioner/", views.page_versions, name="page_versions"),
    path("sidor/<slug:slug>/versioner/<int:version>/", views.page_version, name="page_version"),
]
