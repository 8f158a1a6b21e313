// Coding blind: codes on selected passages, and turns that are done. What changes is shown at once and taken back if
// the server refuses it; requests go one after another, so that each knows what the one before it left.

import { chooseCode } from "./code_list.js";
import { passageIn, redraw, selected, sentencesOf } from "./marks.js";
import { listen } from "./shortcuts.js";

const { post, say, openDialog } = window.Factorwijzer;
const SIGNS = { bevorderend: "▲", belemmerend: "▼", context: "●" };
const root = document.getElementById("blind");
const interviewId = root.dataset.interview;
const turns = [...document.querySelectorAll(".turn.to-code")];
let current = turns.find(isToDo) ?? turns[0];
let line = Promise.resolve();
let nInLine = 0;

const codingsOf = (turn) => [...turn.querySelectorAll(".coding")];
const keyOf = (start, end, code) => `${start}-${end}-${code}`;
const nDone = () => turns.filter((turn) => !isToDo(turn)).length;

function isToDo(turn) {
  return turn.dataset.state === "todo";
}

function count(by) {
  nInLine += by;
  root.toggleAttribute("data-saving", nInLine > 0);
}

/** Do something with the server after all that is under way. */
function inLine(work) {
  count(1);
  line = line.then(work).finally(() => count(-1));
  return line;
}

// A coding stands if it has the class "chip": redraw() underlines those.
function setStanding(coding, isStanding) {
  coding.classList.toggle("chip", isStanding);
  coding.hidden = !isStanding;
  const turn = coding.closest(".turn");
  turn.querySelector(".no-codes").hidden = codingsOf(turn).some((one) => !one.hidden);
  redraw(turn);
}

function codingAt(turn, start, end, code, quote) {
  const key = keyOf(start, end, code.code);
  const found = codingsOf(turn).find((one) => one.dataset.key === key);
  if (found) return found;
  const made = document.getElementById("coding").content.firstElementChild.cloneNode(true);
  Object.assign(made.dataset, { ...code, key, start, end, expected: "", verdict: "accept" });
  made.classList.add(code.direction);
  made.querySelector(".tag").textContent = `${SIGNS[code.direction]} ${code.name}`;
  made.querySelector("q").textContent = quote;
  made.querySelector(".visually-hidden").textContent = `: ${code.name}`;
  made.hidden = true;
  const later = codingsOf(turn).find((one) => Number(one.dataset.start) > start);
  turn.querySelector(".codings").insertBefore(made, later ?? null);
  return made;
}

function decide(coding, verdict, sentence) {
  const turn = coding.closest(".turn");
  const { start, end, code, name } = coding.dataset;
  const turnNo = Number(turn.dataset.turn);
  setStanding(coding, verdict === "accept");
  say(`${sentence}: ${name}, beurt ${turnNo}.`);
  return inLine(async () => {
    const place = { interview_id: interviewId, turn_no: turnNo, start_char: Number(start), end_char: Number(end) };
    const said = { ...place, code_id: code, verdict, expected: coding.dataset.expected, is_blind: true };
    try {
      coding.dataset.expected = (await post("/api/besluit", said)).decision.id;
    } catch (error) {
      const isKnown = error.status === 409;
      if (isKnown) coding.dataset.expected = error.answer.current?.id ?? "";
      setStanding(coding, isKnown ? error.answer.current?.verdict === "accept" : verdict !== "accept");
      say(error.message, { wrong: true });
    }
  });
}

async function give(passage) {
  setCurrent(passage.turn);
  const code = await chooseCode(`Code kiezen voor beurt ${passage.turn.dataset.turn}`, passage.quote);
  if (!code) return;
  document.getSelection().removeAllRanges();
  const coding = codingAt(passage.turn, passage.start, passage.end, code, passage.quote);
  if (!coding.hidden) say(`Deze passage heeft de code ${code.name} al.`);
  else decide(coding, "accept", "Code gegeven");
}

function giveSelected() {
  const passage = selected();
  if (passage === null) say("Selecteer eerst een passage in een beurt, of kies “Hele beurt”.", { wrong: true });
  else if (passage === "several") say("De selectie loopt over meer beurten. Selecteer tekst in één beurt.", { wrong: true });
  else if (passage === "closed") say("Deze beurt is alleen om te lezen. Selecteer tekst in een beurt van de steekproef.", { wrong: true });
  else give(passage);
}

function giveWhole(turn) {
  const passage = passageIn(turn, 0, [...turn.querySelector(".said").textContent].length);
  if (passage) give(passage);
}

function selectSentence(turn) {
  setCurrent(turn);
  const sentences = sentencesOf(turn);
  if (!sentences.length) return;
  const next = (Number(turn.dataset.sentence ?? -1) + 1) % sentences.length;
  turn.dataset.sentence = next;
  const passage = passageIn(turn, sentences[next].from, sentences[next].to);
  const start = Number(turn.dataset.start);
  const from = placeOf(turn, passage.start - start);
  const to = placeOf(turn, passage.end - start);
  document.getSelection().setBaseAndExtent(...from, ...to);
  say(`Zin ${next + 1} van ${sentences.length} gekozen: ${passage.quote}`);
}

/** Return the text node and the offset in it of a place in a turn, counted in code points. */
function placeOf(turn, nCodePoints) {
  const walker = document.createTreeWalker(turn.querySelector(".said"), NodeFilter.SHOW_TEXT);
  let left = [...turn.querySelector(".said").textContent].slice(0, nCodePoints).join("").length;
  let node = walker.nextNode();
  while (left > node.length) {
    left -= node.length;
    node = walker.nextNode();
  }
  return [node, left];
}

function showDone(turn, isDone) {
  turn.dataset.state = isDone ? "blind" : "todo";
  turn.classList.toggle("is-done", isDone);
  turn.querySelector(".done-sign").hidden = !isDone;
  turn.querySelector("[data-action=done]").hidden = isDone;
  turn.querySelector("[data-action=reopen]").hidden = !isDone;
  document.getElementById("n-done").textContent = nDone();
  document.getElementById("progress-bar").value = nDone();
  document.getElementById("finished").hidden = nDone() < turns.length;
}

function judge(turn, isDone) {
  const turnNo = Number(turn.dataset.turn);
  showDone(turn, isDone);
  say(isDone ? `Beurt ${turnNo} is klaar; ${nDone()} van ${turns.length} klaar.` : `Beurt ${turnNo} staat weer open.`);
  goTo(isDone ? nextToDo(turn) ?? document.getElementById("finished") : turn);
  return inLine(async () => {
    try {
      await post("/api/beurten", { interview_id: interviewId, turn_nos: [turnNo], judged: isDone, is_blind: true });
    } catch (error) {
      showDone(turn, !isDone);
      say(error.message, { wrong: true });
    }
  });
}

function nextToDo(turn) {
  const place = turns.indexOf(turn);
  return [...turns.slice(place + 1), ...turns.slice(0, place)].find(isToDo);
}

function goTo(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

function setCurrent(turn) {
  current = turn;
  for (const one of turns) one.classList.toggle("is-current", one === turn);
}

function step(by) {
  const place = turns.indexOf(current) + by;
  if (document.activeElement?.closest(".turn.to-code") !== current) goTo(current);
  else if (place >= 0 && place < turns.length) goTo(turns[place]);
}

function undo() {
  return inLine(async () => {
    try {
      const answer = await post("/api/ongedaan", { is_blind: true });
      if (answer.undone) showUndone(answer);
      else say("Er is niets meer om ongedaan te maken.");
    } catch (error) {
      say(error.message, { wrong: true });
    }
  });
}

function showUndone({ restored, place }) {
  const key = keyOf(place.start_char, place.end_char, place.code_id);
  const coding = [...document.querySelectorAll(".coding")].find((one) => one.dataset.key === key);
  if (place.interview_id !== interviewId || !coding) {
    say(`Ongedaan gemaakt: uw laatste codering in ${place.interview_id}, beurt ${place.turn_no}.`);
    return;
  }
  coding.dataset.expected = restored?.id ?? "";
  setStanding(coding, restored?.verdict === "accept");
  say(`Ongedaan gemaakt: ${coding.dataset.name}, beurt ${place.turn_no}.`);
}

const ACTIONS = {
  code: giveSelected,
  sentence: selectSentence,
  whole: giveWhole,
  done: (turn) => judge(turn, true),
  reopen: (turn) => judge(turn, false),
};
listen({
  j: () => step(1),
  k: () => step(-1),
  z: () => selectSentence(current),
  n: giveSelected,
  h: () => giveWhole(current),
  b: () => isToDo(current) && judge(current, true),
  u: undo,
  "?": () => openDialog(document.getElementById("help")),
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".turn.to-code [data-action]");
  if (!button) return;
  const turn = button.closest(".turn");
  setCurrent(turn);
  if (button.dataset.action !== "remove") {
    ACTIONS[button.dataset.action](turn);
    return;
  }
  decide(button.closest(".coding"), "reject", "Weggehaald");
  goTo(turn);
});
document.getElementById("undo").addEventListener("click", undo);
// A press on a button of a turn leaves the selection as it is.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".turn-buttons button")) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  const turn = event.target.closest(".turn.to-code");
  if (turn) setCurrent(turn);
});
// Who closes the page while something is under way is asked first.
window.addEventListener("beforeunload", (event) => {
  if (nInLine) event.preventDefault();
});
for (const turn of turns) redraw(turn);
setCurrent(current);
