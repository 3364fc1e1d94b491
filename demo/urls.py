from django.urls import path

from demo import views

urlpatterns = [
    path("logga-in/", views.sign_in, name="account_login"),
    path("demo/logga-in/<int:pk>/", views.sign_in_as, name="demo_sign_in_as"),
    path("demo/bekrafta/", views.confirm, name="demo_confirm"),
]
