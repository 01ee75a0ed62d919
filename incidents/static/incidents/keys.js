"use strict";
// Keys for the actions of a page: what bears data-key is done by that key, `?` lists all of them.
// A folded part is opened, and its first field gets the focus; Escape folds it again. Typed text is never taken for a key.
(() => {
  const TYPED_INTO = "input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]";
  const PLAIN = "textarea, input:not([type]), input[type=text]";
  const OF_LISTS = "body.dashboard, body.change-list, body.triage-page";
  const TEXTS = "#content form[method=post] :is(textarea, input:not([type]), input[type=text], input[type=number], input[type=url])";
  // What lies in a folded part has a place, yet is not seen.
  const isShown = (one) => one.getClientRects().length > 0 && (one.checkVisibility === undefined || one.checkVisibility());
  // A letter that was meant for a field beside the cursor must not lead away from what is typed.
  // The keys of the page itself do once something is typed; those to other places wherever there is such a field.
  const fields = () => (document.body.matches(OF_LISTS) ? [] : [...document.querySelectorAll(TEXTS)].filter(isShown));
  const all = () => {
    const found = fields();
    const typed = found.some((field) => field.value !== field.defaultValue);
    const kept = (one) => one.tagName === "A" && (typed || (found.length > 0 && one.closest(".places") !== null));
    return [...document.querySelectorAll("[data-key]")].filter((one) => isShown(one) && !kept(one));
  };
  const firstRow = document.querySelector("body.change-list #result_list tbody th a");
  if (firstRow !== null) Object.assign(firstRow.dataset, { key: "g", does: "open the first of the list" });
  const list = document.getElementById("keys");
  let sent = false;

  // A row of claims has keys of its own while the focus is in it; steps lead from row to row.
  const ROWS = ".said-row, .claims tbody tr";
  const ofRows = () => [...document.querySelectorAll("[data-row-key]")].filter(isShown);
  const rowKey = (key) => ofRows().find((one) => one.dataset.rowKey === key && one.closest(ROWS)?.contains(document.activeElement));
  const step = (by) => {
    const rows = [...document.querySelectorAll(ROWS)].filter(isShown);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    next?.querySelector("a")?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  document.querySelectorAll("[data-step]").forEach((one) => one.addEventListener("click", () => step(Number(one.dataset.step))));

  const wordsOf = (one) => one.dataset.does || one.getAttribute("aria-label") || one.textContent.trim();

  const tell = () => {
    if (list === null) return;
    const rows = list.querySelector("dl");
    rows.replaceChildren();
    const ofForm = [...document.querySelectorAll("#content form[method=post]")].some(saves) ? [["Ctrl Enter", "save what is typed, from any field"]] : [];
    const ofRow = new Map(ofRows().map((one) => [one.dataset.rowKey, one.dataset.does]));
    [...all().map((one) => [one.dataset.key, wordsOf(one)]), ...ofRow, ...ofForm, ["?", "this list"], ["Esc", "close"]].forEach(([key, words]) => {
      const term = document.createElement("dt");
      const shown = document.createElement("kbd");
      shown.textContent = key;
      term.append(shown);
      const meaning = document.createElement("dd");
      meaning.textContent = words;
      rows.append(term, meaning);
    });
    list.showModal();
  };

  const act = (one) => {
    if (one.matches(TYPED_INTO)) {
      one.focus();
    } else if (one.tagName === "SUMMARY") {
      one.parentElement.open = true;
      const field = one.parentElement.querySelector("input:not([type=hidden]), textarea, select");
      (field || one).focus();
      if (field?.matches(PLAIN)) field.setSelectionRange(field.value.length, field.value.length); // behind what it begins with
    } else {
      if (one.type === "submit" || one.tagName === "A") sent = true; // a key that is held down decides once
      one.click();
      document.getElementById(one.dataset.then)?.focus();
    }
  };

  // From any field, also one in which Enter means something else, as in a list to choose from.
  const saves = (form) => form?.querySelector("input.default[type=submit], button.default[type=submit]") ?? null;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat || sent) return;
    const form = event.target.closest?.("#content form[method=post]");
    if (saves(form) === null) return;
    event.preventDefault();
    form.requestSubmit(saves(form));
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || sent) return;
    if (event.target instanceof Element && event.target.closest(TYPED_INTO)) {
      if (event.key === "Escape") {
        event.target.blur();
        const folded = event.target.closest("details[open]");
        if (folded !== null && folded.querySelector(":scope > summary[data-key]") !== null) folded.open = false;
      }
      return;
    }
    if (document.querySelector("dialog[open]") !== null) return;
    if (event.key === "?") {
      event.preventDefault();
      tell();
      return;
    }
    const one = rowKey(event.key) || all().find((each) => each.dataset.key === event.key);
    if (one === undefined) return;
    event.preventDefault();
    act(one);
  });

  const unfold = () => {
    const part = location.hash === "" ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part !== null && part.tagName === "DETAILS") part.open = true;
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  window.addEventListener("pageshow", () => { sent = false; });
  document.querySelectorAll("[data-shows-keys]").forEach((one) => one.addEventListener("click", tell));

  // Fields in rows of a form have the head of their column for a name.
  const nameRows = () => {
    document.querySelectorAll(".inline-related.tabular td").forEach((cell) => {
      const column = [...cell.classList].find((name) => name.startsWith("field-"));
      const head = cell.closest("table").querySelector(column ? `th.column-${column.slice(6)}` : "thead th:last-child");
      const words = column ? head && head.textContent.trim() : "Delete";
      cell.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((field) => {
        if (words && field.labels.length === 0) field.setAttribute("aria-label", words);
      });
    });
  };
  nameRows();
  document.addEventListener("formset:added", nameRows);

  // Boxes that Django's picker draws have no name of their own: they get that of the field they stand for.
  const nameBoxes = () => {
    document.querySelectorAll("select + .select2-container").forEach((box) => {
      const [label] = box.previousElementSibling.labels;
      const words = label === undefined ? box.previousElementSibling.getAttribute("aria-label") : label.textContent.trim();
      if (!words) return;
      box.querySelectorAll("[role=combobox], [role=textbox]").forEach((part) => part.setAttribute("aria-label", words));
    });
  };
  new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
  nameBoxes();

  // The two halves of an instant, and the signs of Django's double lists, are named.
  document.querySelectorAll(".datetime input").forEach((half) => {
    if (half.labels.length > 0 || half.hasAttribute("aria-label")) return;
    const row = half.closest(".form-row, td")?.querySelector("label, legend");
    const what = half.classList.contains("vTimeField") ? "time" : "date";
    half.setAttribute("aria-label", `${row ? row.textContent.trim() : ""} ${what}`.trim());
  });
  const nameSigns = () => document.querySelectorAll(".help-tooltip[aria-label]:not([role])").forEach((sign) => sign.setAttribute("role", "img"));
  window.addEventListener("load", nameSigns);

  // That a form was refused is said at its top, which may be far down a page that leads with what is held.
  window.addEventListener("load", () => {
    const refused = document.querySelector("#content .errornote");
    if (refused === null) return;
    refused.tabIndex = -1;
    refused.focus();
  });

  // What scrolls sideways can be scrolled by keys.
  const reachScrolled = () => {
    document.querySelectorAll(".table-scroll, #changelist .results").forEach((box) => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    });
  };
  reachScrolled();
  window.addEventListener("resize", reachScrolled);

  const text = document.querySelector(".triage-text .article-text");
  const first = text === null ? null : text.querySelector("mark.asked") || text.querySelector("mark.figure");
  if (first !== null && text.scrollHeight > text.clientHeight) text.scrollTop = first.offsetTop - text.offsetTop - 80;
})();
