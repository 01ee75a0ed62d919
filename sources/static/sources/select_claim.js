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

  document.addEventListener("selectionchange", show);
  link.addEventListener("mousedown", (event) => event.preventDefault()); // or the words are no longer selected
  show();
})();
