// What is done to numbers, and no more: the browser does no mathematics.

export const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

export const between = (least, value, most) => Math.min(Math.max(value, least), most);

// which of the places is nearest to a value
export function nearestOf(places, value) {
  const far = (k) => Math.abs(places[k] - value);
  return places.reduce((best, _, k) => (far(k) < far(best) ? k : best), 0);
}
