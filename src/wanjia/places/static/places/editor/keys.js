// The keyboard.

export const keys = {
  pressed(event) {
    const typing = event.target.closest("input, textarea, select");
    const command = event.ctrlKey || event.metaKey;
    if (typing || event.altKey) return;
    const act = command ? this.commanded(event) : this.keyed(event);
    if (act) { event.preventDefault(); act(); }
  },

  commanded({ key, shiftKey }) {
    const letter = key.toLowerCase();
    if (letter === "z") return shiftKey ? () => this.redo() : () => this.undo();
    if (letter === "y") return () => this.redo();
    if (letter === "d" && this.selected) return () => this.copy();
    return null;
  },

  keyed({ key, shiftKey, target }) {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const inside = target === document.body || this.root.contains(target);
    if (!inside) return null;
    if (key === "Escape") return () => { this.choose("select"); this.select(null); };
    if (["Delete", "Backspace"].includes(key) && this.selected) return () => this.remove();
    if (arrows[key] && this.selected) return () => this.nudge(...arrows[key], shiftKey ? 5 : 0.5);
    if (arrows[key] && target === this.box) return () => this.map.panBy([arrows[key][0] * 80, -arrows[key][1] * 80], { animate: false });
    if (target === this.box && ["+", "-"].includes(key)) return () => this.map.setZoom(this.map.getZoom() + (key === "+" ? 0.5 : -0.5));
    if (target === this.box && key === "Enter") return () => this.entered();
    const tools = [...this.root.querySelectorAll("button[data-tool]")];
    const tool = /^[1-8]$/.test(key) ? tools[Number(key) - 1] : null;
    return tool ? () => tool.click() : null;
  },

  // By keyboard a point is put at the middle of the map, and a line's corners one after another.
  entered() {
    const middle = this.map.getCenter();
    const shape = this.map.pm.Draw.getActiveShape();
    if (shape) this.map.pm.Draw[shape]._createVertex({ latlng: middle });
    else this.tapped(middle);
    this.showDrawing();
  },
};
