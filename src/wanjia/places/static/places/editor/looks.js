// Colours of the lines, distances and delays that the editor keeps to.

export const DOOR_SNAP = 5, GATE_SNAP = 6;   // metres to a building's side, to the wall
export const SAVE_AFTER = 900, AGAIN_AFTER = 5000, KEPT = 200;
export const BESIDE_BUTTONS = { paddingTopLeft: [24, 24], paddingBottomRight: [72, 36], animate: false };
export const DRAWN = { building: "Polygon", path: "Line", wall: "Line", estate: "Polygon" };
export const COPIED = ["building", "path", "wall"];
export const LINES = {
  estate: { color: "#505b69", weight: 4, dashArray: "1 7", lineCap: "round", fillColor: "#f7f3e8", fillOpacity: 0.25 },
  building: { color: "#6f6a58", weight: 2, fillColor: "#e6e0d0", fillOpacity: 0.7 },
  path: { color: "#0b5a73", weight: 6, opacity: 0.75 },
  wall: { color: "#505b69", weight: 4, dashArray: "1 7", lineCap: "round" },
  shared: { color: "#7a3f8f", weight: 4, dashArray: "8 6" },
};
export const text = (value) => Object.assign(document.createElement("i"), { textContent: value ?? "" }).innerHTML;
