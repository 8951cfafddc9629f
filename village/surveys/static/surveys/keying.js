// Typing fast: once a box holds an answer that cannot go on, the next box has the cursor; Enter goes on too.
// Without this file, Tab does.
const boxes = [...document.querySelectorAll(".keying [data-allowed]")];

let moved = false; // by us, just now: a key pressed out of habit must not skip a box

function next(box) {
  moved = true;
  const after = boxes[boxes.indexOf(box) + 1];
  (after ?? document.querySelector(".keying button[type=submit]")).focus();
  after?.select();
}

for (const box of boxes) {
  const allowed = box.dataset.allowed.split(" ");
  box.addEventListener("input", () => {
    const typed = box.value.trim().toLowerCase();
    const isShort = (typed === "n" && allowed.includes("na")) || (typed === "d" && allowed.includes("declined"));
    const isWhole = allowed.includes(typed) && !allowed.some((one) => one !== typed && one.startsWith(typed));
    if (isShort || isWhole) next(box);
  });
  box.addEventListener("keydown", (event) => {
    const goesOn = event.key === "Enter" || (event.key === "Tab" && !event.shiftKey);
    if (goesOn && moved && !box.value) {
      event.preventDefault(); // we are there already
    } else if (event.key === "Enter") {
      event.preventDefault();
      next(box);
      return;
    }
    moved = false;
  });
}
