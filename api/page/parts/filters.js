// What a question is asked of: the articles of some collections, as of some day.

import { AsOf } from "./asof.js";
import { element, words } from "./dom.js";
import { day } from "./format.js";

export class Filters {
  // corpus: what there is to choose from, as in corpus.js; changed(): another choice was made.
  constructor(corpus, changed = () => {}) {
    this.asOf = new AsOf(() => this.#changed());
    this.boxes = element("div", { className: "checks" });
    this.collections = element("fieldset", { hidden: true }, element("legend", {}, "Collections"), this.boxes, hint());
    this.chosen = element("span", { className: "chosen" });
    const summary = element("summary", {}, "Filters ", this.chosen);
    this.node = element(
      "details",
      { className: "filters" },
      summary,
      element("div", { className: "fields" }, this.asOf.node, this.collections),
    );
    this.told = changed;
    corpus.tell(({ oldest, collections }) => this.#offer(oldest, collections));
  }

  // The fields of a request, without those that are not set.
  get value() {
    const collections = this.#checked();
    return { ...(this.asOf.value && { as_of: this.asOf.value }), ...(collections.length && { collections }) };
  }

  set value({ as_of = null, collections = [] }) {
    this.asOf.value = as_of;
    for (const box of this.boxes.querySelectorAll("input")) box.checked = collections.includes(box.value);
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
    const box = element("input", { type: "checkbox", value: name, checked, onchange: () => this.#changed() });
    return element("label", { className: "check" }, box, words(name));
  }

  #checked() {
    return [...this.boxes.querySelectorAll(":checked")].map((box) => box.value);
  }

  #changed() {
    this.#tell();
    this.told();
  }

  #tell() {
    const { as_of, collections = [] } = this.value;
    this.chosen.textContent = [as_of && `as of ${day(as_of)}`, ...collections].filter(Boolean).join(" · ");
  }
}

const hint = () => element("p", { className: "hint" }, "None chosen: all of them.");
