"""Names and types of fields tell the reader what is in them."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

INHERITED = {"last_login"}  # Django's name, on every account


def our_fields() -> Iterator[tuple[str, models.Field]]:
    """Every field of our models, with a name a person can look for."""
    for model in apps.get_models():
        if model.__module__.startswith("village."):
            for field in model._meta.fields:
                if field.name not in INHERITED:
                    yield f"{model._meta.label}.{field.name}", field


def test_a_moment_ends_in_at():
    moments = [name for name, field in our_fields() if isinstance(field, models.DateTimeField)]

    assert moments
    assert [name for name in moments if not name.endswith("_at")] == []


def test_a_day_ends_in_on_and_a_month_says_so():
    days = [
        name
        for name, field in our_fields()
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    ]

    assert days
    assert [name for name in days if not name.endswith(("_on", "_in", "_month"))] == []


def test_what_is_kept_is_exact():
    """Money is in whole cents, answers are whole numbers, scores are derived: nothing kept is rounded."""
    inexact = (models.FloatField, models.DecimalField)

    assert [name for name, field in our_fields() if isinstance(field, inexact)] == []


def test_no_record_dates_itself():
    """`auto_now` looks at the clock behind everyone's back; services are told the time."""
    assert [
        name
        for name, field in our_fields()
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ] == []
