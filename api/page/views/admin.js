// For those who run the server: how it is, and who may ask it.

import { element } from "../parts/dom.js";
import { number } from "../parts/format.js";
import { Keys } from "../parts/keys.js";
import { Trouble } from "../parts/notices.js";
import * as server from "../parts/server.js";

const STATES = {
  ready: "Ready",
  degraded: "Degraded: search by meaning is being repaired, words alone decide",
  not_ready: "Not ready",
};

export class AdminView {
  constructor({ tellWho }) {
    this.trouble = new Trouble();
    this.health = element("div", { className: "health" });
    this.keys = new Keys(tellWho);
    this.node = element(
      "section",
      { className: "view" },
      element("h1", { tabIndex: -1 }, "Administration"),
      this.trouble.node,
      element("h2", { className: "label" }, "Health"),
      this.health,
      this.keys.node,
    );
  }

  async enter() {
    await this.trouble.during(
      () => Promise.all([this.#check(), this.keys.show()]),
      () => this.enter(),
    );
  }

  async #check() {
    const { status, checks = [], articles, passages, index_version: version } = await server.ready();
    const index =
      articles === undefined || articles === null
        ? ""
        : `${number(articles)} articles · ${number(passages)} passages · index ${version}`;
    this.health.replaceChildren(
      element("p", { className: status === "ready" ? "state" : "state bad" }, STATES[status] ?? status),
      element("ul", { className: "checked" }, ...checks.map(checked)),
      element("p", { className: "meta" }, index),
    );
  }
}

function checked({ name, ok, detail }) {
  const mark = element("span", { className: ok ? "ok" : "bad", "aria-hidden": "true" }, ok ? "✓" : "✕");
  const said = element("span", { className: "unseen" }, ok ? "in order: " : "not in order: ");
  return element(
    "li",
    {},
    mark,
    said,
    element("span", {}, element("strong", {}, name.replaceAll("_", " ")), detail ? ` ${detail}` : ""),
  );
}
