// Leaving fast: the page goes blank first, and gives up its place in the history. An earlier one may be left there (the
// page in another language): the address of the link makes this browser forget the questions. Without this file too.
document.getElementById("exit")?.addEventListener("click", function (event) {
  event.preventDefault();
  document.body.replaceChildren();
  document.title = "";
  location.replace(this.href);
});
document.getElementById("errors")?.focus();

// Reading aloud, where the phone has a voice of its own for the language: a voice that lives elsewhere would be told the
// questions. Without this file, or without such a voice, nothing is missing from the page.
const form = document.querySelector("form[data-listen]");
const voices = globalThis.speechSynthesis;

function voiceOf(language) {
  return voices.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
}

function say(fieldset, voice) {
  voices.cancel();
  const labels = [...fieldset.querySelectorAll("label")].map((label) => label.textContent.trim());
  const words = new SpeechSynthesisUtterance([fieldset.dataset.say, ...labels].join("\n"));
  words.voice = voice;
  words.lang = voice.lang;
  voices.speak(words);
}

function offerVoice() {
  const voice = voiceOf(document.documentElement.lang.toLowerCase());
  if (!voice || form.querySelector(".listen")) return;
  for (const fieldset of form.querySelectorAll("[data-say]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "listen";
    button.textContent = form.dataset.listen;
    button.setAttribute("aria-label", `${form.dataset.listenTo} ${fieldset.querySelector("legend").textContent}`);
    button.addEventListener("click", () => (voices.speaking ? voices.cancel() : say(fieldset, voice)));
    fieldset.querySelector("legend").after(button);
  }
}

if (form && voices) {
  offerVoice();
  voices.addEventListener("voiceschanged", offerVoice);
  addEventListener("pagehide", () => voices.cancel());
}
