from django.urls import path

from groups.views import appointments, body, chart, confirm, organisations, people, person, profile, sign_in

app_name = "groups"

urlpatterns = [
    path("grupper/", body.body_list, name="list"),
    path("grupper/<slug:slug>/", body.body_page, name="body"),
    path("organisation/", chart.chart, name="chart"),
    path("personer/", people.people_list, name="people"),
    path("personer/ny/", people.person_new, name="person_new"),
    path("personer/<int:pk>/", person.person_page, name="person"),
    path("personer/<int:pk>/andra/", person.person_edit, name="person_edit"),
    path("personer/<int:pk>/forordna/", person.person_appoint, name="person_appoint"),
    path("personer/<int:pk>/bjud-in/", person.person_invite, name="person_invite"),
    path("personer/<int:pk>/stang/", person.person_close, name="person_close"),
    path("personer/<int:pk>/oppna/", person.person_open, name="person_open"),
    path("platser/<int:pk>/forordna/", appointments.appoint, name="appoint"),
    path("forordnanden/<int:pk>/andra/", appointments.appointment_edit, name="appointment_edit"),
    path("forordnanden/<int:pk>/avsluta/", appointments.appointment_end, name="appointment_end"),
    path("organisationer/", organisations.organisation_list, name="organisations"),
    path("organisationer/ny/", organisations.organisation_new, name="organisation_new"),
    path("organisation/<slug:slug>/", organisations.organisation_page, name="organisation"),
    path("organisation/<slug:slug>/andra/", organisations.organisation_edit, name="organisation_edit"),
    path("mina-uppgifter/", profile.profile, name="profile"),
    path("mina-uppgifter/brev/", profile.notifications, name="notifications"),
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
