"use strict";
// The form of a claim shows what matters for what is chosen: the currency of money, the ends of a range, the name of a
// part. A field that holds something else than nothing, or an error, is never hidden. Without this script all are shown.
(() => {
  const named = (name) => document.getElementById(`id_${name}`);
  const boxOf = (field) => field.closest(".fieldBox")?.closest(".form-multiline > div") ?? field.closest(".fieldBox, .form-row");

  const show = () => {
    document.querySelectorAll("[data-shown-for]").forEach((field) => {
      const box = boxOf(field);
      const other = named(field.dataset.shownFor);
      if (box === null || other === null) return;
      const matters = field.dataset.shownValues.split(" ").includes(other.value);
      box.hidden = !matters && field.value.trim() === "" && box.querySelector(".errorlist") === null;
    });
    document.querySelectorAll(".form-row").forEach((row) => {
      const boxes = [...row.querySelectorAll("[data-shown-for]")].map(boxOf);
      const others = row.querySelectorAll("input, select, textarea").length > boxes.length;
      row.classList.toggle("says-nothing", !others && boxes.length > 0 && boxes.every((box) => box.hidden));
    });
  };

  const metric = document.querySelector("[data-in-money]");
  const unit = named("unit");
  if (metric === null || unit === null) return;
  const isMoney = () => metric.dataset.inMoney.split(" ").includes(metric.value);
  metric.addEventListener("change", () => {
    if (isMoney() !== (unit.value === "money")) {
      unit.value = isMoney() ? "money" : metric.value === "records" ? "records" : "people";
      unit.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  unit.addEventListener("change", () => {
    if (unit.value !== "money" && named("currency") !== null) named("currency").value = "";
  });
  document.addEventListener("change", show);
  show();
})();
