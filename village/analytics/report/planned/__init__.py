"""The report of a plan: conclusions first, then who answered, every estimate, what went otherwise than planned.

naming      what each finding is called, so that no two have one name
sentences   standing, conclusions, deviations, methods: what was really done
tables      the same findings, figure by figure
further     subgroups, who left, who came more often, what is more than error
houses      without names, beside the limits of chance
measured    how well each scale measured
pictures    the same findings, at a glance
flat        the same findings, one row each, for a program
writing     the folder
"""

from village.analytics.report.planned.writing import render_planned, write_planned_report

__all__ = ["render_planned", "write_planned_report"]
