// Draws the places of an area by their middles: no tiles, no other host. A place says its number.
(() => {
  "use strict";
  const text = (value) => Object.assign(document.createElement("i"), { textContent: value }).innerHTML;
  const CROWDED = 40; // pixels between two names
  let map, layer, fitted = "";

  const sentence = (one, words) => [
    one.name,
    one.overdue && words.overdue.replace("{n}", one.overdue),
    one.missing && words.missing.replace("{n}", one.missing),
    one.sealed && words.sealed.replace("{n}", one.sealed),
    one.silent && words.silent.replace("{n}", one.silent),
  ].filter(Boolean).join(" · ");

  const crowd = (box, points) => {
    const places = points.map((one) => map.latLngToLayerPoint(one.at));
    const near = places.some((a, i) => places.some((b, j) => i < j && a.distanceTo(b) < CROWDED));
    box.classList.toggle("crowded", near);
  };

  const draw = (box, points) => {
    const [overdue, missing, sealed, silent] = box.dataset.words.split("|");
    const words = { overdue, missing, sealed, silent };
    layer.clearLayers();
    for (const one of points) {
      const said = sentence(one, words);
      const html = `<a href="${text(one.url)}" aria-label="${text(said).replaceAll('"', "&quot;")}">${text(one.overdue)}</a><small aria-hidden="true">${text(one.name)}</small>`;
      const classes = ["map-place", one.overdue ? "urgent" : "", one.silent ? "silent" : ""].join(" ");
      const icon = L.divIcon({ className: classes, html, iconSize: null });
      const marker = L.marker(one.at, { icon, keyboard: false, riseOnHover: true, zIndexOffset: one.overdue ? 400 : 0 });
      marker.bindTooltip(text(said), { direction: "top", offset: [0, -14], className: "map-tip" }).addTo(layer);
    }
    crowd(box, points);
  };

  const open = () => {
    const box = document.getElementById("city-map");
    const source = document.getElementById("points");
    if (!box || !source) return;
    const points = JSON.parse(source.textContent);
    if (!points.length) return;
    box.hidden = false;
    if (!map) {
      map = L.map(box, { attributionControl: false, zoomSnap: 0.1, zoomDelta: 0.5, maxZoom: 18, zoomControl: true, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
      map.zoomControl.setPosition("bottomright");
      layer = L.layerGroup();
      new ResizeObserver(() => map.invalidateSize()).observe(box);
    }
    const shown = points.map((one) => one.url).sort().join();
    if (fitted !== shown) map.fitBounds(L.latLngBounds(points.map((one) => one.at)), { padding: [50, 50], maxZoom: 15, animate: false });
    if (!fitted) {
      layer.addTo(map);
      map.on("zoomend", () => crowd(box, JSON.parse(document.getElementById("points").textContent)));
    }
    fitted = shown;
    draw(box, points);
    box.dataset.ready = "";
  };

  document.addEventListener("DOMContentLoaded", open);
  document.addEventListener("htmx:afterSettle", open);
})();
