"use strict";
// Words selected in an article's text lead to the form of a claim: the bar below the text has the link.
// Offsets are code points of the text as it is kept; the numbers that lead to readings are no part of it.
(() => {
  const bar = document.getElementById("selection");
  if (bar === null) return;
  const link = bar.querySelector("a");
  const words = bar.querySelector("q");

  const textOf = (range) => {
    const copied = range.cloneContents();
    copied.querySelectorAll("a.reading").forEach((number) => number.remove());
    return copied.textContent;
  };

  const holderOf = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return element === null ? null : element.closest("[data-passage]");
  };

  const show = () => {
    const selection = document.getSelection();
    if (selection === null || selection.isCollapsed) {
      bar.hidden = true;
      return;
    }
    const range = selection.getRangeAt(0).cloneRange();
    const holder = holderOf(range.startContainer);
    if (holder !== null && !holder.contains(range.endContainer)) range.setEnd(holder, holder.childNodes.length);
    const selected = holder === null ? "" : textOf(range);
    bar.hidden = selected.trim() === "";
    if (bar.hidden) return;
    const before = document.createRange();
    before.setStart(holder, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...textOf(before)].length;
    const passage = `${holder.dataset.passage}${start}-${start + [...selected].length}`;
    link.href = `${bar.dataset.claimForm}?passage=${encodeURIComponent(passage)}`;
    words.textContent = selected.trim().replace(/\s+/g, " ");
  };

  // Sentence by sentence, for who has no mouse: from the words that are selected, else from the head of the text.
  const sentences = () =>
    [...document.querySelectorAll("[data-passage]")].flatMap((holder) => {
      const pieces = [];
      const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("a.reading")) pieces.push(walker.currentNode);
      const text = pieces.map((piece) => piece.data).join("");
      const place = (at, ends) => {
        let left = at;
        const piece = pieces.find((one) => left < one.length + (ends ? 1 : 0) || ((left -= one.length), false));
        return [piece, left];
      };
      return [...new Intl.Segmenter(holder.closest("[lang]")?.lang || "en", { granularity: "sentence" }).segment(text)]
        .filter(({ segment }) => segment.trim() !== "")
        .map(({ segment, index }) => {
          const range = document.createRange();
          const start = index + segment.length - segment.trimStart().length;
          range.setStart(...place(start, false));
          range.setEnd(...place(start + segment.trim().length, true));
          return range;
        });
    });

  const select = (by) => {
    const selection = document.getSelection();
    const now = selection.rangeCount > 0 && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const all = sentences();
    const after = (one) => one.compareBoundaryPoints(Range.START_TO_START, now) > 0;
    const before = (one) => one.compareBoundaryPoints(Range.START_TO_START, now) < 0;
    const next = now === null ? all[0] : by > 0 ? all.find(after) : all.findLast(before);
    if (next === undefined) return;
    selection.removeAllRanges();
    selection.addRange(next);
    show(); // now: the event of a changed selection comes later than a quick key
    next.startContainer.parentElement.scrollIntoView({ block: "center" });
  };

  document.querySelectorAll("[data-sentence]").forEach((one) => {
    one.addEventListener("mousedown", (event) => event.preventDefault());
    one.addEventListener("click", () => select(Number(one.dataset.sentence)));
  });
  document.addEventListener("selectionchange", show);
  link.addEventListener("mousedown", (event) => event.preventDefault()); // or the words are no longer selected
  show();
})();
