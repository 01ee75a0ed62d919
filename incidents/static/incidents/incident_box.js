"use strict";
// A box that names an incident proposes those that the typed words find, as the ARIA pattern of a combobox has it.
(() => {
  const PAUSE_MS = 200;

  const start = (box, number) => {
    const list = document.createElement("ul");
    list.id = `proposed-${number}`;
    list.className = "proposed";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Incidents");
    list.hidden = true;
    box.after(list);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");
    const told = box.parentElement.querySelector(".chosen");
    let marked = -1;
    let waiting = 0;
    let asked = 0;

    const options = () => [...list.children];
    const close = () => {
      list.hidden = true;
      marked = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      const all = options();
      if (all.length === 0) return;
      marked = (index + all.length) % all.length;
      all.forEach((option, at) => option.setAttribute("aria-selected", String(at === marked)));
      box.setAttribute("aria-activedescendant", all[marked].id);
      all[marked].scrollIntoView({ block: "nearest" });
    };
    const choose = (option) => {
      box.value = option.dataset.reference;
      told.textContent = option.dataset.title;
      close();
      if (box.dataset.previews) preview();
    };
    // The page shows what the choice would do. What was ticked and typed in its form stays.
    const preview = async () => {
      const address = `${location.pathname}?${box.dataset.previews}=${encodeURIComponent(box.value)}`;
      const answer = await fetch(address);
      if (!answer.ok || answer.redirected) return; // the session has ended
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const shown = fresh.querySelector("#preview");
      document.querySelector("#preview").replaceWith(shown);
      document.querySelector("#preview-told").textContent = shown.dataset.told || "";
      box.form.querySelectorAll("label:has(> input[type=radio])").forEach((label) => {
        const named = fresh.querySelector(`label[for="${label.htmlFor}"]`);
        if (named) label.lastChild.textContent = named.lastChild.textContent;
      });
      history.replaceState(null, "", address);
    };
    const optionOf = (found, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.dataset.reference = found.reference;
      option.dataset.title = found.title;
      const title = document.createElement("strong");
      title.textContent = found.title;
      const beside = document.createElement("span");
      beside.textContent = found.beside;
      option.append(title, " ", beside);
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(option));
      return option;
    };
    const ask = async () => {
      const words = box.value.trim();
      const mine = ++asked;
      if (words.length < 2) return close();
      const answer = await fetch(`${box.dataset.completes}?${new URLSearchParams({ q: words, apart: box.dataset.apart || "" })}`);
      if (!answer.ok || answer.redirected || mine !== asked) return undefined;
      const { incidents } = await answer.json();
      if (mine !== asked || document.activeElement !== box) return undefined;
      list.replaceChildren(...incidents.map(optionOf));
      list.hidden = incidents.length === 0;
      box.setAttribute("aria-expanded", String(!list.hidden));
      told.textContent = incidents.length === 0 ? "None is found." : "";
      return list.hidden ? undefined : mark(0);
    };

    box.addEventListener("input", () => {
      told.textContent = "";
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE_MS);
    });
    box.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(marked + (event.key === "ArrowDown" ? 1 : -1));
      else if (event.key === "Enter" && marked >= 0) choose(options()[marked]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    box.addEventListener("blur", close);
  };

  const startAll = () => document.querySelectorAll("input[data-completes]").forEach(start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
