// Passkeys: show what needs them only in browsers that know them, and say so when a key does not answer.
if (window.PublicKeyCredential) {
  document.getElementById("by_passkey")?.removeAttribute("hidden");
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // allauth would only write to the console, where nobody looks
  document.getElementById("passkey_failed")?.removeAttribute("hidden");
});
