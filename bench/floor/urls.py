from django.urls import path

from bench.floor import views

urlpatterns = [
    path("", views.nothing, name="start"),
    path("tabell/<slug:pile>/", views.table, name="table"),
    path("sak/<int:pk>/", views.matter, name="matter"),
    path("sak/<int:pk>/andra/", views.nothing, name="matter-edit"),
    path("sak/<int:pk>/steg/", views.nothing, name="matter-step"),
    path("sak/<int:pk>/historik/", views.nothing, name="matter-history"),
    path("mote/<int:pk>/", views.agenda, name="agenda"),
    path("punkt/<int:pk>/", views.nothing, name="point"),
    path("papper/<int:pk>/", views.nothing, name="paper"),
    path("person/<int:pk>/", views.nothing, name="person"),
    path("ut/", views.nothing, name="logout"),
]
