from django.urls import path

from groups.views import body, chart, confirm, sign_in

app_name = "groups"

urlpatterns = [
    path("grupper/", body.body_list, name="list"),
    path("grupper/<slug:slug>/", body.body_page, name="body"),
    path("organisation/", chart.chart, name="chart"),
    path("bekrafta/", confirm.confirm, name="confirm"),
    path("bekrafta/kod/", confirm.send_code, name="confirm_send_code"),
    path("bekrafta/fortsatt/", confirm.confirm_go_on, name="confirm_go_on"),
    path("min-inloggning/", sign_in.my_sign_in, name="my_sign_in"),
    path("min-inloggning/avsluta-andra/", sign_in.end_other_sessions, name="end_other_sessions"),
    path("min-inloggning/nyckel/ny/", sign_in.passkey_add, name="passkey_add"),
    path("min-inloggning/nyckel/<int:pk>/namn/", sign_in.passkey_rename, name="passkey_rename"),
    path("min-inloggning/<int:pk>/ta-bort/", sign_in.factor_remove, name="factor_remove"),
    path("min-inloggning/app/ny/", sign_in.app_add, name="app_add"),
    path("min-inloggning/app/bild.svg", sign_in.app_picture, name="app_picture"),
    path("min-inloggning/reservkoder/", sign_in.recovery_codes, name="recovery_codes"),
    path("min-inloggning/reservkoder/hamta/", sign_in.recovery_download, name="recovery_download"),
    path("min-inloggning/reservkoder/nya/", sign_in.recovery_renew, name="recovery_renew"),
]
