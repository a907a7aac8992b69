// Small conveniences; every page works without them.
(() => {
  "use strict";
  const $$ = (selector, from = document) => from.querySelectorAll(selector);
  const typing = (el) =>
    el.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

  // One key: [data-pick] chooses who is meant, [data-level] how urgent it is, [data-alt] goes to a
  // field. With Alt while typing, bare elsewhere; who is meant comes first where somebody is looked for.
  const press = (event) => {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    const letter = event.altKey && /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
    const field = letter && document.querySelector(`[data-alt="${letter}"]`);
    if (field) { field.focus(); return true; }
    if (!digit || (typing(event.target) && !event.altKey)) return false;
    const looking = event.target.matches("[data-who]") || !typing(event.target);
    const found = (looking && document.querySelector(`[data-pick="${digit}"]`)) ||
      document.querySelector(`[data-level="${digit}"]`);
    if (!found) return false;
    found.click();
    if (found.dataset.then) document.querySelector(found.dataset.then)?.focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && press(event)) return event.preventDefault();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) &&
      event.target.matches("[data-submit-on-ctrl-enter]")) return event.target.form.requestSubmit();
    if (event.key === "Escape") $$("details[data-menu][open]").forEach((menu) => (menu.open = false));
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/" && !document.getElementById("palette")) {
      const box = document.querySelector("[data-find]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    const keyed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (keyed) { event.preventDefault(); keyed.click(); }
  });

  document.addEventListener("click", async (event) => {
    $$("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const button = event.target.closest("[data-copy], [data-print], [data-tick]");
    if (!button) return;
    if (button.dataset.copy !== undefined) {
      const source = document.querySelector(button.dataset.copy);
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      const before = button.innerHTML;
      button.textContent = button.dataset.done || "✓";
      setTimeout(() => (button.innerHTML = before), 2000);
    } else if (button.dataset.print !== undefined) {
      print();
    } else {
      const boxes = [...$$(button.dataset.tick + " input[type=checkbox]")].filter((box) => !box.disabled);
      const on = boxes.some((box) => !box.checked);
      boxes.forEach((box) => { box.checked = on; });
      boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  // The words of a window on the wall, at once and large; its accessible name says the same.
  const tip = Object.assign(document.createElement("div"), { className: "wall-tip", hidden: true });
  const tell = (event) => {
    const pane = event.target.closest?.(".wall .w");
    tip.hidden = !pane;
    if (!pane) return;
    if (!tip.isConnected) document.body.append(tip);
    tip.textContent = pane.getAttribute("aria-label");
    const box = pane.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(box.left, innerWidth - tip.offsetWidth - 4)) + "px";
    tip.style.top = (box.top > 60 ? box.top - tip.offsetHeight - 8 : box.bottom + 8) + "px";
  };
  tip.setAttribute("aria-hidden", "true");
  document.addEventListener("pointerover", tell);
  document.addEventListener("focusin", tell);

  // What was ticked in a part of a page while its new form was on the way stays ticked.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const ticked = [...$$("input[type=radio]:checked, input[type=checkbox]:checked", event.detail.target)];
    const kept = ticked.map((one) => `input[name="${CSS.escape(one.name)}"][value="${CSS.escape(one.value)}"]`);
    event.detail.target.addEventListener("htmx:afterSwap", () => {
      kept.forEach((one) => { const box = event.detail.target.querySelector(one); if (box) box.checked = true; });
    }, { once: true });
  });

  // What the server refused of a request that htmx sent is told in the server's own words.
  const refuse = (words) => {
    const main = document.getElementById("main");
    let note = document.getElementById("refused");
    if (!note) {
      note = Object.assign(document.createElement("div"), { id: "refused", className: "note bad" });
      note.setAttribute("role", "alert");
    }
    note.textContent = words;
    main.prepend(note);
    note.scrollIntoView({ block: "nearest" });
  };
  const offline = () => refuse(document.body.dataset.offline);
  document.addEventListener("htmx:sendError", offline);
  document.addEventListener("htmx:timeout", offline);
  document.addEventListener("htmx:beforeRequest", () => document.getElementById("refused")?.remove());
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const told = page.querySelector("[data-problem]")?.textContent.trim();
    told ? refuse(told) : offline();
  });

  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-submit-on-change]");
    if (form) form.requestSubmit();
    $$("[data-count]").forEach((out) => {
      out.textContent = $$(out.dataset.count + " input[type=checkbox]:checked").length;
    });
  });
})();
