"""Whether a snapshot can answer a plan: the same scales and waves, taken for the audience the plan is written for."""

from village.analytics.manifest import Manifest, ScaleNote, WaveNote
from village.analytics.plans.plan import Model, Plan, ReliableChangeRule
from village.core.errors import InvalidPlan, NotAllowed
from village.core.privacy import Audience

COUNTS_MONTHS: tuple[Model, ...] = ("growth",)


def match(plan: Plan, manifest: Manifest) -> None:
    """Check that everything the plan names is in the snapshot.

    Raises `InvalidPlan` naming the first scale or wave that is not, or what nobody has checked among the facts and
    figures that it rests on, and `NotAllowed` for public results from a
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
    _check_months(plan, manifest)
    known = {scale.key: scale for scale in manifest.scales}
    for outcome in plan.outcomes:
        named = (
            f"The outcome {outcome.key!r} of the plan {plan.name} is the scale {outcome.scale!r} of "
            f"{outcome.instrument}"
        )
        if outcome.scale_key not in known:
            raise InvalidPlan(f"{named}, which this snapshot does not have.")
        if facts := known[outcome.scale_key].unverified:
            said = "; ".join(f"{fact.source} ({fact.status})" for fact in facts)
            raise InvalidPlan(
                f"{named}. Its score rests on what nobody has checked: {said}. Check it in its source and write so in "
                "scale.toml, or plan another outcome."
            )
    for rule in plan.reliable_change:
        _check_figures(plan, rule, known[plan.outcome(rule.outcome).scale_key])


def _check_months(plan: Plan, manifest: Manifest) -> None:
    """A line over months needs waves that come as long after the start for everybody: all counted from one anchor."""
    anchors = {wave.key: wave.anchor for wave in manifest.waves}
    for outcome in plan.outcomes:
        if outcome.model not in COUNTS_MONTHS:
            continue
        starts = dict.fromkeys(plan.starts(outcome).values())
        waves = (*starts, *plan.followups_of(outcome))
        from_birth = [wave for wave in waves if anchors[wave] == "birth"]
        if 0 < len(from_birth) < len(waves):
            raise InvalidPlan(
                f"The outcome {outcome.key!r} of the plan {plan.name} is a {outcome.model} model over months since "
                f"{' and '.join(starts)}, and {', '.join(from_birth)} counts from the birth: give it a `baseline` counted "
                "from the birth, or plan paired or mmrm."
            )


def _check_figures(plan: Plan, rule: ReliableChangeRule, scale: ScaleNote) -> None:
    """Refuse a threshold made of a number that the questionnaire itself gives from memory."""
    given = {
        "sd": {"sd": rule.sd},
        "reliability": dict.fromkeys(("alpha", "omega", "retest"), rule.reliability),
    }
    for name, kinds in given.items():
        for figure in scale.unverified_figures:
            if kinds.get(figure.kind) == figure.value:
                raise InvalidPlan(
                    f"The reliable change of {rule.outcome!r} in the plan {plan.name} takes {figure.value:g} as its "
                    f"`{name}`. {scale.instrument}@{scale.version} gives that {figure.kind} of the scale "
                    f"{scale.scale!r} from {figure.source}, and nobody has checked it ({figure.status}). Check it in "
                    "its source and write so in scale.toml, or take another number."
                )


def scale_of(manifest: Manifest, key: tuple[str, str, str]) -> ScaleNote:
    """What the snapshot says of one scale: its range, its direction."""
    return next(scale for scale in manifest.scales if scale.key == key)


def wave_of(manifest: Manifest, key: str) -> WaveNote:
    """What the snapshot says of one wave: when it comes, how it is called."""
    return next(wave for wave in manifest.waves if wave.key == key)
