"""What is asked about groups: their description, who joins, who was there."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from village.groups.membership import by_name, members_on
from village.groups.models import (
    GROUP_SIZES,
    LONGEST_NAME,
    MEETING_MINUTES,
    PeerGroup,
)
from village.network.access import facilitators_of
from village.network.models import House, User
from village.people.forms import BabyForm, ConsentsForm, PersonForm
from village.ui.forms import DateInput

USUAL_MINUTES = 90


class GroupForm(forms.Form):
    """What a group says of itself, and who leads it."""

    name = forms.CharField(
        label=_("Nom du groupe"),
        max_length=LONGEST_NAME,
        help_text=_("Un nom court, sans nom de personne : « Mardi matin », « Automne »."),
    )
    kind = forms.ChoiceField(
        label=_("Le groupe commence"), choices=PeerGroup.Kind.choices, widget=forms.RadioSelect
    )
    nominal_size = forms.IntegerField(
        label=_("Nombre de parents prévu"),
        initial=10,
        validators=[MinValueValidator(GROUP_SIZES[0]), MaxValueValidator(GROUP_SIZES[1])],
        widget=forms.NumberInput({"min": GROUP_SIZES[0], "max": GROUP_SIZES[1]}),
    )
    facilitator = forms.ModelChoiceField(
        label=_("Qui l'anime"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("personne pour l'instant"),
        help_text=_("Cette personne, et elle seule, verra les noms des parents du groupe."),
    )
    started_on = forms.DateField(
        label=_("Première séance"), help_text=_("Prévue ou passée."), widget=DateInput()
    )

    def __init__(self, *args: Any, house: House, **options: Any) -> None:
        super().__init__(*args, **options)
        facilitator = self.fields["facilitator"]
        assert isinstance(facilitator, forms.ModelChoiceField)
        facilitator.queryset = facilitators_of(house).order_by("name")


class EndForm(forms.Form):
    """The last day of a group, or of a parent in it."""

    day = forms.DateField(label=_("Dernier jour"), widget=DateInput())


class WelcomeForm(PersonForm, BabyForm, ConsentsForm):
    """A new parent, on one page. The hidden ticket makes a form sent twice one parent."""

    joined_on = forms.DateField(label=_("Entrée dans le groupe le"), widget=DateInput())
    ticket = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args: Any, group: PeerGroup, today: dt.date, **options: Any) -> None:
        self.salt = f"groups.welcome:{group.pk}"
        options["initial"] = {
            "joined_on": today,
            "ticket": signing.dumps(str(uuid.uuid4()), salt=self.salt),
            "baby": "expected" if group.kind == PeerGroup.Kind.ANTENATAL else "born",
        }
        super().__init__(*args, house=group.house, **options)

    def clean_ticket(self) -> uuid.UUID:
        """The id chosen when the form was shown, for this group."""
        try:
            return uuid.UUID(signing.loads(self.cleaned_data["ticket"], salt=self.salt))
        except signing.BadSignature:
            raise forms.ValidationError(
                _("Ce formulaire est incomplet : rouvrez la page et recommencez.")
            ) from None


@dataclass(frozen=True, slots=True)
class PresenceBox:
    """One parent on the page of a meeting."""

    id: uuid.UUID
    name: str
    is_ticked: bool
    is_member: bool  # of the group, on the day of the meeting


class MeetingForm(forms.Form):
    """A meeting: its date, how long it lasted, and a box for each parent who was in the group that day.

    What was not on the page is never recorded as an absence: when another date means another list, that
    list is shown before anything is kept.
    """

    held_on = forms.DateField(label=_("Date de la séance"), widget=DateInput())
    minutes = forms.IntegerField(
        label=_("Durée en minutes"),
        initial=USUAL_MINUTES,
        validators=[MinValueValidator(MEETING_MINUTES[0]), MaxValueValidator(MEETING_MINUTES[1])],
        widget=forms.NumberInput({"min": MEETING_MINUTES[0], "max": MEETING_MINUTES[1]}),
    )

    def __init__(
        self, *args: Any, group: PeerGroup, ticked: Iterable[uuid.UUID] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.group = group
        day = self.initial["held_on"]
        listed: set[uuid.UUID] = set()
        if self.is_bound:
            ticked, listed = self._ids("present"), self._ids("listed")
            day = self._day(default=day)
        self.ticked, self.listed = set(ticked), listed
        self.members = set(members_on(group, day).values_list("pk", flat=True))
        # A box that was shown stays: when the date was the mistake, nothing has to be ticked again.
        self.enrolments = by_name(
            group.enrolments.filter(pk__in=self.members | self.listed | self.ticked)
        )

    def clean(self) -> dict[str, Any] | None:
        """The boxes must be those of the date."""
        cleaned = super().clean()
        if strangers := [box.name for box in self.boxes if box.is_ticked and not box.is_member]:
            raise forms.ValidationError(
                _("Pas dans le groupe ce jour-là : %(names)s. Vérifiez la date et la liste."),
                params={"names": ", ".join(strangers)},
            )
        if not self.members <= self.listed:
            raise forms.ValidationError(
                _("La liste des parents a changé avec la date : vérifiez qui était là.")
            )
        return cleaned

    @property
    def boxes(self) -> list[PresenceBox]:
        """A box for each parent, in the order of their names."""
        return [
            PresenceBox(
                id=enrolment.pk,
                name=enrolment.participant.shown_name,
                is_ticked=enrolment.pk in self.ticked,
                is_member=enrolment.pk in self.members,
            )
            for enrolment in self.enrolments
        ]

    @property
    def present(self) -> set[uuid.UUID]:
        """The enrolments of those who were there."""
        return self.ticked & self.members

    def _ids(self, key: str) -> set[uuid.UUID]:
        """The ids sent under a name; what is not one is as if it had not been sent."""
        found = set()
        for text in cast(QueryDict, self.data).getlist(key):
            with contextlib.suppress(ValueError):
                found.add(uuid.UUID(text))
        return found

    def _day(self, *, default: dt.date) -> dt.date:
        field = self.fields["held_on"]
        try:
            return field.clean(self["held_on"].data)
        except forms.ValidationError:
            return default
