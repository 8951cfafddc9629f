"""Addresses: those a parent meets say nothing about anybody."""

from django.urls import path

from village.surveys.views import parent, phone, sheets, staff

app_name = "surveys"
urlpatterns = [
    path("l/", phone.closed, name="no_token"),
    path("l/<path:token>", parent.enter, name="enter"),
    path("questions/", parent.questions, name="questions"),
    path("merci/", parent.thanks, name="thanks"),
    path("sortir/", parent.leave, name="leave"),
    path("arreter/", parent.stop, name="stop"),
    path("groupes/<uuid:group_id>/questionnaires/", staff.group, name="group"),
    path(
        "groupes/<uuid:group_id>/questionnaires/ecrire/",
        staff.write_to_group,
        name="write_to_group",
    ),
    path("invitations/<uuid:invitation_id>/ecrire/", staff.write, name="write"),
    path("invitations/<uuid:invitation_id>/code/", staff.show_code, name="code"),
    path("invitations/<uuid:invitation_id>/papier/", sheets.print_one, name="print_one"),
    path("feuilles/", sheets.sheets, name="sheets"),
    path("feuilles/<slug:code>/", sheets.sheet, name="sheet"),
]
