"use strict";
// Many rows are chosen, and what is to be done with them, by keys (keys.js).
// On a narrow screen each row of a list is a card (workplace.css): each of its cells says the head of its column, and one
// that says nothing is left out.
(() => {
  const named = (selector, key, does) => Object.assign(document.querySelector(selector)?.dataset ?? {}, { key, does });
  named("#changelist-form #action-toggle", "x", "choose all rows of this page, or none");
  named("#changelist-form select[name=action]", "a", "what to do with the rows that are chosen");
  named("#changelist-filter :is(input:not([type=hidden]), select)", "f", "narrow the list");

  document.querySelectorAll("#result_list, table.listing").forEach((table) => {
    const heads = [...table.querySelectorAll("thead th")].map((one) => one.textContent.trim());
    table.querySelectorAll("tbody tr").forEach((row) => {
      [...row.children].forEach((cell, at) => {
        const words = cell.textContent.trim();
        if ((words === "" && cell.children.length === 0) || words === "-") cell.classList.add("empty-cell");
        if (heads[at] && row.children.length === heads.length) cell.dataset.of = heads[at];
      });
    });
  });
})();
