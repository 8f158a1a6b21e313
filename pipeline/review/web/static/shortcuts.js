// Keys of the pages for double coding: one letter, one action, unless somebody is typing or has switched the keys off.

const STORED = "factorwijzer-keys"; // the interview page keeps its choice under the same name

function areOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** Let keys start actions: ``actions`` has a function for each; the box #keys-on switches all but "?" off. */
export function listen(actions) {
  const box = document.getElementById("keys-on");
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!Object.hasOwn(actions, event.key) || event.repeat || window.Factorwijzer.isTyping(event)) return;
    if (!box.checked && event.key !== "?") return;
    event.preventDefault();
    actions[event.key]();
  });
}
