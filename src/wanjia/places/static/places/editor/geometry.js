// Metres on the flat ground around a place; places are [lat, lon].

const METRES_A_DEGREE = 111320;

export const ground = (at) => {
  const east = METRES_A_DEGREE * Math.cos((at[0] * Math.PI) / 180);
  return {
    toMetres: ([lat, lon]) => [(lon - at[1]) * east, (lat - at[0]) * METRES_A_DEGREE],
    toPlace: ([x, y]) => [at[0] + y / METRES_A_DEGREE, at[1] + x / east],
  };
};
export const apart = (a, b) => Math.hypot(...ground(a).toMetres(b));
export const footOn = (at, a, b) => {
  const flat = ground(at), [ax, ay] = flat.toMetres(a), [bx, by] = flat.toMetres(b);
  const [dx, dy] = [bx - ax, by - ay], length = dx * dx + dy * dy;
  const along = length ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length)) : 0;
  return flat.toPlace([ax + along * dx, ay + along * dy]);
};
export const round = (at) => at.map((value) => Number(value.toFixed(7)));
