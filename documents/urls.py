from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("jobb/<uuid:job_id>/", views.job_detail, name="job_detail"),
]
