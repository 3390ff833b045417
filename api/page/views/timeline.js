// What happened when, or what changed since a day: drawn on a line of time, and told line by line.

import { element, field, words } from "../parts/dom.js";
import { Filters } from "../parts/filters.js";
import { counted, day, period, today } from "../parts/format.js";
import { announce, nothing, Trouble, waiting } from "../parts/notices.js";
import { marked } from "../parts/quotes.js";
import * as server from "../parts/server.js";
import { strip } from "../parts/strip.js";

const LINES = 100;

export class TimelineView {
  constructor({ quotes, corpus, go }) {
    this.quotes = quotes;
    this.go = go;
    this.trouble = new Trouble();
    this.filters = new Filters(corpus);
    this.query = element("input", {
      type: "search",
      required: true,
      maxLength: 4000,
      placeholder: "Northwind Cable",
      autocomplete: "off",
    });
    this.since = element("input", { type: "date", max: today() });
    this.found = element("div", { className: "found" });
    this.form = element(
      "form",
      { className: "asking" },
      field("What about", this.query),
      field("What changed since", this.since, "Empty: all that happened."),
      element("button", { type: "submit", className: "primary" }, "Show"),
      this.filters.node,
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go("timeline", { query: this.query.value.trim(), since: this.since.value, ...this.filters.value });
    });
    const heading = element("h1", { tabIndex: -1 }, "Timeline");
    const lead = element(
      "p",
      { className: "lead" },
      "What happened when, in the words of the articles. With a day, only what came after it.",
    );
    this.node = element("section", { className: "view" }, heading, lead, this.form, this.trouble.node, this.found);
  }

  // params: query, since, and those of the filters.
  async enter(params) {
    this.query.value = params.get("query") ?? "";
    this.since.value = params.get("since") ?? "";
    this.filters.read(params);
    this.asking?.abort();
    this.found.replaceChildren();
    if (this.query.value) await this.#show(params);
  }

  async #show(params) {
    const mine = (this.asking = new AbortController());
    const { collections: collection, ...rest } = this.filters.value;
    const wanted = { query: this.query.value, since: this.since.value, collection, ...rest, limit: LINES };
    this.found.replaceChildren(waiting("Reading the articles …"));
    const told = await this.trouble.during(
      () => server.timeline(wanted, mine.signal),
      () => this.enter(params),
    );
    if (mine !== this.asking) return;
    this.found.replaceChildren(...(told ? this.#drawn(told) : []));
    if (told) announce(`${counted(told.lines.length, "line")}.`);
  }

  #drawn({ lines, citations, since, as_of, note }) {
    const about = [since ? `What changed since ${day(since)}` : "What happened", as_of && `as of ${day(as_of)}`];
    const heading = element("h2", {}, about.filter(Boolean).join(", "));
    if (!lines.length)
      return [
        heading,
        nothing(
          since
            ? "Nothing that was published since says anything about this."
            : "No article tells of this. Try other words.",
        ),
      ];
    const cited = new Map(citations.map((citation) => [citation.marker, citation]));
    const point = (marker) => this.quotes.markerOf(cited.get(marker));
    const items = lines.map((line, at) => lineOf(line, lines[at - 1], point));
    return [
      heading,
      note ? element("p", { className: "notice" }, note) : "",
      strip(lines.map((line) => line.day).filter(Boolean)) ?? "",
      element("ol", { className: "timeline" }, ...items),
    ];
  }
}

function lineOf(line, previous, point) {
  const again = previous && dated(previous) === dated(line) && previous.published === line.published;
  const when = element("span", { className: again ? "unseen" : "" }, dated(line), told(line));
  return element(
    "li",
    { className: again ? "again" : "" },
    element("p", { className: "when" }, when),
    element(
      "div",
      { className: "what" },
      element("p", { dir: "auto" }, ...marked([line.statement], line.citations.map(point))),
      ...line.before.map((one) => changed(one, point)),
    ),
  );
}

// The date that the text gives, as precisely as it gives it; else that of the publication.
function dated({ about, published }) {
  return about || published ? period(about ?? published) : "Undated";
}

function told({ about, published }) {
  if (!published) return null;
  return element("span", { className: "meta" }, about ? ` told ${day(published)}` : " published");
}

function changed({ value, before, citation }, point) {
  const was = [words(value), element("span", { className: "meta" }, " was "), element("s", {}, words(before))];
  return element("p", { className: "before" }, ...marked(was, [point(citation)]));
}
