// Settling differences: what holds for a turn and a code, with the reason.

import { listen } from "./shortcuts.js";

const { post, say } = window.Factorwijzer;
const issues = [...document.querySelectorAll(".issue")];
const part = (issue, selector) => issue.querySelector(selector);

function showForm(issue, isShown) {
  part(issue, ".settle").hidden = !isShown;
  part(issue, ".settled").hidden = isShown;
  part(issue, "[data-action=cancel]").hidden = !issue.dataset.expected;
  complain(issue, "");
}

function complain(issue, text, field = null) {
  const wrong = part(issue, ".wrong");
  wrong.textContent = text;
  wrong.hidden = !text;
  part(issue, "textarea").setAttribute("aria-invalid", String(field?.matches("textarea") ?? false));
  field?.focus();
}

function showSettled(issue, decision) {
  issue.dataset.expected = decision.id;
  issue.classList.add("is-settled");
  const isGiven = decision.verdict === "accept";
  part(issue, ".settled-as").textContent = isGiven ? "geven" : "niet geven";
  part(issue, ".settled-why").textContent = decision.reason;
  part(issue, ".settled-by").textContent = `, door ${decision.entered_by}`;
  const at = new Date(decision.decided_at);
  part(issue, ".settled-at").textContent = at.toLocaleString("nl", { dateStyle: "long", timeStyle: "short" });
  part(issue, `[value=${isGiven ? "yes" : "no"}]`).checked = true;
  part(issue, "textarea").value = decision.reason;
  showForm(issue, false);
  const nSettled = issues.filter((one) => one.dataset.expected).length;
  document.getElementById("n-settled").textContent = nSettled;
  document.getElementById("progress-bar").value = nSettled;
}

async function settle(issue) {
  const chosen = part(issue, "input:checked");
  const reason = part(issue, "textarea");
  if (!chosen) return complain(issue, "Kies eerst of de code geldt voor deze beurt.", part(issue, "input"));
  if (!reason.value.trim()) return complain(issue, "Schrijf op waarom; zonder reden wordt het niet bewaard.", reason);
  const { interview, turn, code, name, start, end, expected } = issue.dataset;
  const button = part(issue, "[type=submit]");
  button.disabled = true;
  try {
    const place = { interview_id: interview, turn_no: Number(turn), start_char: Number(start), end_char: Number(end) };
    const said = { ...place, code_id: code, given: chosen.value === "yes", reason: reason.value.trim(), expected };
    showSettled(issue, (await post("/api/consensus", said)).decision);
    say(`Vastgesteld: ${name}, beurt ${turn}: ${chosen.value === "yes" ? "geven" : "niet geven"}.`);
    goTo(issues.find((one) => !one.dataset.expected) ?? issue);
  } catch (error) {
    // Somebody settled it in between: show what stands.
    if (error.status === 409 && error.answer.current) showSettled(issue, error.answer.current);
    else complain(issue, error.message, button);
    say(error.message, { wrong: true });
  } finally {
    button.disabled = false;
  }
}

function goTo(issue) {
  issue.focus({ preventScroll: true });
  issue.scrollIntoView({ block: "center" });
}

function step(by) {
  const place = issues.indexOf(document.activeElement?.closest(".issue"));
  const next = place < 0 ? (by > 0 ? 0 : issues.length - 1) : Math.min(issues.length - 1, Math.max(0, place + by));
  goTo(issues[next]);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".settle")) return;
  event.preventDefault();
  settle(event.target.closest(".issue"));
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (!button) return;
  const issue = button.closest(".issue");
  const isChanging = button.dataset.action === "change";
  showForm(issue, isChanging);
  part(issue, isChanging ? "input:checked" : "[data-action=change]").focus();
});
document.getElementById("next").addEventListener("click", () => step(1));
document.getElementById("previous").addEventListener("click", () => step(-1));
listen({ j: () => step(1), k: () => step(-1) });
