// A phone without network: pages of the door list and of a household open again, and what is sent
// from them waits here and arrives once, in order. `VERSION` and `SHELL` come from the server.
"use strict";
const SHELL_CACHE = "shell-" + VERSION, PAGES = "pages";
const KEPT_PAGE = /^\/(rounds\/[0-9a-f-]+\/doors\/|h\/[^/]+\/$|$)/;
const QUEUED = /^\/(rounds\/[0-9a-f-]+\/doors\/|h\/[^/]+\/$)/;
const SIGNED_OUT = /^\/(login|accounts)\//;
const LATE = "X-Wanjia-Late";
const CUT = [502, 503, 504, 507];
const PATIENCE = 20_000; // ms until a line that says nothing counts as cut; three times for a photo
const patience = (entry) => (entry.fields.some(([, value]) => typeof value !== "string") ? 3 : 1) * PATIENCE;
const FRESH = 600_000; // ms for which a page fetched ahead is not fetched again

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(start()));
async function start() {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL_CACHE) await caches.delete(name);
  await self.clients.claim();
}
self.addEventListener("sync", (event) => event.waitUntil(flush()));

// --- the queue, on disk ---

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("wanjia", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "n", autoIncrement: true });
      asked.result.createObjectStore("facts");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
async function store(name, mode, act) {
  const db = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(name, mode, { durability: "strict" });
      const asked = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}
const all = () => store("queue", "readonly", (rows) => rows.getAll());
const put = (entry) => store("queue", "readwrite", (rows) => rows.put(entry));
const drop = (n) => store("queue", "readwrite", (rows) => rows.delete(n));
const fact = (key) => store("facts", "readonly", (rows) => rows.get(key));
const note = (key, value) => store("facts", "readwrite", (rows) => rows.put(value, key));

const household = (path) => path.startsWith("/h/");
const mine = (entry, owner) => household(entry.path) || entry.owner === owner;

// --- sending ---

function body(entry, token) {
  const fields = entry.fields.map(([name, value]) => [name, name === "csrfmiddlewaretoken" ? token || "" : value]);
  const files = fields.some(([, value]) => typeof value !== "string");
  const data = files ? new FormData() : new URLSearchParams();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}
async function send(entry) {
  const token = household(entry.path) ? "" : await fact("token");
  const headers = { [LATE]: String(Math.max(0, Math.round((Date.now() - entry.at) / 1000))) };
  if (token) headers["X-CSRFToken"] = token;
  const signal = AbortSignal.timeout(patience(entry));
  return fetch(entry.path, { method: "POST", body: body(entry, token), headers, credentials: "same-origin", signal });
}

// What became of a late sending: "sent", "wait" (no network, or sign in first), "refused".
async function settle(entry) {
  let answer;
  try { answer = await send(entry); } catch { return "wait"; }
  const stale = SIGNED_OUT.test(new URL(answer.url).pathname) || answer.headers.has("X-Wanjia-Stale");
  if (stale) { await note("login", true); return "wait"; }
  if (answer.status >= 500 || answer.status === 429) return "wait";
  if (answer.ok) { await drop(entry.n); return "sent"; }
  await put({ ...entry, refused: answer.status, said: (await answer.text()).slice(0, 200_000) });
  return "refused";
}

// One at a time, whoever asks.
const in_turn = (act) => navigator.locks.request("queue", act);

// In order: after a "wait" nothing overtakes.
async function flush_now() {
  const owner = await fact("owner");
  for (const entry of await all()) {
    if (entry.refused || !mine(entry, owner)) continue;
    if (await settle(entry) === "wait") break;
    await tell();
  }
  await tell();
}
const flush = () => in_turn(flush_now);

async function tell() {
  const [entries, login] = [await all(), await fact("login")];
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) page.postMessage({ entries, login });
}

async function taken(request) {
  const form = await request.formData();
  const fields = [...form.entries()].filter(([, value]) => typeof value === "string" || value.size);
  const named = fields.find(([name]) => name === "queued_as");
  const url = new URL(request.url);
  return { path: url.pathname, owner: await fact("owner"), at: Date.now(), what: named ? named[1] : "", fields };
}

// It is on disk before it is sent: a phone that dies on the way has lost nothing.
async function post(event) {
  const request = event.request;
  let entry;
  try { entry = await taken(request.clone()); } catch { return fetch(request); }
  return in_turn(async () => {
    const waiting = (await all()).some((one) => !one.refused && mine(one, entry.owner));
    entry.n = await put(entry);
    try {
      if (waiting) return await after_the_others(request, entry);
      const answer = await fetch(request, { signal: AbortSignal.timeout(patience(entry)) });
      if (CUT.includes(answer.status)) throw new Error("the way to the server is cut");
      await drop(entry.n);
      return answer;
    } catch {
      self.registration.sync?.register("queue").catch(() => {});
      await tell();
      return away(request, entry, "kept");
    }
  });
}
async function after_the_others(request, entry) {
  await flush_now();
  if ((await all()).some((one) => one.n === entry.n && !one.refused)) throw new Error("still waiting");
  return away(request, entry, "sent");
}

// Back to where it was sent from: a page, or for a part of a page nothing to put in its place.
function away(request, entry, how) {
  if (request.mode !== "navigate") return new Response("", { status: 202, headers: { "HX-Reswap": "none", "X-Wanjia-Queue": how } });
  const door = entry.path.match(/^(\/rounds\/[0-9a-f-]+\/doors\/)/);
  const stairwell = entry.fields.find(([name]) => name === "stairwell");
  const list = door ? door[1] + (stairwell ? "?stairwell=" + stairwell[1] : "") : entry.path;
  return Response.redirect(list + (household(entry.path) ? "#queue" : ""), 303);
}

// --- pages ---

let era = 0; // whoever signs out ends one: what was still on its way then is not kept

async function page(event) {
  const begun = era;
  const request = event.request, path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (CUT.includes(answer.status)) throw new Error("the way to the server is cut");
    if (answer.ok && KEPT_PAGE.test(path)) event.waitUntil(keep(request.url, answer.clone(), begun));
    return answer;
  } catch {
    return (await kept(request.url)) || (await caches.match("/offline/"));
  }
}
// What is kept says since when, so that nobody takes it for what is true now.
async function keep(url, answer, begun) {
  const clean = new URL(url);
  if (household(clean.pathname)) clean.search = "";
  clean.hash = "";
  const words = (await answer.text()).replace("<html ", `<html data-kept="${new Date().toISOString()}" `);
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-Kept": String(Date.now()) };
  for (const name of ["Content-Security-Policy", "Referrer-Policy"]) {
    const value = answer.headers.get(name);
    if (value) headers[name] = value;
  }
  const cache = await caches.open(PAGES);
  if (begun === era) await cache.put(clean.href, new Response(words, { headers }));
}
async function kept(url) {
  const cache = await caches.open(PAGES);
  return (await cache.match(url)) || (await cache.match(url, { ignoreSearch: true }));
}
async function asset(request) {
  return (await caches.match(request, { cacheName: SHELL_CACHE })) || fetch(request);
}
async function forget() {
  era += 1;
  const cache = await caches.open(PAGES);
  for (const one of await cache.keys()) if (!household(new URL(one.url).pathname)) await cache.delete(one);
}
async function signed_out(request) {
  await forget();
  return fetch(request);
}

self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/logout/") event.respondWith(signed_out(request));
  else if (request.method === "POST" && QUEUED.test(url.pathname)) event.respondWith(post(event));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

// --- what a page asks ---

const asked = {
  async hello({ owner, token }) {
    if (owner) {
      if ((await fact("owner")) !== owner) await forget();
      await note("owner", owner);
      await note("token", token);
      await note("login", false);
    }
    await tell();
    await flush();
  },
  async again({ n }) {
    const entry = (await all()).find((one) => one.n === n);
    if (!entry) return;
    const fields = [...entry.fields.filter(([name]) => name !== "despite"), ["despite", "1"]];
    await put({ ...entry, fields, refused: 0, said: "" });
    await flush();
  },
  async drop({ n }) { await drop(n); await tell(); },
  async keep({ urls }) {
    const begun = era;
    for (const url of urls) {
      const before = await (await caches.open(PAGES)).match(url);
      if (before && Date.now() - before.headers.get("X-Kept") < FRESH) continue;
      if (begun !== era) return;
      try {
        const answer = await fetch(url, { credentials: "same-origin" });
        if (answer.ok && !answer.redirected) await keep(answer.url, answer, begun);
      } catch { return; }
    }
  },
};
self.addEventListener("message", (event) => {
  const act = asked[event.data?.do];
  if (act) event.waitUntil(act(event.data));
});
