// A reply as the page shows it, piece by piece as it comes: statements with their markers, the citations, and at last
// the whole: what sources disagree on and what is missing, or why there is no answer and the nearest passages.

import { citationList } from "./citations.js";
import { disagreements } from "./disagreements.js";
import { cut, element } from "./dom.js";
import { day } from "./format.js";
import { marked } from "./quotes.js";

export class ReplyView {
  // quotes: makes the markers and opens articles.
  constructor(quotes) {
    this.quotes = quotes;
    this.citations = new Map();
    this.statements = [];
    this.text = element("p", { className: "answer", dir: "auto" });
    this.parts = element("div", { className: "reply-parts" });
    this.sources = element("div", { className: "sources" });
    this.node = element("div", { className: "reply" }, this.text, this.parts, this.sources);
  }

  statement(said) {
    this.statements.push(said);
    this.text.append(this.#written(said));
  }

  cited(citations, heading = "Sources") {
    this.citations = new Map(citations.map((citation) => [citation.marker, citation]));
    this.text.replaceChildren(...this.statements.map((said) => this.#written(said)));
    this.sources.replaceChildren(...citationList(heading, citations, this.quotes));
  }

  answered(reply) {
    if (reply.status === "answered") {
      if (!this.statements.length) reply.statements.forEach((said) => this.statement(said));
      if (!this.citations.size) this.cited(reply.citations);
    } else {
      this.cited(reply.nearest, "Nearest, but not an answer");
      this.text.textContent = reply.text;
      this.text.classList.add("abstained");
      this.node.prepend(element("h3", { className: "no-answer" }, "No answer"));
    }
    this.parts.replaceChildren(...[...this.#parts(reply)].filter(Boolean));
  }

  *#parts(reply) {
    if (reply.status !== "answered") {
      yield element("p", { className: "hint" }, "An answer is only given where a passage of an article proves it.");
    }
    // Of which day it is stands where it cannot be overlooked: the question's own words may have set it.
    if (reply.as_of)
      yield element("p", { className: "meta" }, `As of ${day(reply.as_of)}: nothing published later was read.`);
    if (reply.missing.length)
      yield element("p", { className: "missing" }, `No answer found for: ${reply.missing.join("; ")}`);
    if (reply.note) yield element("p", { className: "notice" }, reply.note);
    if (reply.disagreements.length)
      yield disagreements(reply.disagreements, this.citations, (marker) => this.#marker(marker));
  }

  #written(said) {
    const markers = said.citations.map((marker) => this.#marker(marker));
    return element("span", { className: "statement" }, ...marked(emphasised(said), markers), " ");
  }

  // Until its citation is there, a marker is only a number.
  #marker(number) {
    const citation = this.citations.get(number);
    return citation ? this.quotes.markerOf(citation) : element("span", { className: "marker" }, `${number}`);
  }
}

function emphasised({ text, emphasis }) {
  if (!emphasis) return [text];
  const [before, phrase, behind] = cut(text, emphasis);
  return [before, element("strong", {}, phrase), behind];
}
