"use strict";
// What was typed into a form survives the end of the session, and a form that is refused as too old: it is kept in this
// tab alone (sessionStorage) from the moment it is sent, and put back when the same account has the form again. It is
// forgotten once the form was saved, when the tab signs out, and after an hour. No password, secret, token, code, file or hidden field is kept, but for
// the version of the record that was read, so that what others changed meanwhile is still seen.
(() => {
  const KEY = "typed";
  const LONGEST_MILLISECONDS = 3600 * 1000;
  const SECRET = /password|secret|token|code|key/i;
  const READ = "read_version";
  const ROWS = "-TOTAL_FORMS";
  const OF_ACCOUNTS = /\/(auth|access|second-factor|password_change|login|logout)\//;

  const account = () => document.querySelector("#user-tools strong")?.textContent.trim() ?? "";
  const refusedPage = () => document.querySelector("[data-back-to-form]");
  const isLogin = () => document.body.classList.contains("login");
  const forms = () => [...document.querySelectorAll("#content form[method=post]:not(#changelist-form)")];
  const forget = () => sessionStorage.removeItem(KEY);
  const keep = (typed) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(typed));
    } catch {
      forget(); // more than the browser keeps
    }
  };
  const kept = () => {
    try {
      const typed = JSON.parse(sessionStorage.getItem(KEY));
      return typed !== null && Date.now() - typed.at < LONGEST_MILLISECONDS ? typed : null;
    } catch {
      return null;
    }
  };

  const isKept = (field) => {
    if (field.name === "" || field.disabled) return false;
    if (field.type === "hidden") return field.name === READ || field.name.endsWith(ROWS);
    return !["password", "file", "submit", "button", "reset", "image"].includes(field.type) && !SECRET.test(field.name);
  };

  const valueOf = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return { value: field.value, on: field.checked };
    if (field.type !== "select-multiple" && field.type !== "select-one") return { value: field.value };
    return { chosen: [...field.selectedOptions].map((option) => [option.value, option.text]) };
  };

  const put = (field, { value, on, chosen }) => {
    if (chosen !== undefined) {
      for (const [key, text] of chosen) {
        if (![...field.options].some((option) => option.value === key)) field.add(new Option(text, key));
      }
      const keys = chosen.map(([key]) => key);
      for (const option of field.options) option.selected = keys.includes(option.value);
    } else if (on !== undefined) {
      if (field.value === value) field.checked = on;
    } else {
      field.value = value;
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // What was typed is seen again, also where the form, or a part of it, was folded.
  const unfold = (one) => {
    for (let part = one.closest("details"); part !== null; part = part.parentElement.closest("details")) part.open = true;
  };
  const isTyped = (field) => field.type !== "hidden" && field.value !== "" && field.value !== field.defaultValue;

  // Django's scripts make the link that adds a row once jQuery is ready, in the order in which they asked for that.
  const whenRowsCanBeAdded = (then) => (window.django?.jQuery ?? ((now) => now()))(then);

  const addRows = (form, fields) => {
    for (const { name, value } of fields.filter((one) => one.name.endsWith(ROWS))) {
      const group = document.getElementById(`${name.slice(0, -ROWS.length)}-group`);
      const total = form.elements[name];
      for (let before = -1; total && Number(total.value) < Number(value) && before !== Number(total.value); ) {
        before = Number(total.value);
        group?.querySelector(".add-row a")?.click();
      }
    }
  };

  const restore = (typed) => {
    const form = forms()[typed.form];
    if (form === undefined) return;
    addRows(form, typed.fields);
    const seen = new Map();
    for (const one of typed.fields.filter(({ name }) => !name.endsWith(ROWS))) {
      const named = [...form.elements].filter((field) => field.name === one.name && isKept(field));
      const at = seen.get(one.name) ?? 0;
      seen.set(one.name, at + 1);
      if (named[at] === undefined) continue;
      put(named[at], one);
      if (isTyped(named[at])) unfold(named[at]);
    }
    unfold(form);
    const note = document.createElement("p");
    note.className = "errornote";
    note.setAttribute("role", "status");
    note.textContent = "This was not saved. What you typed is here again: look at it, then save.";
    form.before(note);
    note.tabIndex = -1;
    note.focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id === "logout-form" || /\/logout\/$/.test(new URL(form.action, location.href).pathname)) {
      forget();
      return;
    }
    const at = forms().indexOf(form);
    if (at < 0 || isLogin() || OF_ACCOUNTS.test(location.pathname)) return;
    const fields = [...form.elements].filter(isKept).map((field) => ({ name: field.name, ...valueOf(field) }));
    keep({ at: Date.now(), account: account(), address: location.pathname + location.search, form: at, fields });
  });

  window.addEventListener("load", () => {
    const typed = kept();
    if (typed === null) {
      forget();
    } else if (isLogin()) {
      keep({ ...typed, ended: true });
    } else if (refusedPage() !== null) {
      keep({ ...typed, ended: true });
      refusedPage().href = typed.address;
      refusedPage().hidden = false;
    } else if (!typed.ended) {
      if (document.querySelector(".errornote, .errorlist") === null) forget(); // it was saved
    } else if (typed.address === location.pathname + location.search) {
      forget();
      if (typed.account === account()) whenRowsCanBeAdded(() => restore(typed));
    }
  });
})();
