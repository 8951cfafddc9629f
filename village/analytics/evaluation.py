"""What changed between entry and each later wave: for the whole network, or for one house.

We say "change", never "effect": nobody here was compared with parents who came to no group.
"""

from village.analytics.disclosure import Block, Counts
from village.analytics.engine import Snapshot
from village.analytics.figures import (
    change_figure,
    rate_figure,
    reach_figure,
    translation_figure,
)
from village.analytics.followup import Followup, share, silences_of
from village.analytics.manifest import WaveNote
from village.analytics.participation import STAYED_MONTHS
from village.analytics.reading import NOBODY, Reading, read
from village.analytics.results import Evaluation, Reach, Rules, WaveResponse
from village.analytics.tables import BASELINE
from village.core.errors import DomainError, NotAllowed
from village.core.privacy import Audience
from village.core.version import code_version

RULES = Rules()


class UnknownHouse(DomainError):
    """The snapshot has no house of that code."""


def evaluate(
    snapshot: Snapshot,
    *,
    audience: Audience,
    house: str | None = None,
    language: str = "fr",
    rules: Rules = RULES,
) -> Evaluation:
    """Evaluate the whole network, or one house; what this audience may not see is None and says so.

    Raises `UnknownHouse`, and `NotAllowed` for public figures from a snapshot taken for the houses themselves.
    """
    network = network_of(snapshot, audience=audience, language=language, rules=rules)
    if house is not None and house not in network.reading.houses:
        raise UnknownHouse(f"There is no house {house!r} in this snapshot.")
    return network.evaluation(house)


def network_of(
    snapshot: Snapshot,
    *,
    audience: Audience,
    language: str = "fr",
    rules: Rules = RULES,
    reading: Reading | None = None,
) -> "Network":
    """What this audience may see of a snapshot (read before, when a `reading` of it is given); raises `NotAllowed`."""
    _check_purpose(snapshot, audience)
    return Network(reading or read(snapshot), audience, language, rules)


def evaluate_all(
    snapshot: Snapshot, *, audience: Audience, language: str = "fr", rules: Rules = RULES
) -> dict[str | None, Evaluation]:
    """Evaluate the network (under None) and each of its houses, in one pass over the snapshot; raises `NotAllowed` as above."""
    network = network_of(snapshot, audience=audience, language=language, rules=rules)
    return {house: network.evaluation(house) for house in (None, *network.reading.houses)}


def _check_purpose(snapshot: Snapshot, audience: Audience) -> None:
    if snapshot.manifest.purpose != "national" and audience is Audience.PUBLIC:
        raise NotAllowed(
            "This snapshot was taken for the houses themselves: its parents did not agree to public figures."
        )


class Network:
    """One reading of a snapshot, and what one audience may see of it."""

    def __init__(self, reading: Reading, audience: Audience, language: str, rules: Rules) -> None:
        self.reading, self.audience, self.language, self.rules = reading, audience, language, rules
        self.evaluated_with = code_version()
        manifest = reading.manifest
        self.rates = {
            wave.key: Block(
                reading.split(reading.responses.get(wave.key, {}), "answered", "invited"),
                audience=audience,
            )
            for wave in manifest.waves
        }
        self.waiting = {wave.key: reading.waiting(wave.key) for wave in manifest.waves}
        self.followups = [
            Followup(reading, scale, wave, rate=self.rates[wave.key], audience=audience)
            for scale in manifest.scales
            for wave in manifest.waves
            if wave.key != BASELINE
        ]
        self.reach_blocks = _reach_blocks(reading, audience)

    @property
    def figures(self) -> dict[str, dict[str, Block]]:
        """Every figure by its name (see `figures`), and the blocks it is made of.

        The share of parents compared is not among them: it says who could be compared, not what they answered. Nor is
        the change of a scale that rests on facts nobody has checked: it is not published.
        """
        rates = {rate_figure(wave): {"rate": block} for wave, block in self.rates.items()}
        reach = {reach_figure(part): {part: block} for part, block in self.reach_blocks.items()}
        changes = {
            change_figure(*followup.scale.key, followup.wave.key): {
                name: block
                for name, block in followup.blocks.items()
                if name not in {"paired_rate", "translated"}
            }
            for followup in self.followups
            if not followup.scale.unverified
        }
        translations = {
            translation_figure(*followup.scale.key, followup.wave.key): {
                "translated": followup.blocks["translated"]
            }
            for followup in self.followups
            if followup.translated and not followup.scale.unverified
        }
        return {**rates, **reach, **changes, **translations}

    def evaluation(self, house: str | None) -> Evaluation:
        """Everything that is said of one house, or of all of them (None)."""
        manifest = self.reading.manifest
        responses = {wave.key: self.response(wave, house) for wave in manifest.waves}
        return Evaluation(
            house=house,
            audience=self.audience,
            language=self.language,
            purpose=manifest.purpose,
            snapshot=manifest.hash,
            as_of=manifest.as_of,
            code_version=manifest.code_version,
            evaluated_with=self.evaluated_with,
            rules=self.rules,
            responses=tuple(responses.values()),
            reach=self.reach(house),
            changes=tuple(
                followup.result(
                    house, responses[followup.wave.key], rules=self.rules, language=self.language
                )
                for followup in self.followups
            ),
        )

    def response(self, wave: WaveNote, house: str | None) -> WaveResponse:
        """How many were asked at one wave, and how many answered."""
        rate = self.rates[wave.key]
        silence, counts = rate.silence(house), rate.counts(house)
        waiting = self.waiting[wave.key]
        return WaveResponse(
            wave=wave.key,
            title=wave.titles.get(self.language, wave.key),
            months=wave.months,
            invited=None if silence else counts.parents,
            answered=None if silence else counts.cells[0],
            rate=share(rate, house),
            still_open=bool(waiting) if house is None else house in waiting,
            silences={"rate": silence} if silence else {},
        )

    def reach(self, house: str | None) -> Reach:
        """Who entered, who came, who stayed."""
        blocks = self.reach_blocks
        enrolled = blocks["enrolled"]
        return Reach(
            enrolled=None if enrolled.silence(house) else enrolled.counts(house).parents,
            came=share(blocks["came"], house),
            stayed={months: share(blocks[f"stayed_{months}"], house) for months in STAYED_MONTHS},
            silences=silences_of(blocks, house),
        )


def _reach_blocks(reading: Reading, audience: Audience) -> dict[str, Block]:
    """Who enrolled, who came once at least, who stayed."""
    parts = {"came": "noted"} | {f"stayed_{m}": f"could_stay_{m}" for m in STAYED_MONTHS}
    enrolled = {
        house: Counts((row.get("enrolled", 0),), row.get("groups", 0))
        for house in reading.houses
        for row in [reading.reach.get(house, NOBODY)]
    }
    return {
        "enrolled": Block(enrolled, audience=audience),
        **{
            part: Block(reading.split(reading.reach, part, whole), audience=audience)
            for part, whole in parts.items()
        },
    }
