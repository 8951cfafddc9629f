"""Every field of every record says what it may be used for. A new field cannot forget to."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

KINDS = {"identifying", "sensitive", "secret", "research", "operational"}
# Tables of the packages we stand on, looked at one by one; their fields are their own.
FOREIGN = {
    "auth": "Django's groups and permissions: not used, every right is a membership",
    "contenttypes": "Django's list of models",
    "sessions": "sealed cookies' other half, emptied with time",
    "account": "allauth: e-mail addresses of the staff",
    "mfa": "allauth: second factors of the staff",
    "django_tasks_database": "the queue of background work: arguments are ids, never names",
}
OURS: list[Any] = [model for model in apps.get_models() if model.__module__.startswith("village.")]


def fields_of(model: type[models.Model]) -> list[str]:
    """The columns and many-to-many links a model keeps."""
    return [field.name for field in (*model._meta.fields, *model._meta.many_to_many)]


def classified(model: Any) -> list[str]:
    """Every name in the model's `Privacy`, as often as it stands there."""
    return [name for kind in KINDS for name in getattr(model.Privacy, kind, ())]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_classified_exactly_once(model: Any):
    assert sorted(classified(model)) == sorted(fields_of(model))


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_record_invents_no_kind_of_its_own(model: Any):
    declared = {name for name in vars(model.Privacy) if not name.startswith("__")}

    assert declared <= KINDS


def test_tables_that_are_not_ours_have_been_looked_at():
    foreign = {model._meta.app_label for model in apps.get_models() if model not in OURS}

    assert foreign <= set(FOREIGN)


def test_what_identifies_a_parent_lives_in_one_place():
    elsewhere = {
        f"{model._meta.label}: {name}"
        for model in OURS
        if model._meta.app_label != "people"
        for name in getattr(model.Privacy, "identifying", ())
    }

    # Staff have accounts, with a name and an address; people of organisations have contact details, sealed too.
    assert elsewhere == {
        *("network.User: email", "network.User: name"),
        *(f"network.Contact: {name}" for name in ("name", "position", "email", "phone")),
    }
