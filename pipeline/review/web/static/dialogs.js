// The dialogs of the interview page: choose a code (and a passage), write a memo, ask once more.

import { passageIn, sentencesOf } from "./marks.js";
import { SIGNS } from "./chips.js";
import { allCodes } from "./panel.js";

const { openDialog, closeDialog } = window.Factorwijzer;
const byId = (id) => document.getElementById(id);

let choice = null;

function codeButton(code) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `code-choice ${code.direction}`;
  button.dataset.code = code.code;
  const sign = document.createElement("span");
  sign.className = "sign";
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = SIGNS[code.direction];
  const theme = document.createElement("span");
  theme.className = "small";
  theme.textContent = `${code.direction} · ${code.theme}`;
  button.append(sign, ` ${code.name} `, theme);
  const item = document.createElement("li");
  item.append(button);
  return item;
}

const shownChoices = () => [...byId("codes-list").querySelectorAll("li:not([hidden]) button")];

/** Show the codes that hold what was typed: those with it in their name first, then in definition or examples. */
function filterChoices() {
  const wanted = byId("codes-words").value.trim().toLocaleLowerCase("nl");
  const named = [];
  const others = [];
  for (const { item, name, text } of choice.items) {
    item.hidden = !text.includes(wanted);
    (name.includes(wanted) ? named : others).push(item);
  }
  byId("codes-list").replaceChildren(...named, ...others);
  byId("codes-none").hidden = [...named, ...others].some((item) => !item.hidden);
}

function moveInList(event) {
  const buttons = shownChoices();
  const at = buttons.indexOf(document.activeElement);
  if (event.key === "ArrowDown") buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
  else if (event.key === "ArrowUp" && at > 0) buttons[at - 1].focus();
  else if (event.key === "ArrowUp" && at === 0) byId("codes-words").focus();
  else if (event.key === "Enter" && document.activeElement === byId("codes-words")) buttons[0]?.click();
  else return;
  event.preventDefault();
}

function showRange(passage) {
  const { turn } = passage;
  const sentences = sentencesOf(turn);
  const signs = [...turn.querySelector(".said").textContent];
  const start = Number(turn.dataset.start);
  const options = () =>
    sentences.map(({ from, to }, i) => {
      const text = signs.slice(from, to).join("").trim();
      return new Option(`${i + 1}. ${text.length > 60 ? `${text.slice(0, 58)}…` : text}`, String(i));
    });
  byId("codes-from").replaceChildren(...options());
  byId("codes-to").replaceChildren(...options());
  const first = sentences.findIndex(({ to }) => start + to > passage.start);
  const last = sentences.findLastIndex(({ from }) => start + from < passage.end);
  byId("codes-from").value = String(first);
  byId("codes-to").value = String(last);
  const change = () => {
    const [from, to] = ["codes-from", "codes-to"].map((id) => Number(byId(id).value)).sort((a, b) => a - b);
    choice.passage = passageIn(turn, sentences[from].from, sentences[to].to);
    byId("codes-quote").textContent = choice.passage.quote;
  };
  byId("codes-from").onchange = change;
  byId("codes-to").onchange = change;
  change();
}

/** Let the coder choose a code for a passage; with ``ranged`` also which sentences. ``take(code, passage)`` gets it. */
export function chooseCode({ title, passage, ranged = false, without = "", take }) {
  const codes = allCodes().filter((code) => code.code !== without);
  const items = codes.map((code) => ({ item: codeButton(code), name: code.name.toLocaleLowerCase("nl"), text: code.text }));
  choice = { passage, take, items };
  byId("codes-title").textContent = title;
  byId("codes-quote").textContent = passage.quote;
  byId("codes-range").hidden = !ranged;
  if (ranged) showRange(passage);
  byId("codes-words").value = "";
  filterChoices();
  openDialog(byId("codes"), { focus: byId("codes-words") });
}

/** Let the coder write a memo; ``keep(text)`` gets it. */
export function writeMemo(text, keep) {
  const field = byId("memo-words");
  field.value = text;
  byId("memo").querySelector("form").onsubmit = () => keep(field.value.trim());
  field.onkeydown = (event) => {
    if (event.key === "Enter" && event.ctrlKey) byId("memo").querySelector("form").requestSubmit();
  };
  openDialog(byId("memo"), { focus: field });
}

/** Ask whether an interview with open suggestions counts as judged. */
export function askUnfinished(nOpen, goOn) {
  const many = nOpen === 1 ? "Er staat nog 1 voorstel open" : `Er staan nog ${nOpen} voorstellen open`;
  byId("unfinished-text").textContent = `${many}. Wat openstaat, telt bij het vergelijken met een andere codeur als niet gegeven.`;
  byId("judge-anyway").onclick = () => {
    closeDialog(byId("unfinished"));
    goOn();
  };
  openDialog(byId("unfinished"));
}

byId("codes-words").addEventListener("input", filterChoices);
byId("codes").addEventListener("keydown", moveInList);
byId("codes-list").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const code = allCodes().find((one) => one.code === button.dataset.code);
  const { passage, take } = choice;
  closeDialog(byId("codes"));
  take(code, passage);
});
