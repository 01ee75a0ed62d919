"use strict";
// A finger cannot hover: a touch on a spot of a plot shows below it what was said there, with the quote and a link to the
// claim, and what else lies under the finger. With a mouse or a key a spot is the link that it is without this script.
(() => {
  const REACH = 22; // pixels around the finger: half of what a fingertip covers
  const MOST = 5;

  const under = (drawing, x, y) =>
    [...drawing.querySelectorAll("a")]
      .map((link) => {
        const box = link.getBoundingClientRect();
        return { link, far: Math.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y) };
      })
      .filter(({ far }) => far <= REACH)
      .sort((one, other) => one.far - other.far)
      .slice(0, MOST);

  const line = ({ link }) => {
    const words = document.createElement("p");
    const claim = document.createElement("a");
    claim.href = link.getAttribute("href");
    claim.textContent = "the claim";
    words.append(`${link.getAttribute("aria-label")} `, claim);
    return words;
  };

  document.addEventListener("click", (event) => {
    const drawing = event.target.closest?.(".plot svg");
    if (!drawing || event.pointerType !== "touch") return;
    const shown = drawing.closest(".plot").querySelector(".touched");
    const found = under(drawing, event.clientX, event.clientY);
    shown.replaceChildren(...found.map(line));
    shown.hidden = found.length === 0;
    if (found.length > 0) event.preventDefault();
  });
})();
