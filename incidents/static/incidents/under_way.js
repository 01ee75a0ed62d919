"use strict";
// While work goes on, what the page tells of it is fetched again every few seconds. Nothing else of the page moves, so that
// no focus is lost and a screen reader is not sent back to its head.
(() => {
  const EVERY = 5000;

  const parts = (page) => [...page.querySelectorAll("#content-main fieldset")];

  const look = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = parts(page);
      parts(document).forEach((part, at) => fresh[at] && part.replaceWith(fresh[at]));
      if (!page.querySelector("[data-under-way]")) {
        document.querySelector("[data-under-way]").remove();
        return;
      }
    }
    setTimeout(look, EVERY);
  };

  setTimeout(look, EVERY);
})();
