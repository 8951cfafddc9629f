"""The smallest true records. The people of every test are Anna, Bilal and Chloé; today is 20 November 2026.

    anna = a_parent("Anna")                     a participant of some house, who agreed to nothing
    enrolment = an_enrolment(a_parent("Anna"))  … in some group of that house

Each function fills in what it is not told; what belongs together stays in one house.
"""

import datetime as dt
import itertools
import uuid
from typing import Any

from village.documents.models import Document
from village.documents.services import Upload, keep_document
from village.groups.models import Attendance, Enrolment, Meeting, PeerGroup
from village.library.installed import library
from village.library.languages.parity import SITE, words_of
from village.library.models import Approval, Grant
from village.network.models import (
    Contact,
    House,
    Membership,
    Organisation,
    Role,
    User,
)
from village.people.models import Child, Consent, ContactDetails, Participant, Purpose
from village.people.notice import NOTICE_VERSION
from village.readiness.models import SafetyReadiness
from village.surveys.models import Invitation, Link, SetAside, Sheet, Submission
from village.surveys.services.answers import words_noted

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)

_number = itertools.count(1)


def an_organisation(**fields: Any) -> Organisation:
    """An organisation that carries houses."""
    fields = {"name": f"Commune {next(_number)}", "kind": Organisation.Kind.COMMUNE, **fields}
    return Organisation.objects.create(**fields)


def a_contact(organisation: Organisation | None = None, **fields: Any) -> Contact:
    """Somebody to write to in an organisation, confirmed today."""
    fields = {
        "name": "Dominique Sureau",
        "position": "direction de l'action sociale",
        "email": "d.sureau@example.org",
        "confirmed_on": TODAY,
        **fields,
    }
    return Contact.objects.create(organisation=organisation or an_organisation(), **fields)


def a_house(**fields: Any) -> House:
    """A house in Lens, open for a year."""
    number = next(_number)
    fields = {
        "code": f"maison-{number}",
        "name": f"Maison {number}",
        "commune_code": "62498",
        "commune_name": "Lens",
        "opened_on": dt.date(2025, 11, 1),
        **fields,
    }
    if "holder" not in fields:
        fields["holder"] = an_organisation()
    return House.objects.create(**fields)


def a_user(**fields: Any) -> User:
    """An account without any role, and without a password unless one is given: hashing one takes a while."""
    fields = {
        "email": f"personne-{next(_number)}@example.org",
        "name": "Dominique",
        "created_at": NOW,
        **fields,
    }
    return User.objects.create_user(**fields)


def a_member(role: Role, house: House | None = None, **fields: Any) -> User:
    """An account with one role, in a house or in the nation."""
    user = a_user(**fields)
    Membership.objects.create(user=user, house=house, role=role)
    return user


def a_facilitator(house: House, **fields: Any) -> User:
    """Someone who leads groups in a house."""
    return a_member(Role.FACILITATOR, house, **fields)


def a_document(content: bytes = b"%PDF-1.7 one page") -> Document:
    """A letter that proves something."""
    upload = Upload(name="accord.pdf", content=content)
    return keep_document(upload=upload, actor=None, now=NOW)


def a_readiness(house: House, **fields: Any) -> SafetyReadiness:
    """A house where everything is ready for a parent in danger, unless a field says otherwise."""
    people = ("contact", "deputy")
    for name in people:
        if name not in fields:
            fields[name] = a_member(Role.SAFETY_CONTACT, house)
    fields = {
        "contact_quality": "sage-femme",
        "deputy_quality": "psychologue",
        "opening_hours": "du lundi au vendredi, de 9 h à 18 h",
        "pathway": "CMP de Lens",
        "protocol_version": "1",
        "protocol_text": "Appeler, écouter, accompagner.",
        "trained_on": TODAY - dt.timedelta(days=30),
        "recorded_at": NOW,
        **fields,
    }
    return SafetyReadiness.objects.create(house=house, **fields)


def a_grant(**fields: Any) -> Grant:
    """A permission to show the Edinburgh scale in French to the whole nation, given a month ago, without an end."""
    fields = {
        "instrument": "epds",
        "language": "fr",
        "granted_by": "Royal College of Psychiatrists",
        "granted_on": TODAY - dt.timedelta(days=30),
        "recorded_at": NOW,
        **fields,
    }
    return Grant.objects.create(**fields)


def an_approval(**fields: Any) -> Approval:
    """A midwife of Lens read our sixteen questions in Arabic; no words have this hash unless one is given."""
    fields = {
        "subject": "village-16@1",
        "language": "ar",
        "words_hash": "0" * 64,
        "reviewer": "Sage-femme, Lens",
        "approved_at": NOW,
        **fields,
    }
    return Approval.objects.create(**fields)


def a_parent(name: str = "Anna", *, house: House | None = None, **fields: Any) -> Participant:
    """Someone who takes part, with a name and, if given, `email`, `phone` and a list `agrees` of purposes."""
    agrees = fields.pop("agrees", ())
    contact = {key: fields.pop(key) for key in ("email", "phone") if key in fields}
    parent = Participant.objects.create(
        **{"house": house or a_house(), "created_at": NOW - dt.timedelta(days=30), **fields}
    )
    ContactDetails.objects.create(participant=parent, name=name, **contact)
    for purpose in agrees:
        a_consent(parent, purpose)
    return parent


def a_consent(parent: Participant, purpose: Purpose | str, **fields: Any) -> Consent:
    """A yes, given the day the parent was registered."""
    fields = {
        "given": True,
        "decided_at": parent.created_at,
        "notice_version": NOTICE_VERSION,
        **fields,
    }
    return Consent.objects.create(participant=parent, purpose=purpose, **fields)


def a_child(parent: Participant, **fields: Any) -> Child:
    """A baby born in September 2026, unless a month is given."""
    return Child.objects.create(
        participant=parent, **(fields or {"birth_month": dt.date(2026, 9, 1)})
    )


def a_group(house: House | None = None, **fields: Any) -> PeerGroup:
    """A group of ten that began two weeks ago; nobody leads it unless `facilitator` is given."""
    fields = {
        "name": f"Groupe {next(_number)}",
        "kind": PeerGroup.Kind.POSTNATAL,
        "started_on": TODAY - dt.timedelta(days=14),
        **fields,
    }
    return PeerGroup.objects.create(house=house or a_house(), **fields)


def an_enrolment(
    parent: Participant | None = None, group: PeerGroup | None = None, **fields: Any
) -> Enrolment:
    """A parent in a group of the same house, since its beginning. Nobody is told: no invitation is planned."""
    house = parent.house if parent else group.house if group else a_house()
    parent = parent or a_parent(house=house)
    group = group or a_group(house)
    fields = {"joined_on": group.started_on, **fields}
    return Enrolment.objects.create(participant=parent, group=group, **fields)


def a_meeting(group: PeerGroup | None = None, **fields: Any) -> Meeting:
    """A meeting on the group's first day; nobody's presence is noted."""
    group = group or a_group()
    return Meeting.objects.create(group=group, **{"held_on": group.started_on, **fields})


def an_attendance(meeting: Meeting, enrolment: Enrolment, *, present: bool = True) -> Attendance:
    """Someone who was there, or not."""
    return Attendance.objects.create(meeting=meeting, enrolment=enrolment, present=present)


def an_invitation(enrolment: Enrolment | None = None, **fields: Any) -> Invitation:
    """The questionnaire of entry, open since the parent joined and for a month."""
    enrolment = enrolment or an_enrolment()
    fields = {
        "battery": "village-core",
        "battery_version": "1",
        "wave": "t0",
        "opens_on": enrolment.joined_on,
        "closes_on": enrolment.joined_on + dt.timedelta(days=30),
        **fields,
    }
    return Invitation.objects.create(enrolment=enrolment, **fields)


def a_link(invitation: Invitation | None = None, **fields: Any) -> Link:
    """A way in whose token nobody knows, unless its hash is given."""
    fields = {
        "token_hash": uuid.uuid4().bytes * 2,
        "channel": Link.Channel.QR,
        "issued_at": NOW,
        "expires_at": NOW + dt.timedelta(days=30),
        **fields,
    }
    return Link.objects.create(invitation=invitation or an_invitation(), **fields)


def a_submission(invitation: Invitation | None = None, **fields: Any) -> Submission:
    """Answers that came back: none, unless they are given."""
    fields = {
        "id": uuid.uuid4(),
        "received_at": NOW,
        "language": "fr",
        "answers": {},
        "content_hash": "0" * 64,
        **fields,
    }
    return Submission.objects.create(invitation=invitation or an_invitation(), **fields)


def a_sheet(invitation: Invitation | None = None, **fields: Any) -> Sheet:
    """A sheet of paper with all the questions of our questionnaire."""
    invitation = invitation or an_invitation()
    ours = library()["village-16@1"]
    fields = {
        "code": f"AAAA-{next(_number):04d}",
        "language": "fr",
        "asked": {ours.name: [item.key for item in ours.items]},
        "words": words_noted([ours], "fr"),
        "opens_on": invitation.opens_on,
        "closes_on": invitation.closes_on,
        "printed_at": NOW,
        **fields,
    }
    return Sheet.objects.create(invitation=invitation, **fields)


def answers_set_aside(invitation: Invitation | None = None, **fields: Any) -> SetAside:
    """Other answers, that came second."""
    fields = {
        "delivery_id": uuid.uuid4(),
        "received_at": NOW,
        "language": "fr",
        "answers": {},
        "content_hash": uuid.uuid4().hex * 2,
        **fields,
    }
    return SetAside.objects.create(invitation=invitation or an_invitation(), **fields)


def approved(*languages: str, subjects: tuple[str, ...] = (SITE, "village-16@1")) -> None:
    """Somebody read our questionnaire and the words of the site again in these languages, and answers for them."""
    for language in languages:
        for subject in subjects:
            words = words_of(subject, language)
            an_approval(subject=subject, language=language, words_hash=words.hash)
