"""The designs by the name one types."""

from village.laboratory.power.design import StudyDesign
from village.laboratory.power.followed import Compared, Paired, Repeated
from village.laboratory.power.stepped import Stepped

DESIGNS: dict[str, type[StudyDesign]] = {
    "paired": Paired,
    "compared": Compared,
    "repeated": Repeated,
    "stepped": Stepped,
}
