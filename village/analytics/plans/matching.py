"""Whether a snapshot can answer a plan: the same scales and waves, taken for the audience the plan is written for."""

from village.analytics.manifest import Manifest, ScaleNote, WaveNote
from village.analytics.plans.plan import Plan
from village.core.errors import InvalidPlan, NotAllowed
from village.core.privacy import Audience


def match(plan: Plan, manifest: Manifest) -> None:
    """Check that everything the plan names is in the snapshot.

    Raises `InvalidPlan` naming the first scale or wave that is not, and `NotAllowed` for public results from a
    snapshot whose parents agreed to figures for their house only.
    """
    if manifest.purpose != "national" and plan.audience is Audience.PUBLIC:
        raise NotAllowed(
            "This snapshot was taken for the houses themselves: its parents did not agree to public figures."
        )
    months = {wave.key: wave.months for wave in manifest.waves}
    for wave in (plan.baseline, *plan.followups):
        if wave not in months:
            raise InvalidPlan(
                f"The plan {plan.name} names the wave {wave!r}; the snapshot has {', '.join(months)}."
            )
    if list(plan.followups) != sorted(plan.followups, key=lambda wave: months[wave]):
        raise InvalidPlan(f"The plan {plan.name} names its follow-ups out of the order of time.")
    if months[plan.followups[0]] <= months[plan.baseline]:
        raise InvalidPlan(
            f"The plan {plan.name} has the follow-up {plan.followups[0]!r} before its baseline {plan.baseline!r}."
        )
    known = {scale.key: scale for scale in manifest.scales}
    for outcome in plan.outcomes:
        if outcome.scale_key not in known:
            raise InvalidPlan(
                f"The outcome {outcome.key!r} of the plan {plan.name} is the scale {outcome.scale!r} of "
                f"{outcome.instrument}, which this snapshot does not have."
            )


def scale_of(manifest: Manifest, key: tuple[str, str, str]) -> ScaleNote:
    """What the snapshot says of one scale: its range, its direction."""
    return next(scale for scale in manifest.scales if scale.key == key)


def wave_of(manifest: Manifest, key: str) -> WaveNote:
    """What the snapshot says of one wave: when it comes, how it is called."""
    return next(wave for wave in manifest.waves if wave.key == key)
