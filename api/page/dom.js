// Building the page from values. Text goes in as text and never as markup.

export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// "2026-02-18" or a time in UTC as "18 February 2026"; a missing day is said to be missing.
export function day(text) {
  return text ? dayFormat.format(new Date(text)) : "undated";
}

export function provenance(about) {
  return [about.publisher, day(about.published), about.page && `page ${about.page}`].filter(Boolean).join(" · ");
}

// A link to the source, or nothing for an address a browser should not open.
export function sourceLink(url) {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return null;
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", className: "source" }, `${hostname} ↗`);
}

// The text before, in and behind a span. Spans count code points and a JavaScript string UTF-16 units: an array of its
// characters agrees with them.
export function cut(text, { start, end }) {
  const characters = Array.from(text);
  return [characters.slice(0, start), characters.slice(start, end), characters.slice(end)].map((piece) => piece.join(""));
}
