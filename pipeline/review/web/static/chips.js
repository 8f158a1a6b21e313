// The chips under a turn: one for each suggestion or coding of one's own, with the coder's verdict in its data.

import { redraw } from "./marks.js";

export const SIGNS = { bevorderend: "▲", belemmerend: "▼", context: "●" };
export const STATES = { "": "nog open", accept: "✓ akkoord", reject: "✗ afgewezen", unsure: "? twijfel" };

export const allChips = () => [...document.querySelectorAll(".chip")];
export const isOpen = (chip) => !chip.dataset.verdict;
export const keyOf = (start, end, codeId) => `${start}-${end}-${codeId}`;
export const chipOf = (key) => allChips().find((chip) => chip.dataset.key === key);
export const turnOf = (turnNo) => document.getElementById(`t${turnNo}`);

/** Write what a coder decided into a chip, and draw its turn anew if that changes anything to see. */
export function setDecision(chip, { verdict = "", reason = "", expected = "" }) {
  const isSeen = chip.dataset.verdict !== verdict;
  Object.assign(chip.dataset, { verdict, reason, expected });
  chip.querySelector(".memo-sign").hidden = !reason;
  if (!isSeen) return;
  chip.classList.remove("open", "accept", "reject", "unsure");
  chip.classList.add(verdict || "open");
  chip.querySelector(".state").textContent = STATES[verdict];
  redraw(chip.closest(".turn"));
}

export const decisionIn = ({ dataset }) => ({
  verdict: dataset.verdict,
  reason: dataset.reason,
  expected: dataset.expected,
});

function part(name, text) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  return span;
}

/** Return the chip of a passage and a code; make one for a coding of one's own where there is none. */
export function chipAt(turn, start, end, code) {
  const key = keyOf(start, end, code.code);
  const found = chipOf(key);
  if (found) return found;
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = `chip open ${code.direction}`;
  chip.id = `d${key}`;
  const data = { key, start, end, turn: turn.dataset.turn, code: code.code, name: code.name, direction: code.direction };
  Object.assign(chip.dataset, data, { verdict: "", reason: "", expected: "" });
  const sign = part("sign", SIGNS[code.direction]);
  sign.setAttribute("aria-hidden", "true");
  const hint = part("visually-hidden", `, ${code.direction},`);
  const parts = [sign, part("name", code.name), hint, part("sure", "eigen codering"), part("state", STATES[""])];
  chip.append(...parts.flatMap((one) => [one, " "]), part("memo-sign", " ✎ memo"));
  insert(turn.querySelector(".chips"), chip);
  return chip;
}

function insert(list, chip) {
  const item = document.createElement("li");
  item.append(chip);
  const place = ({ dataset }) => [Number(dataset.start), Number(dataset.end), dataset.code];
  const mine = place(chip);
  const isLater = (other) => {
    const theirs = place(other);
    const differs = theirs.findIndex((value, i) => value !== mine[i]);
    return differs >= 0 && theirs[differs] > mine[differs];
  };
  const next = [...list.querySelectorAll(".chip")].find(isLater);
  list.insertBefore(item, next ? next.parentElement : list.lastElementChild);
}

/** Take a chip away that stands for nothing any more. */
export function dropIfEmpty(chip) {
  if (chip.dataset.suggestion || chip.dataset.verdict) return false;
  const turn = chip.closest(".turn");
  chip.parentElement.remove();
  redraw(turn);
  return true;
}

/** Say how far the coder is. */
export function showProgress() {
  const suggested = allChips().filter((chip) => chip.dataset.suggestion);
  const nDecided = suggested.filter((chip) => !isOpen(chip)).length;
  const bar = document.getElementById("progress-bar");
  bar.max = Math.max(1, suggested.length);
  bar.value = suggested.length ? nDecided : 1;
  const text = suggested.length ? `${nDecided} van ${suggested.length} voorstellen beoordeeld` : "Geen voorstellen";
  document.getElementById("progress-text").textContent = text;
}
