"""The demo's home page: in one screen what this is, and a door for each role."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from village.core.errors import NotAllowed
from village.demo.accounts import DOMAIN, address_of
from village.demo.parent import open_invitation
from village.network.models import Role, User
from village.ui.addresses import is_loopback, site_address
from village.ui.clock import now
from village.ui.pages import public_page

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@dataclass(frozen=True)
class Door:
    """A role to try, and what it is for."""

    role: Role
    purpose: str | Promise


DOORS = (
    Door(
        Role.FACILITATOR,
        gettext_lazy(
            "Anime un groupe : y inscrit les parents, note les présences, transmet les questionnaires."
        ),
    ),
    Door(
        Role.COORDINATOR,
        gettext_lazy(
            "Organise les groupes de sa maison et lit ses résultats, sans voir un seul nom de parent."
        ),
    ),
    Door(
        Role.NATIONAL_TEAM,
        gettext_lazy(
            "Ouvre les maisons, compose les équipes et lit les résultats de tout le réseau."
        ),
    ),
    Door(
        Role.EVALUATOR,
        gettext_lazy(
            "Lit les résultats de chaque maison, avec le nombre de parents et la marge d'erreur."
        ),
    ),
    Door(
        Role.FUNDER,
        gettext_lazy("Lit les résultats nationaux, là où personne ne peut être reconnu."),
    ),
    Door(
        Role.SAFETY_CONTACT,
        gettext_lazy(
            "Recevra un message quand une réponse inquiète. Ses pages ne sont pas encore en service."
        ),
    ),
    Door(
        Role.TRAINING_MANAGER,
        gettext_lazy("Suivra les parcours de formation. Ses pages ne sont pas encore en service."),
    ),
)


@public_page
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """What village is, and the way in for each role."""
    return render(request, "demo/welcome.html", {"doors": DOORS})


@public_page
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo account of a role, with one click and no password."""
    role = request.POST.get("role", "")
    if not settings.DEMO or role not in Role:
        raise Http404
    login(request, _account_of(role), backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _account_of(role: str) -> User:
    """The demo's own account. Its address ends in `.invalid`, which no real account can have."""
    account = User.objects.filter(email=address_of(role), is_active=True).first()
    if account is None or not account.email.endswith(f"@{DOMAIN}") or account.has_usable_password():
        raise NotAllowed(
            _("Cette démonstration est vide : arrêtez-la, puis lancez « village demo ».")
        )
    return account


@public_page
@require_POST
def answer_as_a_parent(request: HttpRequest) -> HttpResponse:
    """A personal link to a questionnaire, to open here or on one's own phone."""
    link = open_invitation(now=now(), site=site_address(request))
    picture = segno.make(link, micro=False).svg_data_uri(scale=5, border=2)
    return render(
        request,
        "demo/parent.html",
        {
            "link": link,
            "picture": picture,
            "is_only_here": is_loopback(request.get_host().rsplit(":", 1)[0]),
        },
    )
