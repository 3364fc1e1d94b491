from django.urls import path

from documents import views

app_name = "documents"
SLOT = "grupper/<slug:slug>/uppdrag/<slug:slot>"
REVISION = f"{SLOT}/<int:number>"
urlpatterns = [
    path("jobb/<uuid:job_id>/", views.job_detail, name="job_detail"),
    path("om/", views.about, name="about"),
    path("om/<slug:slug>/", views.page_detail, name="page"),
    path("kontakt/", views.contact, name="contact"),
    path("styrande-dokument/", views.governing_list, name="governing_list"),
    path("grupper/<slug:slug>/ny-dokumentplats/", views.slot_add, name="slot_add"),
    path(f"{SLOT}/", views.governing, name="governing"),
    path(f"{SLOT}/ny-revision/", views.revision_begin, name="revision_begin"),
    path(f"{REVISION}/", views.revision, name="revision"),
    path(f"{REVISION}/fil/", views.revision_file, name="revision_file"),
    path(f"{REVISION}/skillnad/", views.revision_changes, name="revision_changes"),
    path(f"{REVISION}/vem-ser/", views.revision_readers, name="revision_readers"),
    path(f"{REVISION}/andra/", views.revision_edit, name="revision_edit"),
    path(f"{REVISION}/faststall/", views.revision_finalise, name="revision_finalise"),
    path(f"{REVISION}/godkann/", views.revision_approve, name="revision_approve"),
    path(f"{REVISION}/<slug:step>/", views.revision_step, name="revision_step"),
    path("sidor/<slug:slug>/andra/", views.page_edit, name="page_edit"),
    path("sidor/<slug:slug>/versioner/", views.page_versions, name="page_versions"),
    path("sidor/<slug:slug>/versioner/<int:version>/", views.page_version, name="page_version"),
]
