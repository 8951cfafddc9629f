"""How an instrument is scored, in sentences somebody on a committee can check against its source."""

from village.core.scales import Instrument, SafetyRule, Scale
from village.formats.paper.words import PaperWords

Fact = tuple[str, str]


def facts_of(instrument: Instrument, words: PaperWords) -> tuple[Fact, ...]:
    """What is true of the instrument whatever the language: who made it so, its scores, what calls for help."""
    measures = instrument.measures.get(words.language) or instrument.measures.get("en", "")
    facts = [
        (words.say("facts.name"), f"{instrument.full_name or instrument.key}, {instrument.name}"),
        (words.say("facts.measures"), measures),
        (
            words.say("facts.validated"),
            words.say("facts.is_validated" if instrument.validated else "facts.is_not_validated"),
        ),
        (words.say("facts.licence"), instrument.licence),
        (words.say("facts.hash"), in_groups(instrument.hash)),
    ]
    if instrument.recall_days is not None:
        days = words.say("facts.days", count=instrument.recall_days)
        facts.insert(3, (words.say("facts.recall"), days))
    facts += [
        (words.say("facts.scale", scale=_title(scale, words)), _scored(scale, words))
        for scale in instrument.scales
    ]
    if not instrument.scales:
        facts.append((words.say("facts.score"), words.say("facts.no_score")))
    facts += [
        (words.say("facts.safety", rule=rule.key), _rule(rule, words)) for rule in instrument.safety
    ]
    waiting = [item.key for item in instrument.items if item.key in instrument.after_birth]
    facts.append((words.say("facts.after_birth"), ", ".join(waiting)))
    return tuple((name, value) for name, value in facts if value)


def in_groups(digest: str) -> str:
    """A hash that breaks over lines, and that two people can compare by reading it to each other.

    >>> in_groups("0123456789abcdef01")
    '01234567 89abcdef 01'
    """
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _title(scale: Scale, words: PaperWords) -> str:
    return scale.titles.get(words.language) or scale.titles.get("en") or scale.key


def _scored(scale: Scale, words: PaperWords) -> str:
    """Method, range, direction, what is turned round, what may be missing."""
    said = [words.say(f"facts.method_{scale.method}", count=len(scale.items))]
    if scale.multiply != 1:
        said.append(words.say("facts.multiplied", factor=scale.multiply))
    if scale.conversion:
        said.append(words.say("facts.converted"))
    said += [
        words.say("facts.range", lowest=scale.lowest, highest=scale.highest),
        words.say(f"facts.{scale.higher_is}"),
    ]
    if turned := [item.key for item in scale.items if item.key in scale.reversed]:
        said.append(words.say("facts.reversed", items=", ".join(turned)))
    said.append(words.say("facts.gaps", count=scale.max_missing))
    return " ; ".join(said) if words.language == "fr" else "; ".join(said)


def _rule(rule: SafetyRule, words: PaperWords) -> str:
    bounds = [
        words.say(f"facts.{name}", value=value)
        for name, value in (("at_least", rule.at_least), ("at_most", rule.at_most))
        if value is not None
    ]
    what = {"item": rule.item, "scale": rule.scale}
    key = "facts.safety_item" if rule.item is not None else "facts.safety_scale"
    return words.say(key, **what, bound=", ".join(bounds))
