"use strict";
// On a narrow screen each row of a list is a card (workplace.css): each of its cells says the head of its column, and one
// that says nothing is left out.
(() => {
  const heads = [...document.querySelectorAll("#result_list thead th")].map((one) => one.textContent.trim());
  document.querySelectorAll("#result_list tbody tr").forEach((row) => {
    [...row.children].forEach((cell, at) => {
      const words = cell.textContent.trim();
      if (words === "" && cell.children.length === 0 || words === "-") cell.classList.add("says-nothing");
      if (heads[at]) cell.dataset.of = heads[at];
    });
  });
})();
