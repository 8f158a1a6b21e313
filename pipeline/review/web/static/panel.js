// The panel beside the transcript: what is chosen, why it was suggested, and what the codebook says of its code.

import { STATES } from "./chips.js";

const ORIGINS = { rule: "een regel van het codeboek", model: "het taalmodel", both: "een regel en het taalmodel samen" };
const CERTAINTIES = {
  certain: "Zeker: van zulke voorstellen was in oefeninterviews minstens 85% juist.",
  likely: "Waarschijnlijk: van zulke voorstellen was in oefeninterviews minstens de helft juist.",
  doubtful: "Twijfelachtig: zwakke aanwijzingen, of het tegendeel is ook gevonden; kijk hier extra goed naar.",
};
const put = (id, text) => {
  document.getElementById(id).textContent = text;
};
const show = (id, isShown) => {
  document.getElementById(id).hidden = !isShown;
};

const entryOf = (codeId) => document.querySelector(`#lookup .code[data-code="${CSS.escape(codeId)}"]`);

/** Return all codes as {code, name, direction, theme, text}, in the order of the codebook. */
export function allCodes() {
  return [...document.querySelectorAll("#lookup .code")].map((entry) => ({
    ...entry.dataset,
    text: entry.textContent.toLocaleLowerCase("nl"),
  }));
}

function showCode(codeId) {
  const entry = entryOf(codeId);
  const shown = document.getElementById("code-shown");
  if (shown.dataset.code === codeId) return;
  shown.dataset.code = codeId;
  if (!entry) {
    shown.textContent = "Deze code staat niet meer in het codeboek.";
    return;
  }
  const title = document.createElement("h3");
  title.textContent = `Codeboek: ${entry.dataset.name}`;
  shown.replaceChildren(title, entry.querySelector(".code-text").cloneNode(true));
}

/** Show a chip, or that none is chosen. */
export function showChosen(chip) {
  for (const id of ["chosen", "explained"]) show(id, Boolean(chip));
  show("none-chosen", !chip);
  document.getElementById("panel").classList.toggle("has-chosen", Boolean(chip));
  if (!chip) return;
  const { name, direction, turn, verdict, reason, suggestion, detail, source, origin, certainty, score, code } = chip.dataset;
  put("chosen-name", name);
  put("chosen-direction", direction);
  put("chosen-turn", turn);
  put("chosen-state", STATES[verdict]);
  for (const button of document.querySelectorAll("#chosen [data-action]")) {
    if (button.dataset.action in STATES) button.setAttribute("aria-pressed", String(button.dataset.action === verdict));
  }
  show("memo-shown", Boolean(reason));
  put("memo-text", reason);
  show("why", Boolean(suggestion));
  if (suggestion) {
    put("why-detail", detail);
    put("why-score", `Score ${score}; hoe hoger, hoe sterker de aanwijzing.`);
    put("why-certainty", CERTAINTIES[certainty]);
    put("why-origin", ORIGINS[origin]);
    put("why-source", source);
  }
  showCode(code);
}

/** Let the search field of the codebook filter it. */
export function searchCodebook() {
  document.getElementById("lookup-words").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLocaleLowerCase("nl");
    const entries = [...document.querySelectorAll("#lookup .code")];
    for (const entry of entries) entry.hidden = !entry.textContent.toLocaleLowerCase("nl").includes(wanted);
    show("lookup-none", entries.every((entry) => entry.hidden));
  });
}
