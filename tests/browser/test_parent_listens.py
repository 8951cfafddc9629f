"""A parent who reads with difficulty: easy words, and a voice, if the phone has one of its own."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_parent_page import QUESTIONS, answer_all, invitation, link, stopped_clock
from village.surveys.models import Submission

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["invitation", "link", "stopped_clock"]

# The voices of a phone are the phone's: here is one that notes what it is given to say.
A_PHONE_WITH_VOICES = """
  const said = (window.said = []);
  const voices = VOICES;
  Object.defineProperty(window, "speechSynthesis", { value: {
    speaking: false,
    getVoices: () => voices,
    speak(words) { said.push(words.text); this.speaking = true; },
    cancel() { this.speaking = false; },
    addEventListener() {},
  }});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def a_phone_with(voices: str) -> str:
    return A_PHONE_WITH_VOICES.replace("VOICES", voices)


def test_each_question_can_be_heard_with_its_answers(phone, link, axe):
    phone.add_init_script(a_phone_with('[{ lang: "fr-FR", localService: true }]'))
    phone.goto(link)

    first = phone.get_by_role("group").first
    listen = first.get_by_role("button")
    expect(listen).to_have_accessible_name(
        "Écouter : J'ai vraiment savouré un moment de la journée."
    )
    listen.press("Enter")
    listen.press("Enter")  # a second time, it stops

    assert phone.evaluate("window.said") == [
        "J'ai vraiment savouré un moment de la journée.\nJamais\nRarement\nParfois\nSouvent\nPresque toujours"
    ]
    assert phone.evaluate("speechSynthesis.speaking") is False
    assert axe(phone) == []


@pytest.mark.parametrize(
    "voices",
    ["[]", '[{ lang: "fr-FR", localService: false }]', '[{ lang: "de-DE", localService: true }]'],
    ids=["none", "elsewhere", "another language"],
)
def test_no_voice_of_the_phone_itself_no_button(phone, link, voices):
    phone.add_init_script(a_phone_with(voices))
    phone.goto(link)

    expect(phone.get_by_role("group")).to_have_count(QUESTIONS)
    expect(phone.locator(".listen")).to_have_count(0)


def test_easy_words_without_script_with_the_keyboard(no_js, link):
    no_js.goto(link)
    no_js.get_by_role("button", name="Lire en mots faciles").press("Enter")
    expect(no_js.get_by_text("J'ai couru toute la journée pour tout faire.")).to_be_visible()

    answer_all(no_js, "Parfois")
    no_js.get_by_role("button", name="Envoyer mes réponses").click()

    no_js.wait_for_url("**/merci/")
    assert Submission.objects.get().is_plain


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_what_is_ticked_stays_ticked_in_easy_words_and_in_another_language(
    visitor, link, axe, scripts
):
    screen = visitor(java_script_enabled=scripts)
    screen.goto(link)
    groups = screen.get_by_role("group")
    groups.first.get_by_label("Parfois", exact=True).check()
    groups.nth(15).get_by_label("Jamais", exact=True).check()

    screen.get_by_role("button", name="Lire en mots faciles").tap()
    expect(screen.get_by_text("J'ai passé un bon moment dans ma journée.")).to_be_visible()
    expect(groups.first.get_by_label("Parfois", exact=True)).to_be_checked()
    screen.get_by_role("button", name="English").tap()

    expect(screen.locator("html")).to_have_attribute("lang", "en")
    expect(groups.first.get_by_label("Sometimes", exact=True)).to_be_checked()
    expect(groups.nth(15).get_by_label("Never", exact=True)).to_be_checked()
    expect(screen.locator(":checked")).to_have_count(2)
    expect(screen.get_by_role("alert")).to_have_count(0)
    assert "?" not in screen.url, "answers are in no address"
    assert not Submission.objects.exists()
    if scripts:
        assert axe(screen) == []

    answer_all(screen, "Often")
    screen.get_by_role("button", name="Send my answers").tap()
    screen.wait_for_url("**/merci/")
    assert Submission.objects.get().language == "en"


def test_before_anything_is_ticked_one_comes_back_to_the_words_one_chose(no_js, link):
    no_js.goto(link)
    no_js.get_by_role("button", name="English").tap()
    expect(no_js.locator("html")).to_have_attribute("lang", "en")

    no_js.get_by_role("link", name="It's not me").tap()
    no_js.wait_for_url("**/arreter/")
    no_js.go_back()

    expect(no_js.get_by_role("button", name="Send my answers")).to_be_visible()
    expect(no_js.get_by_role("group")).to_have_count(QUESTIONS)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_enter_on_an_answer_sends_and_changes_no_language(visitor, link, scripts):
    screen = visitor(java_script_enabled=scripts, has_touch=False, is_mobile=False)
    screen.goto(link)
    answer_all(screen, "Souvent")

    screen.get_by_role("radio").last.press("Enter")

    screen.wait_for_url("**/merci/")
    assert Submission.objects.get().language == "fr"
