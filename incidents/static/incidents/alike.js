"use strict";
// A field that names a new incident tells below it which incidents are named alike, before anything is saved.
(() => {
  const PAUSE_MS = 300;

  const lineOf = ({ title, beside, address }) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank"; // what is typed stays
    link.rel = "noopener";
    link.textContent = title;
    line.append(link, ` ${beside}`);
    return line;
  };

  const start = (field) => {
    const what = field.dataset.alike;
    const told = document.createElement("div");
    told.className = "alike";
    told.setAttribute("role", "status");
    field.after(told);
    let waiting = 0;
    let asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const words = field.value.trim();
      told.replaceChildren();
      if (words === "") return;
      const answer = await fetch(`${field.dataset.alikeAt}?${new URLSearchParams({ [what]: words })}`);
      if (!answer.ok || answer.redirected || mine !== asked) return;
      const found = (await answer.json())[what];
      if (mine !== asked || found.incidents.length === 0) return;
      const list = document.createElement("ul");
      list.append(...found.incidents.map(lineOf));
      told.replaceChildren(found.words, list);
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE_MS);
    });
    // A folded form asks once it is seen.
    const folded = field.closest("details");
    if (folded === null || folded.open) ask();
    else folded.addEventListener("toggle", ask, { once: true });
  };

  const startAll = () => document.querySelectorAll("[data-alike]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
