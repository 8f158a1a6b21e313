// The text of a turn and the marks in it. Offsets are code points in the transcript's plain text, as in the store;
// the browser counts UTF-16 units, so everything that goes in or out is converted here. Cuts as marks.py does.

const DIRECTIONS = ["bevorderend", "belemmerend", "context"];
// Signs that hide or turn text; the same as in templating.py.
const HIDDEN = /([\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff])/;

const nCodePoints = (text) => [...text].length;

export const stateOf = (chip) => chip.dataset.verdict || "open";

function classesOf(marks) {
  if (!marks.length) return ["piece"];
  const standing = marks.filter((mark) => mark.state !== "reject");
  const directions = DIRECTIONS.filter((name) => standing.some((mark) => mark.direction === name));
  const open = standing.some((mark) => mark.state === "open") ? ["open"] : [];
  return ["piece", "marked", ...(directions.length ? directions : ["rejected"]), ...open];
}

/** Cut code points wherever a mark begins or ends. */
function cut(signs, start, marks) {
  const end = start + signs.length;
  const within = marks.filter((mark) => Math.max(mark.start, start) < Math.min(mark.end, end));
  const cuts = new Set([start, end]);
  for (const mark of within) cuts.add(Math.max(mark.start, start)).add(Math.min(mark.end, end));
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(1).map((to, i) => ({
    text: signs.slice(places[i] - start, to - start).join(""),
    marks: within.filter((mark) => mark.start <= places[i] && to <= mark.end),
  }));
}

/** Fill an element with text; signs that hide or turn text are shown by their number. */
export function fill(element, text) {
  element.replaceChildren(
    ...text.split(HIDDEN).map((part, i) => {
      if (i % 2 === 0) return part;
      const span = document.createElement("span");
      span.className = "hidden-sign";
      span.dataset.sign = `U+${part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
      span.textContent = part;
      return span;
    }),
  );
}

/** Draw the underlines of a turn anew from its chips. */
export function redraw(turn) {
  const said = turn.querySelector(".said");
  const marks = [...turn.querySelectorAll(".chip")].map((chip) => ({
    key: chip.dataset.key,
    start: Number(chip.dataset.start),
    end: Number(chip.dataset.end),
    direction: chip.dataset.direction,
    state: stateOf(chip),
    isChosen: chip.getAttribute("aria-current") === "true",
  }));
  const pieces = cut([...said.textContent], Number(turn.dataset.start), marks).map((piece) => {
    const span = document.createElement("span");
    span.className = classesOf(piece.marks).join(" ");
    if (piece.marks.length) span.dataset.keys = piece.marks.map((mark) => mark.key).join(" ");
    if (piece.marks.some((mark) => mark.isChosen)) span.classList.add("chosen");
    fill(span, piece.text);
    return span;
  });
  said.replaceChildren(...pieces);
}

/** Highlight the passage of the chosen chip, and no other. */
export function highlight(chip) {
  for (const piece of document.querySelectorAll(".piece.chosen")) piece.classList.remove("chosen");
  if (!chip) return;
  for (const piece of chip.closest(".turn").querySelectorAll(".piece.marked")) {
    if (piece.dataset.keys.split(" ").includes(chip.dataset.key)) piece.classList.add("chosen");
  }
}

/** Return the passage between two offsets of a turn, in code points from its beginning, without spaces around it. */
export function passageIn(turn, from, to) {
  const signs = [...turn.querySelector(".said").textContent];
  while (from < to && !signs[from].trim()) from += 1;
  while (from < to && !signs[to - 1].trim()) to -= 1;
  if (from >= to) return null;
  const start = Number(turn.dataset.start);
  return { turn, start: start + from, end: start + to, quote: signs.slice(from, to).join("") };
}

/** Return what is selected within one turn of a respondent; a word for what is wrong with the selection otherwise. */
export function selected() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const touched = [...document.querySelectorAll(".said")].filter((said) => range.intersectsNode(said));
  const found = touched.map((said) => within(said, range)).filter((passage) => passage);
  if (!found.length) return null;
  if (found.length > 1) return "several";
  return found[0].turn.matches(".respondent:not([data-blind])") ? found[0] : "closed";
}

function within(said, range) {
  const before = document.createRange();
  const inside = document.createRange();
  inside.selectNodeContents(said);
  if (range.compareBoundaryPoints(Range.START_TO_START, inside) > 0) inside.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, inside) < 0) inside.setEnd(range.endContainer, range.endOffset);
  before.selectNodeContents(said);
  before.setEnd(inside.startContainer, inside.startOffset);
  const from = nCodePoints(before.toString());
  return passageIn(said.closest(".turn"), from, from + nCodePoints(inside.toString()));
}

/** Return the sentences of a turn as {from, to} in code points from its beginning. */
export function sentencesOf(turn) {
  const text = turn.querySelector(".said").textContent;
  const found = [];
  for (const { index, segment } of new Intl.Segmenter("nl", { granularity: "sentence" }).segment(text)) {
    if (!segment.trim()) continue;
    const from = nCodePoints(text.slice(0, index));
    found.push({ from, to: from + nCodePoints(segment) });
  }
  return found;
}
