// Choosing a part, and bending its line.
import { round } from "./geometry.js";
import { LINES } from "./looks.js";

export const choosing = {
  select(id, look = false) {
    this.selected = id;
    this.highlight();
    this.showPanel();
    const part = this.find(id);
    if (part) this.tell(this.nameOf(part));
    if (look && part?.points.length) this.map.setView(L.latLngBounds(part.points).getCenter(), Math.max(this.map.getZoom(), 18), { animate: false });
  },

  highlight() {
    for (const [id, layer] of this.layers) {
      const on = id === this.selected || id === this.first;
      const bad = this.findings.some((finding) => finding.part === id && finding.blocks);
      const element = layer.getElement?.();
      element?.classList.toggle("is-on", on);
      element?.classList.toggle("is-bad", bad);
      const part = this.find(id);
      if (!LINES[part?.what]) continue;
      layer.setStyle({ ...LINES[part.what], ...(bad ? { color: "#a80f68" } : {}), ...(on ? { color: "#d2560a" } : {}) });
      if (layer.pm && part.what !== "shared") this.bend(layer, part, on);
    }
  },

  bend(layer, part, on) {
    if (!on || this.tool !== "select") return void layer.pm.disable();
    if (layer.pm.enabled()) return;
    layer.pm.enable({ snappable: true, snapDistance: 14, allowSelfIntersection: true });
    const settle = () => {
      const flat = layer.getLatLngs();
      const points = (Array.isArray(flat[0]) ? flat[0] : flat).map(({ lat, lng }) => round([lat, lng]));
      this.change(() => {
        const there = this.find(part.id);
        if (!points.length) this.parts = this.parts.filter((other) => other !== there);
        else there.points = points;
      });
    };
    layer.on("pm:markerdragend pm:vertexremoved", settle);
  },
};
