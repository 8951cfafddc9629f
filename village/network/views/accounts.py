"""Accounts: who is in the network, welcomed, given a role, let go."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from village.network import access, queries, second_factor, services
from village.network.access import Right
from village.network.forms import InvitationForm, NetworkSearchForm
from village.network.models import House, Membership, User
from village.network.requests import StaffRequest
from village.ui.addresses import site_address
from village.ui.clock import now


def _with_roles() -> QuerySet[User]:
    return User.objects.prefetch_related("memberships__house")


def _account_or_404(request: StaffRequest, user_id: UUID) -> User:
    access.require(request.user, Right.MANAGE_NETWORK)
    return get_object_or_404(_with_roles(), pk=user_id)


def _welcome(request: StaffRequest, form: InvitationForm, house: House | None) -> None:
    membership = services.invite_member(
        **form.cleaned_data,
        house=house,
        site_address=site_address(request),
        actor=request.user,
        now=now(),
    )
    user = membership.user
    sentence = (
        _("%(name)s a maintenant ce rôle, avec le compte qui existait déjà.")
        if user.has_usable_password()
        else _("%(name)s a maintenant ce rôle, et reçoit un lien pour ouvrir son compte.")
    )
    messages.success(request, sentence % {"name": user.name})


@require_http_methods(["GET", "HEAD", "POST"])
def house_team(request: StaffRequest, code: str) -> HttpResponse:
    """Who works in a house, and the form to welcome someone there."""
    house = access.get_house_or_404(request.user, Right.MANAGE_NETWORK, code)
    form = InvitationForm(request.POST or None, house=house)
    if form.is_valid():
        _welcome(request, form, house)
        return redirect("network:house_team", code=house.code)
    team = queries.accounts_matching(_with_roles().filter(memberships__house=house).distinct(), "")
    return render(request, "network/house_team.html", {"house": house, "form": form, "team": team})


@require_safe
def accounts(request: StaffRequest) -> HttpResponse:
    """Every account of the network, or those that match a few letters."""
    access.require(request.user, Right.MANAGE_NETWORK)
    search = NetworkSearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    found = queries.accounts_matching(_with_roles(), words)
    return render(
        request, "network/accounts.html", {"search": search, "words": words, "accounts": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_national_member(request: StaffRequest) -> HttpResponse:
    """Welcome someone whose role is held in the whole network."""
    access.require(request.user, Right.MANAGE_NETWORK)
    form = InvitationForm(request.POST or None, house=None)
    if form.is_valid():
        _welcome(request, form, None)
        return redirect("network:accounts")
    return render(request, "network/new_national_member.html", {"form": form})


@require_safe
def account(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """One account: its roles, its state, and what can be done about it."""
    user = _account_or_404(request, user_id)
    return render(
        request,
        "network/account.html",
        {"account": user, "has_second_factor": second_factor.is_enrolled(user)},
    )


@require_POST
def remove_membership(request: StaffRequest, user_id: UUID, membership_id: int) -> HttpResponse:
    """Take one role back."""
    user = _account_or_404(request, user_id)
    membership = get_object_or_404(Membership, pk=membership_id, user=user)
    services.remove_membership(membership=membership, actor=request.user, now=now())
    messages.success(request, _("Ce rôle est retiré."))
    return redirect("network:account", user_id=user.pk)


@require_POST
def send_access_link(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Send the link that opens the account once more."""
    user = _account_or_404(request, user_id)
    services.send_access_link(
        user=user, site_address=site_address(request), actor=request.user, now=now()
    )
    messages.success(request, _("Un nouveau lien vient de partir."))
    return redirect("network:account", user_id=user.pk)


@require_POST
def forget_second_factor(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Let someone who lost phone and codes begin again, from a link in their mailbox."""
    user = _account_or_404(request, user_id)
    services.forget_second_factor(user=user, actor=request.user, now=now())
    services.send_access_link(
        user=user, site_address=site_address(request), actor=request.user, now=now()
    )
    messages.success(request, _("Un lien vient de partir pour tout choisir de nouveau."))
    return redirect("network:account", user_id=user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Ask once, then let nobody in by this account any more."""
    user = _account_or_404(request, user_id)
    if request.method == "POST":
        services.close_account(user=user, actor=request.user, now=now())
        messages.success(request, _("Le compte est fermé."))
        return redirect("network:accounts")
    return render(request, "network/close_account.html", {"account": user})
