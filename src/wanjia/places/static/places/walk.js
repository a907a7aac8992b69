// What was ticked on the way stays on this phone until it is sent.
(() => {
  "use strict";
  const form = document.querySelector("[data-walk]");
  if (!form) return;
  const key = `walk-${form.dataset.walk}`;
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const kept = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  for (const box of boxes) if (kept.has(`${box.name} ${box.value}`)) box.checked = true;
  form.addEventListener("change", () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => `${box.name} ${box.value}`);
    localStorage.setItem(key, JSON.stringify(ticked));
  });
  form.addEventListener("submit", () => {
    if (boxes.every((box) => box.checked || box.name !== "checked")) localStorage.removeItem(key);
  });
})();
