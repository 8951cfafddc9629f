"""The designs by the name one types."""

from village.analytics.power.design import StudyDesign
from village.analytics.power.followed import Compared, Paired, Repeated
from village.analytics.power.stepped import Stepped

DESIGNS: dict[str, type[StudyDesign]] = {
    "paired": Paired,
    "compared": Compared,
    "repeated": Repeated,
    "stepped": Stepped,
}
