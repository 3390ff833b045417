// The citations of a reply, one card each.

import { button, element, words } from "./dom.js";
import { named, provenance, sourceLink } from "./format.js";

const MAX_OUTLETS = 5;

export function citationList(heading, citations, quotes) {
  if (!citations.length) return [];
  const cards = citations.map((citation) => card(citation, quotes));
  return [element("h3", {}, heading), element("ol", { className: "citations" }, ...cards)];
}

function card(citation, quotes) {
  const show = button("Show in article", null, { className: "show" });
  show.setAttribute("aria-label", `Show in article: citation ${citation.marker}`);
  const item = element(
    "li",
    { className: "card" },
    element(
      "p",
      { className: "card-head" },
      element("span", { className: "number" }, `${citation.marker}`),
      words(named(citation)),
    ),
    element("p", { className: "meta" }, words(provenance(citation))),
    citation.also_in.length ? element("p", { className: "meta" }, words(alsoIn(citation.also_in))) : null,
    element("blockquote", { dir: "auto" }, citation.quote),
    element("p", { className: "card-foot" }, show, sourceLink(citation.url)),
  );
  item.addEventListener("click", (event) => {
    const selecting = String(getSelection()) !== "";
    if (event.target === show || !(selecting || event.target.closest("a"))) quotes.open(citation, show);
  });
  return item;
}

// Where else the story stands: its copies count as one source.
function alsoIn(others) {
  const names = [...new Set(others.map((other) => other.publisher || named(other)))];
  const more = names.length > MAX_OUTLETS ? ` and ${names.length - MAX_OUTLETS} more` : "";
  return `also in ${names.slice(0, MAX_OUTLETS).join(", ")}${more}`;
}
