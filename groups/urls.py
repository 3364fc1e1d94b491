from django.urls import path

from groups.views import (
    appointments,
    body,
    chair_changes,
    chair_schedule,
    chairs,
    chart,
    organisations,
    people,
    person,
    profile,
)

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
    path("ordforandeskap/", chairs.chair_band, name="chair_band"),
    path("grupper/<slug:slug>/ordforande/", chairs.chairs, name="chairs"),
    path("grupper/<slug:slug>/ordforande/ny/", chair_changes.chair_elect, name="chair_elect"),
    path("grupper/<slug:slug>/ordforande/schema/", chair_schedule.chair_schedule, name="chair_schedule"),
    path("grupper/<slug:slug>/ordforande/<int:pk>/utse/", chair_changes.chair_name, name="chair_name"),
    path("grupper/<slug:slug>/ordforande/<int:pk>/lamna/", chair_changes.chair_leave, name="chair_leave"),
    path("grupper/<slug:slug>/ordforande/<int:pk>/ta-bort/", chair_changes.chair_withdraw, name="chair_withdraw"),
]
