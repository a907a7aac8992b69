// Doubtful lines by keys: 1–3 a reading, Enter the first, j and k the next and the one before,
// x no report, u undo. Every step works with a click as well.
(() => {
  "use strict";
  const cards = () => [...document.querySelectorAll("[data-card]")].filter((card) => card.offsetParent);
  const typing = (el) => el.closest("input, textarea, select, [contenteditable]");
  let current = null;

  const show = (card) => {
    current?.classList.remove("current");
    current?.removeAttribute("aria-current");
    current = card;
    if (!card) return;
    card.classList.add("current");
    card.setAttribute("aria-current", "true");
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    const all = cards();
    const at = all.indexOf(current);
    show(all[Math.max(0, Math.min(all.length - 1, at + by))] ?? null);
  };

  const press = (key) => {
    const find = (selector) => current?.querySelector(selector);
    if (key === "j" || key === "k") return step(key === "j" ? 1 : -1), true;
    if (key === "u") return document.querySelector("[data-last] [data-undo]")?.click(), true;
    const button = key === "Enter" ? find('[data-option="1"]') ?? find("[data-grid]")
      : key === "x" ? find("[data-aside]")
      : /^[1-3]$/.test(key) ? find(`[data-option="${key}"]`) : null;
    button?.click();
    return Boolean(button);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (!press(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (card && card !== current) show(card);
  });

  // The card that was settled gives way to the next; `u` undoes the one settled last.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const card = event.target.closest("[data-card]");
    if (card) event.detail.xhr.next = cards()[cards().indexOf(card) + 1]?.id;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!part.matches?.("article")) return;
    if (part.matches("[data-card]")) return show(part);
    document.querySelector("[data-last]")?.removeAttribute("data-last");
    part.setAttribute("data-last", "");
    show(document.getElementById(event.detail.xhr.next) ?? cards()[0] ?? null);
  });
  const begin = () => show(cards()[0] ?? null);
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", begin) : begin();
})();
