// How the parts look on the map, and how one is moved by hand.
import { ground, round } from "./geometry.js";
import { BESIDE_BUTTONS, LINES, text } from "./looks.js";

export const drawing = {
  draw() {
    this.group.clearLayers();
    this.layers.clear();
    this.drawPicture();
    for (const what of ["estate", "building", "wall", "path", "shared", "stairwell", "gate"]) {
      for (const part of this.parts) if (part.what === what) this.drawPart(part);
    }
    this.drawLeaders();
    this.highlight();
    this.showPanel();
  },

  drawPart(part) {
    const layer = this.layerOf(part);
    if (!layer) return;
    layer.on("click", (event) => {
      if (this.tool === "shared" && part.what === "stairwell") this.joinDoor(part);
      else if (this.tool === "select") this.select(part.id);
      else if (layer instanceof L.Marker) this.tapped(event.latlng);
      else return;  // the map hears it too
      L.DomEvent.stop(event);
    });
    layer.addTo(this.group);
    this.layers.set(part.id, layer);
    if (LINES[part.what] && part.what !== "shared") {
      layer.getElement().addEventListener("pointerdown", (event) => this.drag(event, part, layer));
    }
  },

  layerOf(part) {
    const style = LINES[part.what];
    if (part.what === "stairwell" || part.what === "gate") {
      const door = part.what === "stairwell";
      const name = door ? (part.label || "?") : (part.name || "?");
      const icon = L.divIcon({ className: door ? "map-door can" : "map-gate can", html: `<span>${text(name)}</span>`, iconSize: null });
      const marker = L.marker(part.points[0], { icon, draggable: true, keyboard: false, pmIgnore: true, zIndexOffset: door ? 0 : 300, title: this.nameOf(part) });
      marker.on("dragstart", () => this.select(part.id));
      marker.on("dragend", () => this.movePoint(part.id, marker.getLatLng()));
      return marker;
    }
    if (part.what === "shared") {
      const ends = part.between.map((id) => this.find(id)?.points[0]);
      return ends.every(Boolean) ? L.polyline(ends, { ...style, pmIgnore: true }) : null;
    }
    const make = ["building", "estate"].includes(part.what) ? L.polygon : L.polyline;
    const layer = make(part.points, { ...style, interactive: part.what !== "estate" || this.tool === "select" });
    if (part.what === "building") layer.bindTooltip(text(part.label || "?"), { permanent: true, direction: "center", className: "map-bld" });
    return layer;
  },

  drawLeaders() {
    this.leaders?.remove();
    this.leaders = L.layerGroup().addTo(this.map);
    for (const part of this.parts) {
      const foot = this.hangs[part.id];
      if (foot && part.points[0]) {
        L.polyline([part.points[0], foot], { color: "#0b5a73", weight: 2, dashArray: "2 5", interactive: false, pmIgnore: true }).addTo(this.leaders);
      }
    }
  },

  fit() {
    const bounds = L.latLngBounds(this.parts.flatMap((part) => part.points));
    if (!bounds.isValid() && this.picture) this.pictureBounds().forEach((at) => bounds.extend(at));
    if (bounds.isValid()) this.map.fitBounds(bounds, BESIDE_BUTTONS);
  },

  // Doors are drawn smaller where they would cover each other.
  rescale() {
    const { lat } = this.map.getCenter();
    const metresPerPixel = (40075016.686 * Math.cos((lat * Math.PI) / 180)) / 2 ** (this.map.getZoom() + 8);
    this.box.classList.toggle("far", metresPerPixel > 0.7);
    this.box.classList.toggle("mid", metresPerPixel > 0.35 && metresPerPixel <= 0.7);
  },

  find(id) { return this.parts.find((part) => part.id === id); },

  nameOf(part) {
    const name = part.name || part.label || (part.what === "shared" ? part.between.map((id) => this.find(id)?.label).join("–") : "");
    return `${this.words[part.what]} ${name}`.trim();
  },

  // A building or a line that is chosen moves as a whole with whoever holds it.
  drag(event, part, layer) {
    if (this.tool !== "select" || this.selected !== part.id || event.button) return;
    const from = this.map.mouseEventToLatLng(event), flat = ground([from.lat, from.lng]);
    let moved = null;
    this.map.dragging.disable();
    const move = (later) => {
      const { lat, lng } = this.map.mouseEventToLatLng(later), [east, north] = flat.toMetres([lat, lng]);
      if (!moved && Math.hypot(east, north) < 0.5) return;
      layer.pm.disable();
      moved = part.points.map((at) => ground(at).toPlace([east, north]));
      layer.setLatLngs(moved);
    };
    const drop = () => {
      removeEventListener("pointermove", move);
      this.map.dragging.enable();
      if (moved) this.change(() => { this.find(part.id).points = moved.map(round); this.loosenAround(part); });
    };
    addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, drop, { once: true });
  },

  loosenAround(part) {
    if (part.what === "building") this.parts.forEach((other) => delete other.building);
  },
};
