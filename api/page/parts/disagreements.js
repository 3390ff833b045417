// What sources disagree on: each side beside the others, with who says it and when.

import { element, words } from "./dom.js";
import { counted, named, provenance } from "./format.js";
import { marked } from "./quotes.js";

// point(marker): the marker of a citation.
export function disagreements(found, citations, point) {
  const disputes = found.map((dispute) =>
    element(
      "div",
      { className: "dispute" },
      element("h4", { dir: "auto" }, dispute.about),
      element("ul", { className: "values" }, ...dispute.values.map((side) => sideOf(side, citations, point))),
      dispute.explanation ? element("p", { className: "explanation", dir: "auto" }, dispute.explanation) : null,
    ),
  );
  return element("section", { className: "disagreements" }, element("h3", {}, "Sources disagree"), ...disputes);
}

function sideOf(side, citations, point) {
  const sources = side.citations.map((marker) => citations.get(marker));
  const newest = side.newest ? element("span", { className: "tag" }, "newest") : null;
  return element(
    "li",
    {},
    element("p", { className: "value" }, ...marked([words(side.value)], side.citations.map(point))),
    element("p", { className: "carried" }, counted(side.sources, "source"), newest),
    ...sources.map((source) => element("p", { className: "meta" }, words(told(source)))),
  );
}

const told = (citation) => provenance({ ...citation, publisher: citation.publisher || named(citation) });
