// The questions that are watched, and what changed in their answers.

import { watchFrom } from "../parts/actions.js";
import { button, element, words } from "../parts/dom.js";
import { moment } from "../parts/format.js";
import { nothing, Trouble, waiting } from "../parts/notices.js";
import { marked } from "../parts/quotes.js";
import * as server from "../parts/server.js";

const KINDS = {
  answered: "There is an answer now",
  other_value: "The answer is another one now",
  disagreement: "Sources disagree now",
  unsupported: "No article supports the answer any more",
};

export class WatchesView {
  constructor({ quotes }) {
    this.quotes = quotes;
    this.trouble = new Trouble();
    this.found = element("div", { className: "found" });
    const add = button("Watch a question", async () => (await watchFrom("")) && this.enter(), { className: "primary" });
    this.node = element(
      "section",
      { className: "view" },
      element("h1", { tabIndex: -1 }, "Watches"),
      element("p", { className: "lead" }, "Questions that are asked again whenever articles come or go."),
      element("p", {}, add),
      this.trouble.node,
      this.found,
    );
  }

  async enter() {
    this.found.replaceChildren(waiting("Looking …"));
    const listed = await this.trouble.during(server.watches, () => this.enter());
    const watches = listed?.watches.toReversed() ?? [];
    const empty = nothing("Nothing is watched yet. Choose Watch under an answer, and changes are told here.");
    this.found.replaceChildren(
      watches.length || !listed
        ? element("ul", { className: "watches" }, ...watches.map((one) => this.#item(one)))
        : empty,
    );
  }

  #item(watch) {
    const stop = button(
      "Stop watching",
      async () => {
        await this.trouble.during(() => server.unwatch(watch.id));
        await this.enter();
        this.node.querySelector("h1").focus();
      },
      { className: "quiet" },
    );
    stop.setAttribute("aria-label", `Stop watching ${watch.question}`);
    const changes = element("div", { className: "changes" }, waiting("Looking …"));
    const asked = element(
      "a",
      { className: "quiet", href: `#ask?question=${encodeURIComponent(watch.question)}` },
      "Ask again",
    );
    void this.#fill(changes, watch.id);
    return element(
      "li",
      { className: "card plain" },
      element("h2", { className: "question", dir: "auto" }, watch.question),
      element("p", { className: "meta" }, "Watched since ", moment(watch.asked_at)),
      changes,
      element("p", { className: "actions" }, asked, stop),
    );
  }

  async #fill(changes, id) {
    const trouble = new Trouble();
    const found = await trouble.during(() => server.watched(id));
    if (!found) return changes.replaceChildren(trouble.node);
    const { answer, notices } = found;
    const known = answer
      ? element("p", { className: "known", dir: "auto" }, answer.text)
      : element("p", { className: "hint" }, "What was known is erased.");
    const items = notices.map((notice) => this.#notice(notice));
    return changes.replaceChildren(
      known,
      items.length
        ? element("ul", { className: "notices" }, ...items)
        : element("p", { className: "hint" }, "Nothing changed yet."),
    );
  }

  #notice(notice) {
    const side = (name, told) =>
      told.length
        ? element(
            "div",
            { className: "told" },
            element("p", { className: "meta" }, name),
            ...told.map((one) => this.#told(one)),
          )
        : null;
    return element(
      "li",
      {},
      element("p", {}, element("strong", {}, KINDS[notice.kind] ?? notice.kind), " · ", moment(notice.made_at)),
      element("div", { className: "sides" }, side("Before", notice.old), side("Now", notice.new)),
    );
  }

  #told({ value, citation }) {
    return element("p", {}, ...marked([words(value ?? citation.quote)], [this.quotes.markerOf(citation)]));
  }
}
