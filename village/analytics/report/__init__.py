"""A folder a reader can keep: every digit for a program, and one page of words, pictures and tables for a person.

page         what every report is made of, and the one template
network      the report of an evaluation without a plan: a network, or a house
planned      the report of a plan: conclusions first, then everything they rest on
"""

from village.analytics.report.network import render, write_report
from village.analytics.report.page import CannotWriteReport

__all__ = ["CannotWriteReport", "render", "write_report"]
