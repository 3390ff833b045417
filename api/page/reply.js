// A reply as the page shows it: the answer with its markers, what sources disagree on, and the citations. Or why there
// is none, and the nearest passages.

import { cut, day, element, provenance, sourceLink } from "./dom.js";

const MAX_OUTLETS = 5;
const NARROW = "\u202f"; // a space on which no line breaks: a marker stays with its statement

// open(citation, opener): show the stored article at the citation; opener gets the focus back.
export function renderReply(reply, open) {
  const shown = reply.status === "answered" ? reply.citations : reply.nearest;
  const citations = new Map(shown.map((citation) => [citation.marker, citation]));
  const choose = (marker) => cards.forEach((one, other) => one.classList.toggle("current", other === marker));
  const openChosen = (citation, opener) => (choose(citation.marker), open(citation, opener));
  const cards = new Map(shown.map((citation) => [citation.marker, card(citation, openChosen)]));
  const point = (marker) => markerButton(citations.get(marker), cards.get(marker), choose);
  const parts = reply.status === "answered" ? answered(reply, point) : abstained(reply);
  if (reply.missing.length) parts.push(missing(reply.missing));
  if (reply.note) parts.push(element("p", { className: "notice" }, reply.note));
  if (reply.disagreements.length) parts.push(disagreements(reply.disagreements, citations, point));
  if (cards.size) {
    const told = reply.status === "answered" ? "Citations" : "Nearest, but not an answer";
    parts.push(element("h2", {}, told), element("ol", { className: "citations" }, ...cards.values()));
  }
  parts.push(element("p", { className: "meta" }, `${reply.answerer} · ${reply.elapsed_ms} ms`));
  return parts;
}

function answered(reply, point) {
  const statements = reply.statements.map((statement) =>
    element("span", { className: "statement" }, ...emphasised(statement), NARROW, ...statement.citations.map(point), " "),
  );
  return [heading("Answer", reply), element("p", { className: "answer" }, ...statements)];
}

// Of which day it is stands where it cannot be overlooked: the question's own words may have set it.
function heading(text, { as_of }) {
  return element("h2", {}, as_of ? `${text} · as of ${day(as_of)}` : text);
}

function emphasised({ text, emphasis }) {
  if (!emphasis) return [text];
  const [before, phrase, behind] = cut(text, emphasis);
  return [before, element("strong", {}, phrase), behind];
}

function abstained(reply) {
  return [
    heading("No answer", reply),
    element("p", { className: "answer abstained" }, reply.text),
    element("p", { className: "hint" }, "An answer is only given where a passage of an article proves it."),
  ];
}

function missing(asked) {
  return element("p", { className: "missing" }, `No answer found for: ${asked.join("; ")}`);
}

function markerButton(citation, target, choose) {
  const marker = element("button", { type: "button", className: "marker" }, `[${citation.marker}]`);
  marker.setAttribute("aria-label", `Citation ${citation.marker}: ${named(citation)}`);
  marker.addEventListener("click", () => {
    choose(citation.marker);
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  });
  return marker;
}

function card(citation, open) {
  const button = element("button", { type: "button", className: "show" }, "Show in article");
  button.setAttribute("aria-label", `Show in article: citation ${citation.marker}`);
  const item = element(
    "li",
    { className: "card", id: `citation-${citation.marker}`, tabIndex: -1 },
    element("p", { className: "card-head" }, element("span", { className: "number" }, `${citation.marker}`), named(citation)),
    element("p", { className: "meta" }, provenance(citation)),
    citation.also_in.length ? element("p", { className: "meta" }, alsoIn(citation.also_in)) : null,
    element("blockquote", {}, citation.quote),
    element("p", { className: "card-foot" }, button, sourceLink(citation.url)),
  );
  item.addEventListener("click", (event) => {
    const selecting = String(getSelection()) !== "";
    if (event.target === button || !(selecting || event.target.closest("a"))) open(citation, button);
  });
  return item;
}

function disagreements(found, citations, point) {
  const sides = (dispute) =>
    dispute.values.map((side) =>
      element(
        "li",
        {},
        element("p", { className: "value" }, side.value, NARROW, ...side.citations.map(point)),
        element("p", { className: "carried" }, carriedBy(side), side.newest ? element("span", { className: "newest-mark" }, "newest") : null),
        ...side.citations.map((marker) => element("p", { className: "meta" }, sideOf(citations.get(marker)))),
      ),
    );
  const disputes = found.map((dispute) =>
    element(
      "div",
      { className: "dispute" },
      element("h3", {}, dispute.about),
      element("ul", { className: "values" }, ...sides(dispute)),
      dispute.explanation ? element("p", { className: "explanation" }, dispute.explanation) : null,
    ),
  );
  return element("section", { className: "disagreements" }, element("h2", {}, "Sources disagree"), ...disputes);
}

const carriedBy = ({ sources }) => (sources === 1 ? "1 source" : `${sources} sources`);

// Where else the story stands: its copies count as one source.
function alsoIn(others) {
  const names = [...new Set(others.map((other) => other.publisher || other.title || other.article_id))];
  const more = names.length > MAX_OUTLETS ? ` and ${names.length - MAX_OUTLETS} more` : "";
  return `also in ${names.slice(0, MAX_OUTLETS).join(", ")}${more}`;
}

const named = (citation) => citation.title || citation.article_id;

const sideOf = (citation) => provenance({ ...citation, publisher: citation.publisher || named(citation) });
