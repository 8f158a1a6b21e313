// The dialog in which a code is chosen: search, Enter for the first one, arrows through the list.

const { openDialog, closeDialog } = window.Factorwijzer;
const dialog = document.getElementById("codes");
const words = document.getElementById("codes-words");
const choices = [...dialog.querySelectorAll(".code-choice")];
let settle = null;

const visible = () => choices.filter((choice) => !choice.parentElement.hidden);

/** Ask for a code of a passage; the promise gives {code, name, direction}, or null if none was chosen. */
export function chooseCode(title, quote) {
  document.getElementById("codes-title").textContent = title;
  document.getElementById("codes-quote").textContent = quote;
  words.value = "";
  filter();
  openDialog(dialog, { focus: words });
  dialog.scrollTop = 0;
  return new Promise((resolve) => {
    settle = resolve;
  });
}

function filter() {
  const wanted = words.value.trim().toLocaleLowerCase("nl").split(/\s+/);
  for (const choice of choices) {
    const theme = choice.closest(".code-group").getAttribute("aria-label");
    const text = `${choice.textContent} ${theme}`.toLocaleLowerCase("nl");
    choice.parentElement.hidden = !wanted.every((word) => text.includes(word));
  }
  for (const group of dialog.querySelectorAll(".code-group")) group.hidden = !group.querySelector("li:not([hidden])");
  document.getElementById("codes-none").hidden = visible().length > 0;
}

function finish(choice) {
  const resolve = settle;
  settle = null;
  closeDialog(dialog);
  resolve?.(choice ? { ...choice.dataset } : null);
}

/** Move through search field and choices; from the first choice back to the field. */
function step(by) {
  const row = [words, ...visible()];
  const place = Math.max(0, row.indexOf(document.activeElement));
  row[Math.min(row.length - 1, Math.max(0, place + by))].focus();
}

words.addEventListener("input", filter);
dialog.addEventListener("click", (event) => {
  const choice = event.target.closest(".code-choice");
  if (choice) finish(choice);
});
dialog.addEventListener("close", () => finish(null));
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && document.activeElement === words) {
    event.preventDefault();
    if (words.value.trim() && visible().length) finish(visible()[0]);
  }
});
