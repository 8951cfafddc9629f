"""Open the pages of a site as each of its accounts, and print what came back: run in a process of that site."""

import os

import django


def main() -> None:
    """A line a page: its status, whose eyes, its address."""
    from django.test import Client
    from django.urls import reverse

    from village.groups.models import Enrolment, PeerGroup
    from village.network.models import House, Membership

    def visit(membership: Membership, name: str, *about: object) -> None:
        client = Client()
        client.force_login(membership.user)
        address = reverse(name, args=about)
        answer = client.get(address, headers={"host": "localhost"})
        print(answer.status_code, membership.role, address)  # noqa: T201 - the test reads it

    for membership in Membership.objects.select_related("user", "house").order_by("role", "pk"):
        visit(membership, "network:start")
        if membership.house is not None:
            visit(membership, "network:house", membership.house.code)
        if membership.role == "facilitator":
            visit(membership, "groups:mine")
    national = Membership.objects.get(role="national_team")
    for house in House.objects.order_by("code"):
        visit(national, "network:house", house.code)
        visit(national, "network:edit_house", house.code)
        visit(national, "dashboards:house", house.code)
    for name in ("network:houses", "network:accounts", "library:grants", "dashboards:nation"):
        visit(national, name)
    anna = Enrolment.objects.get(group__house__code="maison-de-lens")
    leader = Membership.objects.get(user=PeerGroup.objects.get(pk=anna.group_id).facilitator)
    visit(leader, "groups:group", anna.group_id)
    visit(leader, "groups:parent", anna.pk)
    assert anna.participant.contact.name == "Anna", "names no longer open"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "village.config.settings"
    django.setup()
    main()
