"""Addresses of the pages about groups."""

from django.urls import path

from village.groups.views import groups, leaving, meetings, parents

app_name = "groups"
urlpatterns = [
    path("maisons/<slug:code>/groupes/", groups.house_groups, name="house_groups"),
    path("maisons/<slug:code>/groupes/nouveau/", groups.new_group, name="new_group"),
    path("groupes/", groups.mine, name="mine"),
    path("groupes/<uuid:group_id>/", groups.group, name="group"),
    path("groupes/<uuid:group_id>/modifier/", groups.edit_group, name="edit_group"),
    path("groupes/<uuid:group_id>/terminer/", groups.close_group, name="close_group"),
    path("groupes/<uuid:group_id>/inscrire/", parents.welcome, name="welcome"),
    path("groupes/<uuid:group_id>/seances/nouvelle/", meetings.new_meeting, name="new_meeting"),
    path("groupes/<uuid:group_id>/seances/<str:held_on>/", meetings.meeting, name="meeting"),
    path("parents/<uuid:enrolment_id>/", parents.parent, name="parent"),
    path("parents/<uuid:enrolment_id>/coordonnees/", parents.contact, name="contact"),
    path("parents/<uuid:enrolment_id>/choix/", parents.consents, name="consents"),
    path("parents/<uuid:enrolment_id>/silence/", parents.stop_messages, name="stop_messages"),
    path("parents/<uuid:enrolment_id>/enfant/", parents.new_child, name="new_child"),
    path("parents/<uuid:enrolment_id>/enfant/<int:child_id>/", parents.birth, name="birth"),
    path("parents/<uuid:enrolment_id>/sortie/", leaving.leave, name="leave"),
    path("parents/<uuid:enrolment_id>/retour/", leaving.come_back, name="come_back"),
    path("parents/<uuid:enrolment_id>/retrait/", leaving.withdraw, name="withdraw"),
]
