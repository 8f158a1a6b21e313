// What every page's script uses. One global: window.Factorwijzer.
//   post(url, data)   -> Promise of the answer's JSON; rejects with an Error whose .message is Dutch, .status the HTTP
//                        status (0: not reached) and .answer the JSON of a refusal (for example {message, current}).
//   get(url)          -> the same, for reading.
//   say(text, {wrong}) puts a sentence in the status line, which a screen reader speaks.
//   openDialog(dialog, {focus}) / closeDialog(dialog): focus goes into the dialog and back to where it was.
//   isTyping(event)   -> whether keys are text now: in a field, a dialog with a field, or with ctrl, alt or meta.
"use strict";
window.Factorwijzer = (() => {
  const UNREACHABLE = "Factorwijzer is niet te bereiken. Uw laatste keuze is niet bewaard; kijk of het programma nog draait.";
  const UNREADABLE = "Het antwoord was niet te lezen. Laad de pagina opnieuw om te zien wat is bewaard.";

  function refusal(message, status, answer) {
    return Object.assign(new Error(message), { status, answer });
  }

  async function send(url, options) {
    let response;
    try {
      response = await fetch(url, { credentials: "same-origin", ...options });
    } catch {
      throw refusal(UNREACHABLE, 0, null);
    }
    const answer = await response.json().catch(() => null);
    if (!response.ok || answer === null) {
      throw refusal(answer?.message ?? UNREADABLE, response.status, answer);
    }
    return answer;
  }

  function post(url, data) {
    return send(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content,
      },
      body: JSON.stringify(data),
    });
  }

  function get(url) {
    return send(url, { headers: { Accept: "application/json" } });
  }

  function say(text, { wrong = false } = {}) {
    const line = document.getElementById("status");
    line.classList.toggle("is-wrong", wrong);
    // The same sentence twice is spoken twice only if the line was empty in between.
    line.textContent = "";
    requestAnimationFrame(() => { line.textContent = text; });
  }

  const openers = new WeakMap();

  function openDialog(dialog, { focus = null } = {}) {
    if (dialog.open) return;
    openers.set(dialog, document.activeElement);
    dialog.addEventListener("close", () => {
      const opener = openers.get(dialog);
      openers.delete(dialog);
      // This event comes late: who has already gone on to something else stays there.
      const isElsewhere = document.activeElement !== document.body && !dialog.contains(document.activeElement);
      if (!isElsewhere && opener?.isConnected) opener.focus({ preventScroll: true });
    }, { once: true });
    dialog.showModal();
    focus?.focus();
  }

  function closeDialog(dialog) {
    if (dialog.open) dialog.close();
  }

  function isTyping(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return true;
    if (document.querySelector("dialog[open]")) return true;
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    return field !== null && field !== undefined;
  }

  // A button with data-closes closes the dialog around it; one with data-opens="id" opens that dialog.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-closes], [data-opens]");
    if (!button) return;
    if (button.dataset.opens) openDialog(document.getElementById(button.dataset.opens));
    else closeDialog(button.closest("dialog"));
  });

  return { post, get, say, openDialog, closeDialog, isTyping };
})();
