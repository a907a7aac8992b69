// A phone without network: pages of the door list and of a household open again, and what waits on
// its disk is sent even after the page was closed. `VERSION`, `SHELL` and the queue come from the server.
"use strict";
const SHELL_CACHE = "shell-" + VERSION, PAGES = "pages";
const KEPT_PAGE = /^\/(rounds\/[0-9a-f-]+\/doors\/|h\/[^/]+\/$|$)/;
const CUT = [502, 503, 504, 507];
const PATIENCE = 20_000; // ms until a line that says nothing counts as cut
const SOONER = 4_000; // … where the page is kept
const FRESH = 600_000; // ms for which a page fetched ahead is not fetched again

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(start()));
async function start() {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL_CACHE) await caches.delete(name);
  await self.clients.claim();
}
self.addEventListener("sync", (event) => event.waitUntil(Queue.pump()));

// --- pages ---

let era = 0; // whoever signs out ends one: what was still on its way then is not kept

async function page(event) {
  const begun = era;
  const request = event.request, path = new URL(request.url).pathname;
  try {
    const answer = await in_time(request, (await kept(request.url)) ? SOONER : PATIENCE);
    if (CUT.includes(answer.status)) throw new Error("the way to the server is cut");
    if (answer.ok && KEPT_PAGE.test(path)) event.waitUntil(keep(request.url, answer.clone(), begun));
    return answer;
  } catch {
    return (await kept(request.url)) || (await caches.match("/offline/"));
  }
}
// Only until it begins to answer: what comes slowly still comes.
async function in_time(request, patience) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), patience);
  try { return await fetch(request, { signal: control.signal }); } finally { clearTimeout(timer); }
}
// What is kept says since when, so that nobody takes it for what is true now.
async function keep(url, answer, begun) {
  const clean = new URL(url);
  if (Queue.household(clean.pathname)) clean.search = "";
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
  for (const one of await cache.keys()) if (!Queue.household(new URL(one.url).pathname)) await cache.delete(one);
}
async function signed_out(request) {
  await forget();
  await Queue.forget();
  return fetch(request);
}

self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/logout/") event.respondWith(signed_out(request));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

// --- what a page asks ---

const asked = {
  // Another officer: what was kept of the one before is not shown to them.
  async owner() { await forget(); },
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
