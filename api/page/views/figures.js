// The deal sheet: every figure with what it measures and the sentence it stands in.

import { button, cut, element, field, words } from "../parts/dom.js";
import { Filters } from "../parts/filters.js";
import { counted, day, named, number } from "../parts/format.js";
import { announce, nothing, Trouble, waiting } from "../parts/notices.js";
import * as server from "../parts/server.js";

const KINDS = { money: "Money", percent: "Percentages", date: "Dates", count: "Counts" };
const SHOWN = 100;
const MOST = 5000; // as many as the server gives at once

export class FiguresView {
  constructor({ reader, corpus, go }) {
    this.reader = reader;
    this.go = go;
    this.trouble = new Trouble();
    this.filters = new Filters(corpus);
    this.query = element("input", {
      type: "search",
      maxLength: 4000,
      placeholder: "Every figure of every article",
      autocomplete: "off",
    });
    this.kinds = Object.entries(KINDS).map(([value, name]) => [
      element("input", { type: "checkbox", value, onchange: () => this.#go() }),
      name,
    ]);
    this.found = element("div", { className: "found" });
    const kinds = this.kinds.map(([box, name]) => element("label", { className: "check" }, box, name));
    this.form = element(
      "form",
      { className: "asking" },
      field("What about", this.query),
      element("button", { type: "submit", className: "primary" }, "Show"),
      element(
        "fieldset",
        { className: "wide" },
        element("legend", {}, "Kinds"),
        element("div", { className: "checks" }, ...kinds),
      ),
      this.filters.node,
    );
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.#go()));
    const heading = element("h1", { tabIndex: -1 }, "Deal sheet");
    const lead = element(
      "p",
      { className: "lead" },
      "Amounts, percentages, dates and counts, exactly as they are written.",
    );
    this.node = element("section", { className: "view" }, heading, lead, this.form, this.trouble.node, this.found);
  }

  // params: query, kind, and those of the filters.
  async enter(params) {
    this.query.value = params.get("query") ?? "";
    for (const [box] of this.kinds) box.checked = params.getAll("kind").includes(box.value);
    this.filters.read(params);
    await this.#show(SHOWN);
  }

  #go() {
    this.go("figures", { query: this.query.value.trim(), kind: this.#kinds(), ...this.filters.value });
  }

  #kinds() {
    return this.kinds.filter(([box]) => box.checked).map(([box]) => box.value);
  }

  async #show(limit) {
    this.asking?.abort();
    const mine = (this.asking = new AbortController());
    const { collections: collection, ...rest } = this.filters.value;
    const wanted = { query: this.query.value.trim(), kind: this.#kinds(), collection, ...rest };
    if (limit === SHOWN) this.found.replaceChildren(waiting("Reading the articles …"));
    const sheet = await this.trouble.during(
      () => server.figures({ ...wanted, limit }, mine.signal),
      () => this.#show(limit),
    );
    if (mine !== this.asking) return;
    const before = this.found.querySelectorAll("tbody tr").length;
    this.found.replaceChildren(...(sheet ? this.#drawn(sheet, wanted, limit) : []));
    if (sheet) announce(`${counted(sheet.figures.length, "figure")}.`);
    this.found.querySelectorAll("tbody .show")[before || Infinity]?.focus(); // the first of those that came
  }

  #drawn({ figures, more, as_of, note }, wanted, limit) {
    if (!figures.length) return [nothing("No figures found. Try other words or other kinds.")];
    const told = [`${number(figures.length)}${more ? " of more" : ""}`, as_of && `as of ${day(as_of)}`]
      .filter(Boolean)
      .join(", ");
    const download = button("Download CSV", () => this.trouble.during(() => save(wanted)), { className: "quiet" });
    const further =
      more && limit < MOST && button("Show more", () => this.#show(Math.min(limit * 5, MOST)), { className: "quiet" });
    return [
      element("div", { className: "found-head" }, element("h2", {}, `Figures: ${told}`), download),
      note ? element("p", { className: "notice" }, note) : "",
      this.#table(figures),
      further || "",
    ];
  }

  // The roles are said out loud: a narrow screen shows the cells under each other, and they remain cells.
  #table(figures) {
    const names = ["Figure", "Measures", "Sentence", "Article"];
    const head = element(
      "tr",
      { role: "row" },
      ...names.map((name) => element("th", { role: "columnheader", scope: "col" }, name)),
    );
    const rows = figures.map((figure) => this.#row(figure));
    return element(
      "table",
      { className: "sheet", role: "table", "aria-label": "Figures" },
      element("thead", { role: "rowgroup" }, head),
      element("tbody", { role: "rowgroup" }, ...rows),
    );
  }

  #row(figure) {
    const { article_id, version, quote_start: start, quote_end: end } = figure;
    const open = button("", () => this.reader.open({ article_id, version, start, end }, open), { className: "show" });
    open.append(words(named(figure)));
    const [before, written, after] = cut(figure.quote, { start: figure.start - start, end: figure.end - start });
    return element(
      "tr",
      { role: "row" },
      element(
        "th",
        { role: "rowheader", scope: "row" },
        words(figure.figure),
        figure.approximate ? element("span", { className: "meta" }, " about") : null,
      ),
      cell("Measures", words(figure.measures ?? "—")),
      cell("Sentence", element("span", { dir: "auto" }, before, element("strong", {}, written), after)),
      cell(
        "Article",
        open,
        element(
          "span",
          { className: "meta" },
          words([figure.publisher, day(figure.published)].filter(Boolean).join(" · ")),
        ),
      ),
    );
  }
}

const cell = (name, ...content) => element("td", { role: "cell", "data-name": name }, ...content);

async function save(wanted) {
  const address = URL.createObjectURL(await server.figuresFile({ ...wanted, limit: MOST }));
  element("a", { href: address, download: "figures.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
