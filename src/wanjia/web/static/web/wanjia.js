// Small conveniences; every page works without them.
(() => {
  "use strict";
  const $$ = (selector, from = document) => from.querySelectorAll(selector);
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") $$("details[data-menu][open]").forEach((menu) => (menu.open = false));
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
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
