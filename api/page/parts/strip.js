// A line of time with a dot for each day that something happened on. The list beneath it says the same in words.

import { drawn } from "./dom.js";
import { day, dayNumber, dayText } from "./format.js";

const EDGE = 2; // per cent of the width, on either side
const AXIS = 26;
const TEXT = 50;
const STEP = 9; // between dots on top of each other
const NEAR = 1.2; // per cent: closer dots stand on top of each other
const MOST_HIGH = 2;
const MOST_TICKS = 6;
const MONTHS_UP_TO = 550; // days

// days: as "2026-02-18". Null for fewer than two different ones: there is nothing to draw.
export function strip(days) {
  const numbers = days.map(dayNumber).toSorted((a, b) => a - b);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (numbers.length < 2 || first === last) return null;
  const at = (number) => EDGE + ((number - first) / (last - first)) * (100 - 2 * EDGE);
  const dots = piled(numbers.map(at)).map(([x, height]) =>
    drawn("circle", { cx: `${x}%`, cy: AXIS - height * STEP, r: 5 }),
  );
  return drawn(
    "svg",
    { class: "strip", role: "img", "aria-label": `From ${day(dayText(first))} to ${day(dayText(last))}` },
    drawn("line", { x1: `${EDGE}%`, x2: `${100 - EDGE}%`, y1: AXIS, y2: AXIS }),
    ...ticks(first, last).map(({ number, text }) => tick(at(number), text)),
    ...dots,
  );
}

// The first days of the years or, within a year and a half, of the months; every second one where they are many.
function ticks(first, last) {
  const byMonth = last - first < MONTHS_UP_TO;
  const from = new Date(dayText(first));
  const found = [];
  for (let step = 0; ; step++) {
    const date = byMonth
      ? Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + step)
      : Date.UTC(from.getUTCFullYear() + step, 0);
    const number = dayNumber(new Date(date).toISOString());
    if (number > last) break;
    if (number >= first) found.push({ number, text: named(date, byMonth) });
  }
  const every = Math.ceil(found.length / MOST_TICKS);
  return found.filter((_, index) => index % every === 0);
}

function named(date, byMonth) {
  const options = byMonth ? { month: "short", year: "2-digit" } : { year: "numeric" };
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(date);
}

function tick(x, text) {
  const anchor = x < 8 ? "start" : x > 92 ? "end" : "middle";
  const mark = drawn("line", { x1: `${x}%`, x2: `${x}%`, y1: AXIS, y2: AXIS + 6 });
  return drawn("g", {}, mark, drawn("text", { x: `${x}%`, y: TEXT, "text-anchor": anchor }, text));
}

// Each with how many stand beneath it already.
function piled(places) {
  const found = [];
  for (const x of places) {
    const [lastX, height] = found.at(-1) ?? [-Infinity, 0];
    found.push(x - lastX < NEAR ? [lastX, Math.min(height + 1, MOST_HIGH)] : [x, 0]);
  }
  return found;
}
