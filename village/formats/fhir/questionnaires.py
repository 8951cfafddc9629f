"""A Questionnaire as questions that can be keyed, and the reason for each of the others."""

from village.core.errors import InvalidDocument
from village.formats.draft import Draft, DraftItem, DraftOption
from village.formats.fhir.answers import AnswerSets, known_list
from village.formats.fhir.conditions import check_conditions, condition_in_words
from village.formats.fhir.resources import Json, codes_of, every_item, release, text_of
from village.formats.report import ReportLine

CHOICES = frozenset({"choice", "coding"})


def read_questionnaire(resource: Json) -> Draft:
    """Keep every choice that can be keyed; raises `InvalidDocument` for what contradicts itself."""
    check_conditions(resource)
    sets, items, left_out = AnswerSets(resource), list[DraftItem](), list[ReportLine]()
    seen: set[str] = set()
    said: list[str] = []
    for entry, repeated in _with_repeats(resource):
        link_id = str(entry.get("linkId", ""))
        if not link_id:
            raise InvalidDocument("An item has no linkId.")
        if link_id in seen:
            raise InvalidDocument(f"The linkId {link_id!r} is used twice.")
        seen.add(link_id)
        if entry.get("type") == "display" and not items:
            said.append(text_of(entry, "text", place=link_id))
        if reason := _why_not(entry, repeated):
            left_out.append(ReportLine(link_id, reason))
        elif str(entry.get("type")) in CHOICES:
            items.append(_item(entry, link_id, sets))
    kind = f"FHIR {release(resource)} Questionnaire"
    return Draft(
        kind=kind,
        title=text_of(resource, "title", place=kind) or text_of(resource, "name", place=kind),
        introduction="\n".join(said),
        language=text_of(resource, "language", place=kind) or None,
        codes=_form_codes(resource),
        items=tuple(items),
        licence=text_of(resource, "copyright", place=kind),
        left_out=tuple(left_out),
    )


def _with_repeats(resource: Json, repeated: str = "") -> list[tuple[Json, str]]:
    """Every item, with the name of the repeated group it is in."""
    found = []
    for entry in resource.get("item", []):
        found.append((entry, repeated))
        is_repeated = entry.get("type") == "group" and entry.get("repeats")
        found += _with_repeats(entry, str(entry.get("linkId")) if is_repeated else repeated)
    return found


def _why_not(entry: Json, repeated: str) -> str:
    kind = str(entry.get("type") or "")
    if kind == "group":
        return "a group that repeats; an item is answered once" if entry.get("repeats") else ""
    if kind == "display":
        return ""
    if kind not in CHOICES:
        return f"{kind or 'no type'} is not a closed list of answers"
    if str(entry.get("answerConstraint")) in ("optionsOrType", "optionsOrString"):
        return "takes other answers than those listed"
    if entry.get("repeats"):
        return "takes several answers; an item takes one"
    return f"is in {repeated}, which repeats" if repeated else ""


def _item(entry: Json, link_id: str, sets: AnswerSets) -> DraftItem:
    options, named = sets.options(entry, place=link_id)
    if named and (listed := known_list(named)):
        # Values without words: enough to score, not to ask.
        options = tuple(
            DraftOption(label="", value=value, code=code) for code, value in listed.items()
        )
    return DraftItem(
        place=link_id,
        names=tuple(dict.fromkeys([link_id, link_id.rpartition("/")[2], *codes_of(entry)])),
        question=text_of(entry, "text", place=link_id),
        options=options,
        answer_list=named or "a list that is not named",
        condition=condition_in_words(entry),
    )


def _form_codes(resource: Json) -> tuple[str, ...]:
    """The codes of the whole: its own, those of a group that holds everything, and its address."""
    outer = [entry for entry in every_item(resource) if entry.get("type") == "group"][:1]
    url = str(resource.get("url", ""))
    codes = [*codes_of(resource), *(code for entry in outer for code in codes_of(entry))]
    return tuple(dict.fromkeys([*codes, *([url] if url else [])]))
