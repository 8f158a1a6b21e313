// The interview page: what each action does. marks.js draws, chips.js and panel.js show, saving.js saves, keys.js listens.

import { allChips, chipAt, chipOf, dropIfEmpty, isOpen, keyOf, showProgress, turnOf } from "./chips.js";
import { askUnfinished, chooseCode, writeMemo } from "./dialogs.js";
import { listen } from "./keys.js";
import { highlight, passageIn, selected } from "./marks.js";
import { searchCodebook, showChosen } from "./panel.js";
import { decide, inLine, refresh } from "./saving.js";

const { post, say, openDialog } = window.Factorwijzer;
const page = document.getElementById("interview");
const { interview: interviewId, queue, placing } = page.dataset;
const SAID = { accept: "Akkoord", reject: "Afgewezen", unsure: "Twijfel" };
const WRONG_SELECTION = {
  several: "U selecteerde tekst uit meer dan één beurt. Selecteer tekst binnen één beurt.",
  closed: "Alleen beurten van een geïnterviewde krijgen hier codes. Selecteer tekst in zo'n beurt.",
};
let chosen = null;

const where = (chip) => `${chip.dataset.name}, beurt ${chip.dataset.turn}`;
const complain = (refusal) => say(refusal.message, { wrong: true });
const noneChosen = () => say("Kies eerst een code onder een beurt, bijvoorbeeld met j.");

function choose(chip, { focus = true } = {}) {
  if (chosen?.isConnected) chosen.removeAttribute("aria-current");
  chosen = chip;
  highlight(chip);
  showChosen(chip);
  if (!chip) return;
  chip.setAttribute("aria-current", "true");
  if (focus) chip.focus({ preventScroll: true });
  chip.scrollIntoView({ block: "nearest" });
  chip.closest(".turn").querySelector(".piece.chosen")?.scrollIntoView({ block: "nearest" });
}

/** Show what changed of the chosen chip, or that it is gone. */
function showAgain() {
  if (chosen && !chosen.isConnected) choose(null);
  else if (chosen) showChosen(chosen);
  highlight(chosen);
}

const isFromPanel = () => document.getElementById("panel").contains(document.activeElement);

function step(by) {
  const chips = allChips();
  if (!chips.length) return say("Bij dit interview staan nog geen codes. Selecteer tekst en druk op n.");
  const at = chips.indexOf(chosen);
  const to = at < 0 ? chips.findIndex(isOpen) : Math.min(Math.max(at + by, 0), chips.length - 1);
  return choose(chips[Math.max(to, 0)], { focus: !isFromPanel() });
}

function nextOpen(chip) {
  const chips = allChips();
  const at = chips.indexOf(chip);
  return [...chips.slice(at + 1), ...chips.slice(0, at)].find(isOpen);
}

async function nextInQueue() {
  await inLine(() => {});
  location.assign(`/wachtrij?na=${chosen?.dataset.suggestion ?? 0}`);
}

async function refused(chip, refusal) {
  complain(refusal);
  if (refusal.status === 409) await inLine(() => refresh(interviewId)).catch(complain);
  choose(chip.isConnected ? chip : null, { focus: !isFromPanel() });
}

function goOn(from) {
  const next = nextOpen(from);
  if (next) choose(next, { focus: !isFromPanel() });
  else {
    showAgain();
    say(`${SAID[from.dataset.verdict]}: ${where(from)}. Alle voorstellen hier zijn beoordeeld.`);
  }
}

/** Save a verdict on a chip; the page shows it before the server has answered. */
async function judge(chip, verdict, { reason = chip.dataset.reason, isLast = true } = {}) {
  const saved = decide(interviewId, chip, verdict, reason);
  say(`${SAID[verdict]}: ${where(chip)}`);
  if (isLast && !queue && verdict !== "unsure") goOn(chip);
  else showAgain();
  try {
    await saved;
  } catch (refusal) {
    await refused(chip, refusal);
    dropIfEmpty(chip);
    showAgain();
    return;
  }
  if (isLast && queue && verdict !== "unsure") await nextInQueue();
}

function takeOther() {
  const { turn: turnNo, start, end, code: codeId, name } = chosen.dataset;
  const chip = chosen;
  const passage = passageIn(turnOf(turnNo), start - turnOf(turnNo).dataset.start, end - turnOf(turnNo).dataset.start);
  const take = (code) => {
    judge(chip, "reject", { isLast: false });
    const other = chipAt(chip.closest(".turn"), Number(start), Number(end), code);
    judge(other, "accept");
    say(`Andere code: ${code.name} in plaats van ${name}, beurt ${turnNo}`);
  };
  chooseCode({ title: `Andere code in plaats van ${name}`, passage, without: codeId, take });
}

/** Let the coder choose a code for what is selected; for sentences of a turn where nothing is. */
function addCode(turn) {
  const passage = selected();
  if (typeof passage === "string") return say(WRONG_SELECTION[passage], { wrong: true });
  const at = turn ?? chosen?.closest(".turn");
  const isOther = turn && passage && passage.turn !== turn;
  if ((!passage || isOther) && !at) return say("Selecteer eerst een passage, of kies “+ code” onder een beurt.");
  const ranged = !passage || isOther;
  const take = (code, { turn: within, start, end }) => {
    document.getSelection().removeAllRanges();
    const chip = chipAt(within, start, end, code);
    judge(chip, "accept", { isLast: false });
    choose(chip);
  };
  const whole = ranged ? sentencesWanted(at) : passage;
  return chooseCode({ title: `Nieuwe codering, beurt ${whole.turn.dataset.turn}`, passage: whole, ranged, take });
}

function sentencesWanted(turn) {
  const start = Number(turn.dataset.start);
  const isHere = chosen && chosen.closest(".turn") === turn;
  const end = [...turn.querySelector(".said").textContent].length;
  return isHere ? passageIn(turn, chosen.dataset.start - start, chosen.dataset.end - start) : passageIn(turn, 0, end);
}

async function undo() {
  try {
    const { undone, place } = await inLine(() => post("/api/ongedaan", { is_blind: false }));
    if (!undone) return say("Er is niets om ongedaan te maken.");
    const key = keyOf(place.start_char, place.end_char, place.code_id);
    if (place.interview_id !== interviewId) {
      const address = `/interview/${encodeURIComponent(place.interview_id)}${queue ? "?wachtrij=1" : ""}`;
      return location.assign(`${address}#k${encodeURIComponent(key)}`);
    }
    const name = chipOf(key)?.dataset.name ?? place.code_id;
    await inLine(() => refresh(interviewId));
    choose(chipOf(key) ?? null);
    return say(`Ongedaan gemaakt: ${name}, beurt ${place.turn_no}`);
  } catch (refusal) {
    return complain(refusal);
  }
}

function memo() {
  const chip = chosen;
  writeMemo(chip.dataset.reason, (reason) => judge(chip, chip.dataset.verdict || "unsure", { reason, isLast: false }));
}

async function setJudged(isJudged) {
  const free = isJudged ? ":not([data-blind])" : ":not([data-blind]):not([data-judged-blind])";
  const turnNos = [...document.querySelectorAll(`.turn.respondent${free}`)].map((turn) => Number(turn.dataset.turn));
  if (!turnNos.length) return say("Alle beurten van dit interview codeert u blind; ga daarvoor naar Dubbel coderen.");
  try {
    const said = { interview_id: interviewId, turn_nos: turnNos, judged: isJudged, is_blind: false };
    await inLine(() => post("/api/beurten", said));
  } catch (refusal) {
    return complain(refusal);
  }
  document.getElementById("judge").hidden = isJudged;
  document.getElementById("judged-line").hidden = !isJudged;
  const format = new Intl.DateTimeFormat("nl", { dateStyle: "long", timeStyle: "short" });
  document.getElementById("judged-at").textContent = isJudged ? `op ${format.format(new Date())}` : "";
  document.getElementById(isJudged ? "unjudge" : "judge").focus();
  return say(isJudged ? "Dit interview staat als beoordeeld." : "Dit interview staat weer als niet beoordeeld.");
}

async function placeHere() {
  const passage = selected() ?? (chosen ? sentencesWanted(chosen.closest(".turn")) : null);
  if (!passage) return say("Selecteer eerst in de tekst de passage waar het besluit hoort.", { wrong: true });
  if (typeof passage === "string") return say(WRONG_SELECTION[passage], { wrong: true });
  const { turn, start, end } = passage;
  const at = { interview_id: interviewId, turn_no: Number(turn.dataset.turn), start_char: start, end_char: end };
  try {
    await inLine(() => post("/api/plaatsen", { decision_id: placing, ...at }));
    return location.assign("/los");
  } catch (refusal) {
    return complain(refusal);
  }
}

const ACTIONS = {
  next: () => (queue ? nextInQueue() : step(1)),
  previous: () => step(-1),
  new: () => addCode(null),
  undo,
  help: () => openDialog(document.getElementById("help")),
};
const ACTIONS_ON_CHOSEN = {
  accept: () => judge(chosen, "accept"),
  reject: () => judge(chosen, "reject"),
  unsure: () => judge(chosen, "unsure"),
  other: takeOther,
  memo,
};

function act(name) {
  if (name in ACTIONS) return ACTIONS[name]();
  return chosen ? ACTIONS_ON_CHOSEN[name]() : noneChosen();
}

function chooseFromText(piece) {
  const keys = piece.dataset.keys.split(" ");
  const at = keys.indexOf(chosen?.dataset.key);
  choose(chipOf(keys[(at + 1) % keys.length]), { focus: false });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const piece = event.target.closest(".piece.marked[data-keys]");
  if (button?.matches(".chip")) choose(button);
  else if (button?.dataset.action === "add") addCode(button.closest(".turn"));
  else if (button?.dataset.action) act(button.dataset.action);
  else if (piece && document.getSelection().isCollapsed) chooseFromText(piece);
});
// A press on a button must not take the selection away.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-action], #place-here")) event.preventDefault();
});
document.getElementById("judge").addEventListener("click", () => {
  const nOpen = allChips().filter(isOpen).length;
  if (nOpen) askUnfinished(nOpen, () => setJudged(true));
  else setJudged(true);
});
document.getElementById("unjudge").addEventListener("click", () => setJudged(false));
document.getElementById("place-here")?.addEventListener("click", placeHere);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") inLine(() => refresh(interviewId)).then(showAgain, complain);
});

function fromAddress() {
  const name = decodeURIComponent(location.hash.slice(1));
  const target = name.startsWith("k") ? chipOf(name.slice(1)) : document.getElementById(name);
  if (target?.matches(".chip")) choose(target);
}

listen(act);
searchCodebook();
showProgress();
fromAddress();
window.addEventListener("hashchange", fromAddress);
// The browser scrolls to the chip in the address when the page is there; the passage has to be in sight too.
window.addEventListener("load", () => requestAnimationFrame(() => setTimeout(fromAddress)));
