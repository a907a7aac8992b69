// The page's side of a phone without network: what waits is shown, photos are made small, and the
// pages that will be wanted are fetched ahead. The queue itself is the service worker's (sw.js).
(() => {
  "use strict";
  const bar = document.getElementById("queue");
  if (!bar || !navigator.serviceWorker || !window.indexedDB || !crypto.randomUUID) return;
  const words = bar.dataset;
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
  const LONGEST_SIDE = 1600; // pixels, as the server keeps it
  let waiting = 0, sent = false, dropped = false;

  // A page that was kept is opened more than once: what is sent from it has to differ each time.
  for (const field of $$("form[data-queue] :is([name=sent], [name=id], [name=photo_id])")) field.value = crypto.randomUUID();

  const ask = async (what) => (await navigator.serviceWorker.ready).active.postMessage(what);
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const hello = () => ask({ do: "hello", owner: words.owner, token: token() });

  const rows_of = (entry) => {
    const door = entry.path.match(/\/doors\/([0-9a-f-]{36})\/$/);
    const named = entry.fields.filter(([name]) => name === "one").map(([, value]) => value);
    const ticked = entry.fields.filter(([name]) => name === "door").map(([, value]) => value);
    return (door ? [door[1]] : named.length ? named : ticked).map((id) => "d-" + id.replaceAll("-", ""));
  };
  const mark = (entries) => {
    const ids = new Set(entries.flatMap(rows_of));
    for (const row of $$(".row[id^=d-]")) {
      const waits = ids.has(row.id);
      row.classList.toggle("waiting", waits);
      row.querySelector("[data-waits]")?.remove();
      if (waits) row.querySelector(".body")?.append(Object.assign(document.createElement("span"), { className: "tag strong", textContent: words.row }));
      row.querySelector(".body > .tag:last-child")?.toggleAttribute("data-waits", waits);
      for (const box of $$("input[type=checkbox]", row)) { box.disabled = waits; if (waits) box.checked = false; }
    }
  };

  const said = (entry) => {
    const page = new DOMParser().parseFromString(entry.said || "", "text/html");
    const told = $$("[data-problem], [role=alert], .say.bad, .err", page).map((one) => one.textContent.trim());
    return told.find(Boolean) || fill(words.refused, { code: entry.refused });
  };
  const time = (ms) => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  const refused_item = (entry) => {
    const item = bar.querySelector("template").content.cloneNode(true);
    item.querySelector("[data-what]").textContent = `${entry.what} ${time(entry.at)}`;
    item.querySelector("[data-said]").textContent = said(entry);
    item.querySelector("[data-look]").href = entry.path;
    for (const button of $$("button", item)) button.addEventListener("click", () => { dropped = button.value === "drop"; ask({ do: button.value, n: entry.n }); });
    return item;
  };

  const show = ({ entries, login }) => {
    const here = entries.filter((entry) => (words.owner ? entry.owner === words.owner && !entry.path.startsWith("/h/") : entry.path === location.pathname));
    const late = here.filter((entry) => !entry.refused), refused = here.filter((entry) => entry.refused);
    sent = !late.length && !refused.length && (sent || waiting > 0) && !dropped;
    [waiting, dropped] = [late.length + refused.length, false];
    mark(late);
    const kept = document.documentElement.dataset.kept;
    const lines = [];
    if (kept) lines.push(fill(navigator.onLine ? words.old : words.kept, { at: time(Date.parse(kept)) }));
    if (late.length) lines.push(fill(login ? words.login : words.waiting, { n: late.length }));
    if (sent) lines.push(words.sent);
    if (refused.length) lines.push(words.look);
    bar.querySelector("[data-line]").textContent = lines.join(" ");
    bar.querySelector("[data-again]").hidden = !(kept || sent);
    bar.querySelector("[data-login]").hidden = !(login && late.length);
    bar.querySelector("ul").replaceChildren(...refused.map(refused_item));
    bar.hidden = !lines.length;
    bar.classList.toggle("bad", refused.length > 0);
  };

  const shrink = async (input) => {
    const file = input.files[0];
    if (!file || file.size < 300_000) return;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const by = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * by, height: picture.height * by });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (!small || small.size >= file.size) return;
    const bag = new DataTransfer();
    bag.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
    input.files = bag.files;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input[type=file][accept^=image]")) shrink(event.target).catch(() => {});
  });

  // The name under which a sending waits.
  document.addEventListener("submit", (event) => {
    const form = event.target, name = form.dataset.queue;
    if (name === undefined) return;
    form.querySelector("[name=queued_as]")?.remove();
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "queued_as", value: name }));
  });
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.parameters.queued_as = event.detail.elt.getAttribute("aria-label") || "";
  });

  const list_kept = async () => {
    const list = document.querySelector("[data-kept-pages]");
    if (!list) return;
    const cache = await caches.open("pages");
    for (const request of await cache.keys()) {
      const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("a"), { href: request.url, textContent: page.title }));
      list.append(item);
    }
  };

  navigator.serviceWorker.addEventListener("message", (event) => show(event.data));
  navigator.serviceWorker.startMessages();
  addEventListener("online", hello);
  addEventListener("offline", hello);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) hello(); });
  setInterval(() => { if (waiting) hello(); }, 20_000);
  navigator.serviceWorker.register("/sw.js").then(async () => {
    await hello();
    const urls = $$("a[data-keep], [data-keep] a").map((link) => link.href).slice(0, 200);
    await ask({ do: "keep", urls: [location.href.split("#")[0], ...urls] });
    await list_kept();
  }).catch(() => {});
})();
