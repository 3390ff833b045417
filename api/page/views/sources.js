// What is kept current: folders, feeds and pages, and the work on them.

import { ask as askFirst } from "../parts/dialogs.js";
import { button, element, field, words } from "../parts/dom.js";
import { counted, moment } from "../parts/format.js";
import { nothing, Trouble } from "../parts/notices.js";
import * as server from "../parts/server.js";
import { Work } from "../parts/work.js";

const OFTEN = {
  "": "As usual for its kind",
  300: "Every 5 minutes",
  3600: "Every hour",
  86400: "Every day",
  604800: "Every week",
};

export class SourcesView {
  constructor({ corpus }) {
    this.corpus = corpus;
    this.trouble = new Trouble();
    this.list = element("div", { className: "found" });
    this.works = element("ul", { className: "works" });
    this.past = element(
      "section",
      { className: "past", hidden: true },
      element("h2", { className: "label" }, "Work"),
      this.works,
    );
    this.node = element(
      "section",
      { className: "view" },
      element("h1", { tabIndex: -1 }, "Sources"),
      element(
        "p",
        { className: "lead" },
        "Folders, feeds and pages that are looked at again and again, so that answers stay current.",
      ),
      this.#form(),
      this.trouble.node,
      this.list,
      this.past,
    );
  }

  async enter() {
    await this.trouble.during(
      () => Promise.all([this.#show(), this.#showWork()]),
      () => this.enter(),
    );
  }

  #form() {
    const location = element("input", {
      required: true,
      maxLength: 4000,
      placeholder: "A folder on the server, or an address",
      autocomplete: "off",
      spellcheck: false,
    });
    const collection = element("input", { value: "public", maxLength: 200, required: true, autocomplete: "off" });
    const every = element(
      "select",
      {},
      ...Object.entries(OFTEN).map(([value, name]) => element("option", { value }, name)),
    );
    every.value = "";
    const submit = element("button", { type: "submit", className: "primary" }, "Add");
    const form = element(
      "form",
      { className: "sifting" },
      field("Add a source", location),
      field("Into the collection", collection),
      field("How often", every),
      submit,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const wanted = {
        location: location.value.trim(),
        collection: collection.value.trim(),
        ...(every.value && { every_seconds: Number(every.value) }),
      };
      void this.trouble.during(async () => {
        const source = await server.addSource(wanted);
        location.value = "";
        await this.#show();
        this.#follow(source.location, () => server.refreshSource(source.id));
      });
    });
    return form;
  }

  async #show() {
    const { sources } = await server.sources();
    const all = button("Refresh all", () => this.#follow("All sources", server.refreshAll), { className: "quiet" });
    this.list.replaceChildren(
      ...(sources.length
        ? [
            element(
              "div",
              { className: "found-head" },
              element("h2", { className: "label" }, counted(sources.length, "source")),
              all,
            ),
            element("ul", { className: "lines" }, ...sources.map((source) => this.#line(source))),
          ]
        : [nothing("No sources yet. Name a folder, a feed or a page above, and its articles come by themselves.")]),
    );
  }

  #line(source) {
    const refresh = button("Refresh", () => this.#follow(source.location, () => server.refreshSource(source.id)), {
      className: "quiet",
    });
    const remove = button("Remove", () => this.#remove(source), { className: "quiet" });
    refresh.setAttribute("aria-label", `Refresh ${source.location}`);
    remove.setAttribute("aria-label", `Remove ${source.location}`);
    const seen = source.refreshed_at ? ["refreshed ", moment(source.refreshed_at)] : ["not refreshed yet"];
    return element(
      "li",
      { className: "with-action" },
      element(
        "div",
        { className: "line" },
        words(source.location, { className: "line-title" }),
        element("span", { className: "meta" }, `${source.kind} · `, words(source.collection), " · ", ...seen),
        source.error
          ? element("span", { className: "bad" }, words(`${counted(source.failures, "failure")}: ${source.error}`))
          : null,
      ),
      element("span", { className: "pair" }, refresh, remove),
    );
  }

  async #remove(source) {
    const articles = element("input", { type: "checkbox" });
    const done = await askFirst({
      title: "Remove this source?",
      text: `${source.location} is not looked at any more.`,
      fields: [element("label", { className: "check" }, articles, "Remove its articles as well")],
      action: "Remove",
      danger: true,
      act: () => server.removeSource(source.id, articles.checked),
    });
    if (!done) return;
    await this.#renew();
    this.node.querySelector("h1").focus();
  }

  // Articles came or went.
  #renew() {
    void this.corpus.look();
    return this.trouble.during(() => this.#show());
  }

  #follow(about, begin) {
    const work = new Work(about, () => this.#renew());
    this.works.prepend(work.node);
    this.past.hidden = false;
    void work.follow(begin);
  }

  // The latest jobs, of uploads too; those that are not over are followed.
  async #showWork() {
    const { jobs } = await server.jobs();
    const works = jobs.map((job) => [new Work(job.about, () => this.#renew()), job]);
    this.works.replaceChildren(...works.map(([work]) => work.node));
    this.past.hidden = !jobs.length;
    for (const [work, job] of works) void work.follow(async () => job);
  }
}
