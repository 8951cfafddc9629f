"""Reading and sending the pages of groups, as a browser without scripts does."""

import datetime as dt
from html.parser import HTMLParser

from django.urls import reverse

from tests.factories import (
    TODAY,
)

DAY = dt.timedelta(days=1)
LONG_AGO = TODAY - 90 * DAY


def page(client, name, *args):
    """Open a page."""
    return client.get(reverse(f"groups:{name}", args=args))


def send(client, name, /, *args, **fields):
    """Fill in a form, and send it."""
    return client.post(reverse(f"groups:{name}", args=args), fields)


def text(response) -> str:
    """What the page says."""
    return response.content.decode()


def title(response) -> str:
    """What the window, its history and the shared screen say."""
    return text(response).split("<title>")[1].split("</title>")[0]


def inputs(response, name: str) -> list[dict[str, str | None]]:
    """The attributes of each input of that name, in the order of the page."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag == "input" and dict(attributes).get("name") == name:
                found.append(dict(attributes))

    Reader().feed(text(response))
    return found


def ticked(response, enrolment) -> bool:
    """Whether a parent's box is ticked on the page of a meeting."""
    (box,) = [box for box in inputs(response, "present") if box["value"] == str(enrolment.pk)]
    return "checked" in box


def ticket(client, group) -> str:
    """The hidden ticket of a form that was just opened."""
    return page(client, "welcome", group.pk).context["form"]["ticket"].value()


def newcomer(client, group, **fields):
    """Send the form for Chloé."""
    return send(
        client,
        "welcome",
        group.pk,
        **{
            "ticket": ticket(client, group),
            "name": "Chloé",
            "language": "en",
            "joined_on": "2026-11-18",
            **fields,
        },
    )
