"""The sentences around the figures: what may be concluded, what to beware of, where it comes from."""

from collections.abc import Iterator, Sequence

from village.analytics.results import Evaluation, Reach, ScaleChange, WaveResponse
from village.analytics.scale_notes import FactNote
from village.analytics.words import ReportWords


def cautions(evaluation: Evaluation) -> list[str]:
    """What to know before using these figures; what holds for a whole wave is said once."""
    words = ReportWords(evaluation.language)
    sentences = [*unchecked_facts(evaluation.changes, words)]
    sentences += [
        words.say("caution.not_validated", instrument=instrument)
        for instrument in dict.fromkeys(c.instrument for c in evaluation.changes if not c.validated)
    ]
    sentences += translated(evaluation.changes, words)
    for response in evaluation.responses:
        at_wave = [c for c in evaluation.changes if c.response.wave == response.wave]
        sentences += _wave_cautions(response.title, at_wave, words)
    if still_open := [response.title for response in evaluation.responses if response.still_open]:
        sentences.append(words.say("response.open", waves=", ".join(still_open)))
    return sentences


def unchecked_facts(changes: Sequence[ScaleChange], words: ReportWords) -> Iterator[str]:
    """Which facts nobody has checked, for which scales; and the instruments of which an older snapshot does not say."""
    resting: dict[tuple[str, FactNote], dict[str, None]] = {}
    for change in changes:
        for fact in change.unverified or ():
            resting.setdefault((change.instrument, fact), {})[change.title] = None
    for (instrument, fact), titles in resting.items():
        yield words.say(
            f"caution.{fact.status}",
            instrument=instrument,
            scales=", ".join(titles),
            source=fact.source,
        )
    for instrument in dict.fromkeys(c.instrument for c in changes if c.unverified is None):
        yield words.say("caution.older", instrument=instrument)


def translated(changes: Sequence[ScaleChange], words: ReportWords) -> Iterator[str]:
    """Of which instruments parents answered in words nobody has validated; languages of a few are not named."""
    told = [change for change in changes if change.has_translations and not change.suppressed]
    for instrument in dict.fromkeys(change.instrument for change in told):
        named = {tag for c in told if c.instrument == instrument for tag in c.translations}
        languages = ", ".join(words.language_name(tag) for tag in sorted(named))
        key = "translated_in" if languages else "translated_some"
        yield words.say(f"caution.{key}", instrument=instrument, languages=languages)


def thresholds(evaluation: Evaluation) -> list[str]:
    """From which change on a parent is said to be better or worse, scale by scale, and who says so."""
    words = ReportWords(evaluation.language)
    scales = {(c.instrument, c.version, c.scale): c for c in evaluation.changes}
    return [_threshold(change, words) for change in scales.values()]


def _threshold(change: ScaleChange, words: ReportWords) -> str:
    said = {
        "scale": change.title,
        "lowest": words.plain(change.lowest),
        "highest": words.plain(change.highest),
    }
    if change.change_threshold is None:
        return words.say("method.no_threshold", **said)
    said |= {"threshold": words.plain(change.change_threshold), "source": change.threshold_source}
    return words.say(f"method.{change.threshold_basis or 'threshold'}", **said)


def _wave_cautions(wave: str, changes: Sequence[ScaleChange], words: ReportWords) -> Iterator[str]:
    """Few answers and few places concern every scale of a wave; a ceiling is one scale's own."""
    start = wave[0].upper() + wave[1:]
    found = [(change, caution) for change in changes for caution in change.cautions]
    for code in ("not_enough_answers", "one_group", "few_groups", "few_houses"):
        if values := [caution.value or 0 for _, caution in found if caution.code == code]:
            value = min(values)
            said = words.percent(value) if code == "not_enough_answers" else words.number(value)
            yield words.say(f"caution.{code}", wave=start, value=said)
    for change, caution in found:
        if caution.code == "ceiling":
            share = words.percent(caution.value or 0)
            yield words.say("caution.ceiling", scale=change.title, wave=wave, value=share)


def silence_notes(evaluation: Evaluation) -> list[str]:
    """Why some figures are not published, or stay at an earlier date; nothing when all of them are, and are of today."""
    words = ReportWords(evaluation.language)
    parts: list[Reach | WaveResponse | ScaleChange] = [
        evaluation.reach,
        *evaluation.responses,
        *evaluation.changes,
    ]
    reasons = {reason for part in parts for reason in part.silences.values()}
    keys = ["intro", *sorted((reason.value for reason in reasons), reverse=True)] if reasons else []
    if any(part.as_of for part in parts):
        keys.append("kept")
    return [words.say(f"silence.{key}") for key in keys]


def headline(evaluation: Evaluation) -> list[str]:
    """The first sentences: whether one may conclude at all, on how many parents; if not, what would be enough."""
    words = ReportWords(evaluation.language)
    enough = [change for change in evaluation.changes if change.is_enough]
    if enough:
        latest = max(enough, key=lambda change: (change.response.months, change.paired or 0))
        count = words.number(latest.paired or 0)
        first = words.say("headline.enough", count=count, wave=latest.response.title)
        return [first, words.say("headline.change_not_effect")]
    if evaluation.changes and all(change.unverified for change in evaluation.changes):
        return [words.say("headline.unchecked")]
    sentences = [words.say("headline.not_enough")]
    if nearest := _nearest_to_enough(evaluation):
        sentences.append(
            words.say(
                "headline.needed",
                needed=words.number(nearest.answers_needed or 0),
                wave=nearest.response.title,
                share=words.percent(evaluation.rules.minimum_paired_share),
            )
        )
    return sentences


def provenance(evaluation: Evaluation) -> list[str]:
    """Where these figures come from, and for whom they are."""
    words = ReportWords(evaluation.language)
    minimum = evaluation.audience.minimum_parents
    sentences = [
        words.say(
            "provenance.snapshot",
            date=words.date(evaluation.as_of),
            code_version=evaluation.code_version,
        ),
        words.say(
            "provenance.evaluated",
            version=evaluation.evaluated_with,
            hash=evaluation.snapshot[:12],
        ),
        words.say(f"provenance.{evaluation.audience.value}", minimum=minimum),
    ]
    if evaluation.rounded_to is not None:
        sentences.append(words.say("provenance.rounded", base=evaluation.rounded_to))
    return sentences


def _nearest_to_enough(evaluation: Evaluation) -> ScaleChange | None:
    lacking = [change for change in evaluation.changes if change.answers_needed]
    return min(lacking, key=lambda change: change.answers_needed or 0, default=None)
