from django.urls import path

from documents import views

app_name = "documents"
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
    path("sidor/<slug:slug>/andra/", views.page_edit, name="page_edit"),
    path("sidor/<slug:slug>/versioner/", views.page_versions, name="page_versions"),
    path("sidor/<slug:slug>/versioner/<int:version>/", views.page_version, name="page_version"),
]
