// Values as people read them.

import { element, words } from "./dom.js";

const DAY_MS = 86_400_000;
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const momentFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const numberFormat = new Intl.NumberFormat("en-GB");

// "2026-02-18" or a time in UTC as "18 February 2026"; a missing day is said to be missing.
export function day(text) {
  return text ? dayFormat.format(new Date(text)) : "undated";
}

// A date as far as a text gives it: 2025-07-22, 2025-07, 2025-Q3, 2025-H1, 2025, FY2026; other forms stay as they are.
export function period(text) {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(text);
  if (/^\d{4}-\d{2}$/.test(text)) return monthFormat.format(new Date(text));
  const [, fiscal, year, part] = /^(FY)?(\d{4})(?:-([QH]\d))?$/.exec(text) ?? [];
  return year ? [part, fiscal, year].filter(Boolean).join(" ") : text;
}

export const number = (value) => numberFormat.format(value);
export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

// A moment in the reader's own time.
export function moment(text) {
  return element("time", { dateTime: text }, momentFormat.format(new Date(text)));
}

// Days are whole numbers on a slider, counted from 1970.
export const dayNumber = (text) => Math.floor(Date.parse(text) / DAY_MS);
export const dayText = (count) => new Date(count * DAY_MS).toISOString().slice(0, 10);

export function today() {
  const now = new Date();
  return dayText(dayNumber(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())).toISOString()));
}

// Who published it, when, and on which page it stands.
export function provenance(about) {
  return [about.publisher, day(about.published), about.page && `page ${about.page}`].filter(Boolean).join(" · ");
}

export const named = (about) => about.title || about.article_id || about.id;

// A link to the source, or nothing for an address a browser should not open.
export function sourceLink(url) {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return null;
  const link = { href: url, target: "_blank", rel: "noopener noreferrer nofollow", className: "source" };
  return element("a", link, words(hostname), " ↗", element("span", { className: "unseen" }, " (opens in a new tab)"));
}
