// Search in the codebook: a code stays if every word that was typed occurs in what the page says of it,
// what does not belong to it left out.
"use strict";
(() => {
  // Capitals and accents do not matter.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const form = document.getElementById("search-form");
  const field = document.getElementById("search");
  const themes = [...document.querySelectorAll(".theme")];
  const codes = [...document.querySelectorAll(".code")].map((element) => ({
    element,
    text: plain([...element.querySelectorAll("[data-searched]")].map((part) => part.textContent).join(" ")),
  }));

  function search() {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let nFound = 0;
    for (const { element, text } of codes) {
      element.hidden = !words.every((word) => text.includes(word));
      if (!element.hidden) nFound += 1;
    }
    for (const theme of themes) theme.hidden = !theme.querySelector(".code:not([hidden])");
    document.getElementById("none-found").hidden = nFound > 0;
    document.getElementById("n-found").textContent =
      words.length === 0 ? "" : nFound === 1 ? "1 code gevonden" : `${nFound} codes gevonden`;
  }

  // A link to a code that the search hides shows all codes again.
  document.getElementById("codes").addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || field.value === "") return;
    field.value = "";
    search();
  });

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", search);
  // "/" puts the cursor in the search field, as on many pages.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || window.Factorwijzer.isTyping(event)) return;
    event.preventDefault();
    field.focus();
  });
  // A browser fills in what was typed before the page was reloaded.
  search();
})();
