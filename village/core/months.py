"""Months of the calendar, which are not all as long."""

import calendar
import datetime as dt

DAYS_OF_A_MONTH = 30  # when the day is not to be known


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months later; the month's last day when it is shorter.

    >>> add_months(dt.date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def to_the_month(days: int) -> int:
    """So many days, to the nearest month of thirty.

    >>> to_the_month(101)
    90
    """
    return round(days / DAYS_OF_A_MONTH) * DAYS_OF_A_MONTH
