// Decisions go to the server one after another, in the order in which they were made. The page shows each at once and
// takes back what the server refuses.

import { allChips, chipAt, decisionIn, dropIfEmpty, setDecision, showProgress, turnOf } from "./chips.js";
import { allCodes } from "./panel.js";

const { post, get } = window.Factorwijzer;
// What the server said last about a chip, and how many of its decisions are still under way.
const known = new WeakMap();
const nWaiting = new WeakMap();
let line = Promise.resolve();
let nInLine = 0;

function count(by) {
  nInLine += by;
  document.getElementById("interview").toggleAttribute("data-saving", nInLine > 0);
}

/** Do something with the server after all that is under way. */
export function inLine(work) {
  count(1);
  const done = line.then(work).finally(() => count(-1));
  line = done.catch(() => {});
  return done;
}

// Who closes the page while a decision is under way is asked first.
window.addEventListener("beforeunload", (event) => {
  if (nInLine) event.preventDefault();
});

const placeOf = ({ dataset }) => ({
  turn_no: Number(dataset.turn),
  start_char: Number(dataset.start),
  end_char: Number(dataset.end),
  code_id: dataset.code,
});

/**
 * Show a verdict and save it.
 *
 * Resolves once it is saved. Rejects with the server's refusal, after the chip shows again what stands; if somebody else
 * decided in between, that is what it then shows.
 */
export function decide(interviewId, chip, verdict, reason) {
  if (!known.has(chip)) known.set(chip, decisionIn(chip));
  nWaiting.set(chip, (nWaiting.get(chip) ?? 0) + 1);
  setDecision(chip, { verdict, reason, expected: chip.dataset.expected });
  showProgress();
  return inLine(async () => {
    try {
      const { expected } = known.get(chip);
      const said = { interview_id: interviewId, ...placeOf(chip), verdict, reason, expected, is_blind: false };
      const { decision } = await post("/api/besluit", said);
      known.set(chip, { verdict: decision.verdict, reason: decision.reason, expected: decision.id });
    } catch (refusal) {
      const { current } = refusal.answer ?? {};
      if (refusal.status === 409) {
        known.set(chip, current ? { verdict: current.verdict, reason: current.reason, expected: current.id ?? "" } : {});
      }
      throw refusal;
    } finally {
      nWaiting.set(chip, nWaiting.get(chip) - 1);
      if (!nWaiting.get(chip)) {
        setDecision(chip, known.get(chip));
        known.delete(chip);
      }
      showProgress();
    }
  });
}

/** Ask the server what stands and show it; does nothing while decisions are under way. */
export async function refresh(interviewId) {
  const { marks } = await get(`/api/interview/${encodeURIComponent(interviewId)}`);
  if (nInLine > 1) return;
  const codes = new Map(allCodes().map((code) => [code.code, code]));
  const found = new Map(marks.map((mark) => [mark.key, mark]));
  for (const mark of marks) {
    const turn = turnOf(mark.turn_no);
    const isShown = mark.suggestion_id === null && codes.has(mark.code_id) && turn?.querySelector(".chips");
    if (isShown) chipAt(turn, mark.start_char, mark.end_char, codes.get(mark.code_id));
  }
  for (const chip of allChips()) {
    const mark = found.get(chip.dataset.key) ?? { verdict: "", reason: "", expected: "" };
    const before = decisionIn(chip);
    const isNew = before.verdict !== mark.verdict || before.reason !== mark.reason || before.expected !== mark.expected;
    if (isNew) setDecision(chip, mark);
    dropIfEmpty(chip);
  }
  showProgress();
}
