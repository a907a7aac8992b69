// The desk by keyboard: one box for everything, the next row, a call from anywhere; see `?`.
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const palette = $("#palette"), sheet = $("#keys"), box = $("#palette-q"), found = $("#palette-found");
  const typing = (el) => el.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (!palette) return;

  // --- the box ---------------------------------------------------------------------------------
  let came = null; // where the focus was, and where it goes back to
  const open = (dialog) => {
    if (dialog.open) return;
    came = document.activeElement;
    dialog.showModal();
  };
  [palette, sheet].forEach((dialog) => {
    dialog.addEventListener("close", () => (came?.isConnected && came !== document.body ? came : $("#main")).focus());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  });
  const options = () => $$("[data-option]", found);
  const choose = (at) => {
    const all = options();
    all.forEach((one, place) => one.closest("li, form").classList.toggle("chosen", place === at));
    box.dataset.at = at;
    all[at]?.scrollIntoView({ block: "nearest" });
  };
  const openPalette = () => {
    open(palette);
    box.focus();
    box.select();
    if (window.htmx && !found.childElementCount) htmx.trigger(box, "palette");
  };
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = options();
    const at = Number(box.dataset.at || 0);
    if (event.key === "Escape") { // a search box would only empty itself
      event.preventDefault();
      return palette.close();
    }
    if (step && all.length) {
      event.preventDefault();
      choose((at + step + all.length) % all.length);
    } else if (event.key === "Enter" && all[at] && box.dataset.for === box.value) {
      event.preventDefault();
      all[at].click();
    }
  });
  found.addEventListener("htmx:afterSwap", () => { box.dataset.for = box.value; choose(0); });

  // --- rows ------------------------------------------------------------------------------------
  const doors = () => $$("main .rows > .row, main table.t > tbody > tr")
    .map((row) => $(".body a, a, button", row)).filter((one) => one?.checkVisibility());
  const step = (by) => {
    const all = doors();
    if (!all.length) return false;
    const here = document.activeElement.closest?.(".row, tr");
    const at = all.findIndex((one) => here?.contains(one));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return openPalette();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
    const act = {
      "/": openPalette,
      "?": () => open(sheet),
      "c": () => (location.pathname === "/needs/new/" ? $("#id_who")?.focus() : location.assign("/needs/new/")),
      "j": () => step(1),
      "k": () => step(-1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // --- a call list goes on by itself --------------------------------------------------------------
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.detail.requestConfig?.verb === "post" && event.target.closest?.("[data-advance] > .row");
    if (!row) return;
    row.classList.add("called");
    let next = row.nextElementSibling;
    while (next?.classList.contains("called")) next = next.nextElementSibling;
    const to = next && ($("a[href^='tel:']", next) || $("a, button", next));
    if (!to) return;
    to.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  });

  // --- the focus never falls to the body ---------------------------------------------------------
  let last = null;
  document.addEventListener("focusin", (event) => {
    const at = event.target;
    last = { id: at.id, row: at.closest("[data-row], li[id], tr[id]"), name: at.name, value: at.value, at };
  });
  const hold = () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    if (!last || last.at.isConnected) return;
    const row = last.row?.isConnected ? last.row : last.row?.id && document.getElementById(last.row.id);
    const same = (last.id && document.getElementById(last.id)) ||
      (row && last.name && $(`[name="${CSS.escape(last.name)}"][value="${CSS.escape(last.value || "")}"]`, row)) ||
      (row && $("a, button, input", row)) || $("#main");
    same.focus({ preventScroll: true });
  };
  document.addEventListener("htmx:afterSettle", hold);
  document.addEventListener("live:put", hold);
})();
