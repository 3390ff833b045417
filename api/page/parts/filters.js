// What a question is asked of: the articles of some collections, published within some days, as of some day.

import { AsOf } from "./asof.js";
import { element, field, words } from "./dom.js";
import { day } from "./format.js";

export class Filters {
  // corpus: what there is to choose from, as in corpus.js.
  constructor(corpus) {
    this.asOf = new AsOf(() => this.#tell());
    this.from = element("input", { type: "date", oninput: () => this.#tell() });
    this.to = element("input", { type: "date", oninput: () => this.#tell() });
    this.boxes = element("div", { className: "checks" });
    this.wanted = []; // the collections of the address
    const hint = element("p", { className: "hint" }, "None chosen: all of them.");
    const legend = element("legend", {}, "Collections");
    this.collections = element("fieldset", { hidden: true }, legend, this.boxes, hint);
    this.chosen = element("span", { className: "chosen" });
    const days = element("div", { className: "days" }, field("Published from", this.from), field("to", this.to));
    this.node = element(
      "details",
      { className: "filters" },
      element("summary", {}, "Filters ", this.chosen),
      element("div", { className: "fields" }, this.asOf.node, days, this.collections),
    );
    corpus.tell(({ oldest, collections }) => this.#offer(oldest, collections));
  }

  // The fields of a request, without those that are not set.
  get value() {
    const collections = this.#checked();
    return {
      ...(this.asOf.value && { as_of: this.asOf.value }),
      ...(this.from.value && { published_from: this.from.value }),
      ...(this.to.value && { published_to: this.to.value }),
      ...(collections.length && { collections }),
    };
  }

  // Sets them from an address, where they go by the same names.
  read(params) {
    this.asOf.value = params.get("as_of");
    this.from.value = params.get("published_from") ?? "";
    this.to.value = params.get("published_to") ?? "";
    this.wanted = params.getAll("collections");
    for (const box of this.boxes.querySelectorAll("input")) box.checked = this.wanted.includes(box.value);
    this.#tell();
  }

  #offer(oldest, collections) {
    this.asOf.startAt(oldest);
    const chosen = this.#checked();
    this.boxes.replaceChildren(...collections.map(({ name }) => this.#box(name, chosen.includes(name))));
    this.collections.hidden = collections.length < 2;
    this.#tell();
  }

  #box(name, checked) {
    const box = element("input", { type: "checkbox", value: name, checked, onchange: () => this.#tell() });
    return element("label", { className: "check" }, box, words(name));
  }

  #checked() {
    if (!this.boxes.childElementCount) return this.wanted; // there are no boxes yet
    return [...this.boxes.querySelectorAll(":checked")].map((box) => box.value);
  }

  #tell() {
    const { as_of, published_from, published_to, collections = [] } = this.value;
    const published = [published_from && `from ${day(published_from)}`, published_to && `to ${day(published_to)}`];
    const days = published.some(Boolean) && `published ${published.filter(Boolean).join(" ")}`;
    this.chosen.textContent = [as_of && `as of ${day(as_of)}`, days, ...collections].filter(Boolean).join(" · ");
  }
}
