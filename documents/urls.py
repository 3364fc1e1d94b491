from django.urls import path

from documents import converters, views
from documents.views import authorities, documents, entries, readers, register, steps

__all__ = ["converters"]

app_name = "documents"
SLOT = "grupper/<slug:slug>/uppdrag/<slug:slot>"
REVISION = f"{SLOT}/<int:number>"
urlpatterns = [
    path("jobb/<uuid:job_id>/", views.job_detail, name="job_detail"),
    path("om/", views.about, name="about"),
    path("om/<slug:slug>/", views.page_detail, name="page"),
    path("kontakt/", views.contact, name="contact"),
    path("dokumenthanteringsplan/", views.records_plan, name="plan"),
    path("dokumenthanteringsplan/plan.csv", views.plan_csv, name="plan_csv"),
    path("dokumenthanteringsplan/ny/", views.plan_new, name="plan_new"),
    path("dokumenthanteringsplan/slag/<slug:slug>/andra/", views.plan_edit, name="plan_edit"),
    path("dokumenthanteringsplan/gallra/", views.disposal_list, name="disposals_due"),
    path("dokumenthanteringsplan/gallra/<slug:slug>/<slug:authority>/", views.dispose, name="dispose"),
    path("dokumenthanteringsplan/gallringar/", views.disposal_log, name="disposals"),
    path("dokumenthanteringsplan/gallringar/<int:pk>/", views.disposal_detail, name="disposal"),
    path("dokumenthanteringsplan/gallringar/<int:pk>/lista.csv", views.disposal_csv, name="disposal_csv"),
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
    path(f"{REVISION}/steg/<document_verb:verb>/", views.revision_step, name="revision_step"),
    path("sidor/<slug:slug>/andra/", views.page_edit, name="page_edit"),
    path("sidor/<slug:slug>/versioner/", views.page_versions, name="page_versions"),
    path("sidor/<slug:slug>/versioner/<int:version>/", views.page_version, name="page_version"),
    path("handlingar/", register.register, name="register"),
    path("handlingar.csv", register.register_csv, name="register_csv"),
    path("handlingar.json", register.register_json, name="register_json"),
    path("handlingar/begar-ut/", register.request_documents, name="request"),
    path("handlingar/myndigheter/", authorities.authorities, name="authorities"),
    path("handlingar/myndigheter/kopiera/<int:year>/", authorities.authorities_copy, name="authorities_copy"),
    path("handlingar/myndigheter/<slug:slug>/<int:year>/", authorities.authority, name="authority"),
    path("handlingar/dokument/<int:pk>/", documents.document_page, name="document"),
    path("handlingar/dokument/<int:pk>/andra/", documents.document_edit, name="document_edit"),
    path("handlingar/dokument/<int:pk>/version/", documents.version_new, name="version_new"),
    path("handlingar/dokument/<int:pk>/vem-ser/", readers.document_readers, name="document_readers"),
    path("handlingar/dokument/<int:pk>/fil/<int:number>/", documents.document_file, name="document_file"),
    path(
        "handlingar/dokument/<int:pk>/visa/<int:number>/",
        documents.document_file,
        {"as_attachment": False},
        name="document_show",
    ),
    path("handlingar/dokument/<int:pk>/steg/<document_verb:verb>/", steps.document_step, name="step"),
    path("handlingar/<designation:designation>/", entries.entry_page, name="entry"),
    path("handlingar/<designation:designation>/ratta/", entries.entry_correct, name="entry_correct"),
    path(
        "handlingar/<designation:designation>/visa/",
        entries.entry_file,
        {"as_attachment": False},
        name="entry_show",
    ),
    path(
        "handlingar/<designation:designation>/fil/",
        entries.entry_file,
        {"as_attachment": True},
        name="entry_file",
    ),
    path("grupper/<slug:slug>/handlingar/", documents.of_body, name="of_body"),
    path("grupper/<slug:slug>/handlingar/ny/", documents.document_new, name="document_new"),
    path("grupper/<slug:slug>/handlingar/registrera/", documents.document_register, name="document_register"),
]
