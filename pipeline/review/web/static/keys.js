// The keyboard: one letter, one action, unless somebody is typing or has switched the keys off.

const ACTIONS = {
  j: "next",
  k: "previous",
  a: "accept",
  r: "reject",
  t: "unsure",
  e: "other",
  n: "new",
  m: "memo",
  u: "undo",
  "?": "help",
};
const STORED = "factorwijzer-keys";

function areOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** Let keys start actions; ``act(name)`` does them. */
export function listen(act) {
  const box = document.getElementById("keys-on");
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const action = ACTIONS[event.key];
    if (!action || event.repeat || window.Factorwijzer.isTyping(event)) return;
    if (!box.checked && action !== "help") return;
    event.preventDefault();
    act(action);
  });
}
