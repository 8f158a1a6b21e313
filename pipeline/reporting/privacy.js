
"use strict";
(() => {
  const form = document.getElementById("vrijgaven");
  const nameField = document.getElementById("naam");
  const doubts = [...form.querySelectorAll(".twijfel")];
  const words = new Map();
  let isSaved = true;

  const say = (id, text) => { document.getElementById(id).textContent = text; };

  // The words are read by the browser and stay in it; they are only ever put in as text.
  document.getElementById("woorden").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => show(String(reader.result)));
    reader.addEventListener("error", () => say("woorden-stand", "Dit bestand is niet te lezen; kies twijfel.json uit de map sleutel van uw studie."));
    reader.readAsText(file);
  });

  function show(text) {
    let found = null;
    try { found = JSON.parse(text); } catch { /* said below */ }
    words.clear();
    for (const doubt of doubts) {
      const id = doubt.dataset.vrijgave;
      const word = found !== null && typeof found === "object" && Object.hasOwn(found, id) ? found[id] : null;
      if (typeof word === "string") words.set(id, word);
      doubt.querySelector(".woord").textContent = words.get(id) ?? "";
      doubt.querySelector(".woord-deel").hidden = !words.has(id);
    }
    say("woorden-stand", words.size > 0
      ? `${words.size} van de ${doubts.length} woorden staan nu op de pagina.`
      : "In dit bestand staan de woorden van deze pagina niet; kies twijfel.json uit de map sleutel van dezelfde studie.");
  }

  form.addEventListener("input", (event) => { if (event.target.type !== "file") isSaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!isSaved && chosen().length > 0) event.preventDefault();
  });

  const chosen = () => doubts.filter((doubt) => doubt.querySelector("input[type=checkbox]").checked);
  const reasonOf = (doubt) => doubt.querySelector(".reden");

  function holdsItsWord(doubt) {
    const word = words.get(doubt.dataset.vrijgave);
    if (!word) return false;
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "iu").test(reasonOf(doubt).value.normalize("NFC"));
  }

  function refuse(field, message) {
    say("fout", message);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-errormessage", "fout");
    field.focus();
  }

  function isComplete() {
    say("fout", "");
    say("stand", "");
    form.querySelectorAll("[aria-invalid]").forEach((field) => { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-errormessage"); });
    if (chosen().length === 0) {
      refuse(doubts[0].querySelector("input[type=checkbox]"), "Er is nog niets aangekruist; kruis vrijgeven aan bij een woord dat niemand herkenbaar maakt.");
      return false;
    }
    const telling = chosen().find(holdsItsWord);
    if (telling) {
      refuse(reasonOf(telling), "In deze reden staat het woord zelf; schrijf de reden zonder het woord.");
      return false;
    }
    if (nameField.value.trim() === "") {
      refuse(nameField, "Vul uw naam in; bij elk woord wordt bewaard wie het vrijgaf.");
      return false;
    }
    return true;
  }

  const cell = (text) => `"${text.replace(/\s+/g, " ").trim().replaceAll('"', '""')}"`;

  function row(doubt) {
    const { vrijgave, gemeente, soort, interview, beurt } = doubt.dataset;
    return [vrijgave, gemeente, soort, interview, beurt, nameField.value, reasonOf(doubt).value].map(cell).join(";");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isComplete()) return;
    const lines = [form.dataset.kolommen, ...chosen().map(row)];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
    link.download = "vrijgaven.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    isSaved = true;
    const n = chosen().length;
    say("stand", `vrijgaven.csv is bewaard bij uw downloads, met ${n === 1 ? "1 woord" : `${n} woorden`}.`);
  });
})();
