// Leaving fast: the page goes blank first, and the history keeps no trace of it. Without this file the link still works.
document.getElementById("exit")?.addEventListener("click", function (event) {
  event.preventDefault();
  document.body.replaceChildren();
  document.title = "";
  location.replace(this.href);
});
document.getElementById("errors")?.focus();
