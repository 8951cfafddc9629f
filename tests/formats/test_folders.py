"""A questionnaire nobody scores here becomes a folder to review: whole, or not at all."""

import pytest

from village.core.errors import InvalidDocument, InvalidInstrument
from village.core.instruments import load_instrument
from village.formats.draft import Draft, DraftItem, DraftOption
from village.formats.folders import write_folder


def question(place="sleep", question="Did you sleep?", labels=("no", "a little", "yes"), first=0):
    options = tuple(
        DraftOption(label=label, value=value, code=str(value))
        for value, label in enumerate(labels, first)
    )
    return DraftItem(place=place, names=(place,), question=question, options=options, condition="")


def drafted(folder, *items, key="rest", **known):
    return write_folder(
        Draft(kind="XLSForm", title="", items=items, left_out=(), parts={}),
        folder / key / "1",
        **{"language": "en", "licence": "CC0-1.0", "source": "Lens, 2026", "higher_is": "better"}
        | known,
    )


def test_it_waits_for_answers_scored_by_hand(tmp_path):
    folder = drafted(tmp_path, question(first=1), safety_item="sleep")

    with pytest.raises(InvalidInstrument, match="there is no answer scored by hand"):
        load_instrument(folder)
    assert (folder / "golden.csv").read_text() == "sleep,total,missing,alerts\n"

    with (folder / "golden.csv").open("a") as file:
        file.write("1,1,0,\n2,2,0,safety\n,,1,\n")  # 1 is the lowest answer: it calls nobody
    assert load_instrument(folder).wordings["en"].title == "rest"


@pytest.mark.parametrize(
    ("item", "known", "reason"),
    [
        (question(question=" "), {}, "sleep: a question and each of its answers need words"),
        (question(labels=("no", "")), {}, "sleep: a question and each of its answers need words"),
        (question(labels=("no", "No")), {}, "en.toml:.*'sleep' has two answers that read 'no'"),
        (question(question="Sleep\u202e?"), {}, "sleep: a hidden .*U\\+202E"),
        (question(), {"safety_item": "harm"}, "There is no question 'harm' \\(there are: sleep\\)"),
        (question(), {"key": "r st"}, "'r st' is no key"),
        (question(), {"licence": " "}, "scale.toml:.*`licence` is empty"),
    ],
)
def test_what_no_folder_may_hold_is_refused_and_nothing_is_left(tmp_path, item, known, reason):
    with pytest.raises(InvalidDocument, match=reason):
        drafted(tmp_path, item, **known)

    assert not list(tmp_path.iterdir())
