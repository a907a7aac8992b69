// Traces an estate's map: what is drawn is a list of parts; Leaflet-Geoman draws and bends lines.
import { changes } from "./changes.js";
import { choosing } from "./choosing.js";
import { drawing } from "./drawing.js";
import { keeping } from "./keeping.js";
import { keys } from "./keys.js";
import { panel } from "./panel.js";
import { picture } from "./picture.js";
import { tools } from "./tools.js";
import { readParts } from "./parts.js";

class Editor {
  constructor(root) {
    this.root = root;
    this.data = JSON.parse(document.getElementById("editor-data").textContent);
    this.words = JSON.parse(document.getElementById("editor-words").textContent);
    this.parts = readParts(this.data.drawing);
    this.picture = this.data.picture;
    this.findings = this.data.findings;
    this.hangs = this.data.hangs;
    this.revision = Number(root.dataset.revision);
    this.past = []; this.future = [];
    this.layers = new Map();
    this.tool = "select"; this.selected = null; this.first = null; this.next = null;
    this.openMap();
    this.listen();
    this.draw();
    this.fit();
    this.choose("select");
    root.dataset.ready = "";
  }

  $(name) { return this.root.querySelector(`[data-${name}]`); }

  openMap() {
    this.box = this.$("canvas");
    this.map = L.map(this.box, {
      attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 13, maxZoom: 23,
      fadeAnimation: false, zoomAnimation: false, keyboard: false, doubleClickZoom: false, zoomControl: false,
    });
    this.map.setView([31.06, 121.23], 17);
    L.control.zoom({ position: "bottomright", zoomInTitle: this.words.zoomIn, zoomOutTitle: this.words.zoomOut }).addTo(this.map);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this.map);
    this.below = this.map.createPane("picture");
    this.below.style.zIndex = 150;
    this.group = L.layerGroup().addTo(this.map);
    this.map.pm.setLang("zh");
    this.map.pm.setGlobalOptions({ snappable: true, snapDistance: 14, allowSelfIntersection: true, continueDrawing: false, tooltips: false, markerStyle: {}, templineStyle: { color: "#a80f68", weight: 3 }, hintlineStyle: { color: "#a80f68", weight: 2, dashArray: "5 5" } });
    this.map.on("pm:create", ({ layer }) => { layer.remove(); this.finishLine(layer); });
    this.map.on("pm:drawend", () => this.showDrawing());
    this.map.on("click", (event) => this.tapped(event.latlng));
    this.map.on("pm:drawstart", ({ workingLayer }) => workingLayer?.on("pm:vertexadded", () => this.showDrawing()));
    this.map.on("zoomend", () => this.rescale());
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(this.box);
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-tool], button[data-do], button[data-part], button[data-door]");
      if (!button || button.type === "submit") return;
      if (button.dataset.tool) this.choose(button.dataset.tool);
      else if (button.dataset.do) this[button.dataset.do]?.();
      else if (button.dataset.part) { this.choose("select"); this.select(button.dataset.part, true); }
      else this.place(Number(button.dataset.door));
    });
    this.root.addEventListener("change", (event) => this.typed(event.target));
    this.root.addEventListener("input", (event) => {
      if (event.target.matches("[data-opacity]")) this.shade?.setOpacity(event.target.value / 100);
    });
    document.addEventListener("keydown", (event) => this.pressed(event));
    const save = this.$("save");
    save.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.keep();
      if (this.dirty || !this.revision) return;
      save.elements.revision.value = this.revision;
      save.submit();
    });
    addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
  }
}

Object.assign(Editor.prototype, drawing, changes, tools, picture, choosing, panel, keeping, keys);

const root = document.querySelector("[data-editor]");
if (root) root.editor = new Editor(root);
