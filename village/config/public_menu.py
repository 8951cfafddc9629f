"""What is open to all: the foot of every page, those of parents too, and the home page of a stranger."""

from django.utils.translation import gettext_lazy as _

from village.ui.menu import MenuEntry

PUBLIC: list[MenuEntry] = [
    MenuEntry(
        _("Nos questionnaires"),
        "library:questionnaires",
        lambda user: True,
        _(
            "Ce que mesure chaque questionnaire, d'où il vient, ce qui reste à vérifier, et quand il est proposé."
        ),
    ),
]
