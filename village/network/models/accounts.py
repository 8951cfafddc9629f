"""Who works in the network, and in which role."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from village.network.models.places import House


class UserManager(BaseUserManager["User"]):
    """Accounts are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Add an account; without a password it can only be opened by the link it is sent."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account whatever the case of the address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who works in the network and signs in. Parents have no account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("adresse e-mail"), unique=True)
    name = models.CharField(_("nom"), max_length=150)
    is_active = models.BooleanField(_("compte ouvert"), default=True)
    created_at = models.DateTimeField(_("créé le"))

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Privacy:
        identifying: ClassVar = {"email", "name"}
        secret: ClassVar = {"password"}
        operational: ClassVar = {
            "id",
            "is_active",
            "created_at",
            "last_login",
            "is_superuser",
            "groups",
            "user_permissions",
        }

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """What others call this person on screen."""
        return self.name


class Role(models.TextChoices):
    """What someone does in the network; rights follow from it (see access.py)."""

    FACILITATOR = "facilitator", _("facilitateur ou facilitatrice")
    COORDINATOR = "coordinator", _("coordination de la maison")
    SAFETY_CONTACT = "safety_contact", _("contact de sécurité")
    NATIONAL_TEAM = "national_team", _("équipe nationale")
    EVALUATOR = "evaluator", _("évaluation et recherche")
    FUNDER = "funder", _("financeur")
    TRAINING_MANAGER = "training_manager", _("responsable de formation")


IN_A_HOUSE = (Role.FACILITATOR, Role.COORDINATOR, Role.SAFETY_CONTACT)
IN_THE_NATION = (Role.NATIONAL_TEAM, Role.EVALUATOR, Role.FUNDER, Role.TRAINING_MANAGER)


class Membership(models.Model):
    """A user, a role, and the house it is held in (none: the whole network)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    house = models.ForeignKey(
        House,
        models.CASCADE,
        related_name="memberships",
        null=True,
        blank=True,
        verbose_name=_("maison"),
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role)

    class Privacy:
        operational: ClassVar = {"id", "user", "house", "role"}

    class Meta:
        verbose_name = _("membre d'équipe")
        verbose_name_plural = _("membres d'équipe")
        constraints = [
            # Two constraints, because SQLite cannot be told that two absent houses are the same place.
            models.UniqueConstraint(
                fields=("user", "house", "role"),
                condition=Q(house__isnull=False),
                name="membership_once_in_a_house",
            ),
            models.UniqueConstraint(
                fields=("user", "role"),
                condition=Q(house__isnull=True),
                name="membership_once_in_the_nation",
            ),
            # A role is held either in one house or in the nation: never both, never nowhere.
            models.CheckConstraint(
                condition=Q(house__isnull=False, role__in=[r.value for r in IN_A_HOUSE])
                | Q(house__isnull=True, role__in=[r.value for r in IN_THE_NATION]),
                name="membership_role_fits_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
