// What is drawn is a list of parts: { id, what, points: [[lat, lon], …], …properties }.

export const readParts = (drawing) => (drawing.features ?? []).map(({ id, geometry, properties }) => {
  const turn = ([lon, lat]) => [lat, lon];
  const at = geometry?.coordinates;
  const points = { Point: () => [turn(at)], LineString: () => at.map(turn), Polygon: () => at[0].slice(0, -1).map(turn) };
  return { id, ...properties, points: points[geometry?.type]?.() ?? [] };
});
export const writeParts = (parts) => ({
  type: "FeatureCollection",
  features: parts.map(({ id, points, ...properties }) => {
    const at = points.map(([lat, lon]) => [lon, lat]);
    const ring = ["building", "estate"].includes(properties.what);
    const geometry = !at.length ? null
      : ring ? { type: "Polygon", coordinates: [[...at, at[0]]] }
      : ["path", "wall"].includes(properties.what) ? { type: "LineString", coordinates: at }
      : { type: "Point", coordinates: at[0] };
    return { type: "Feature", id, geometry, properties };
  }),
});
