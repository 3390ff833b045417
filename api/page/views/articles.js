// The articles: find them, sort them, read them, and add more.

import { ask as askFirst } from "../parts/dialogs.js";
import { button, element, field, words } from "../parts/dom.js";
import { counted, day, named, number } from "../parts/format.js";
import { announce, nothing, Trouble, waiting } from "../parts/notices.js";
import * as server from "../parts/server.js";
import { Upload } from "../parts/upload.js";

const SHOWN = 20;
const ORDERS = {
  "published desc": "Newest first",
  "published asc": "Oldest first",
  "stored_at desc": "Stored last",
  "title asc": "By title",
  "id asc": "By id",
};

export class ArticlesView {
  constructor({ reader, corpus, may }) {
    this.reader = reader;
    this.corpus = corpus;
    this.mayWrite = may("writer");
    this.cursors = [null]; // of the pages up to the one that is shown
    this.trouble = new Trouble();
    this.found = element("div", { className: "found" });
    this.upload = this.mayWrite ? new Upload(corpus, () => this.#renew()) : null;
    this.form = this.#filters(corpus);
    const lead = this.mayWrite
      ? "What answers are drawn from. Add more by dropping files."
      : "What answers are drawn from.";
    this.node = element(
      "section",
      { className: "view" },
      element("h1", { tabIndex: -1 }, "Articles"),
      element("p", { className: "lead" }, lead),
      this.upload?.node,
      this.form,
      this.trouble.node,
      this.found,
    );
  }

  async enter() {
    await this.#show();
  }

  #filters(corpus) {
    this.q = element("input", {
      type: "search",
      maxLength: 200,
      autocomplete: "off",
      placeholder: "Title, publisher or id",
    });
    this.collection = element("select", {});
    this.from = element("input", { type: "date" });
    this.to = element("input", { type: "date" });
    this.order = element(
      "select",
      {},
      ...Object.entries(ORDERS).map(([value, name]) => element("option", { value }, name)),
    );
    corpus.tell(({ collections }) => this.#offer(collections));
    const form = element(
      "form",
      { className: "sifting" },
      field("Find", this.q),
      field("Collection", this.collection),
      field("Published from", this.from),
      field("to", this.to),
      field("Order", this.order),
    );
    const begin = () => ((this.cursors = [null]), this.#show());
    form.addEventListener("submit", (event) => (event.preventDefault(), begin()));
    form.addEventListener("change", begin);
    return form;
  }

  #offer(collections) {
    const { value } = this.collection;
    const named = collections.map(({ name, articles }) =>
      element("option", { value: name }, `${name} (${number(articles)})`),
    );
    this.collection.replaceChildren(element("option", { value: "" }, "All collections"), ...named);
    this.collection.value = value;
  }

  // Articles came or went.
  #renew() {
    void this.corpus.look();
    return this.#show();
  }

  async #show() {
    const [sort, order] = this.order.value.split(" ");
    const wanted = {
      q: this.q.value.trim(),
      collection: this.collection.value,
      published_from: this.from.value,
      published_to: this.to.value,
    };
    const mine = (this.asked = Symbol("asked"));
    if (!this.found.childElementCount) this.found.replaceChildren(waiting("Looking …"));
    const page = await this.trouble.during(
      () => server.articles({ ...wanted, sort, order, limit: SHOWN, cursor: this.cursors.at(-1) }),
      () => this.#show(),
    );
    if (mine !== this.asked) return;
    this.found.replaceChildren(...(page ? this.#drawn(page) : []));
  }

  #drawn({ articles, next, total }) {
    if (!articles.length)
      return [nothing(total ? "Nothing on this page any more." : "No articles here yet, or none that fit.")];
    const first = (this.cursors.length - 1) * SHOWN + 1;
    const range = `${number(first)} to ${number(first + articles.length - 1)} of ${number(total)}`;
    const turn = (change) => (
      change(),
      this.#show().then(
        () => (this.found.querySelector("h2").focus(), announce(this.found.querySelector("h2").textContent)),
      )
    );
    const back = button("Previous", () => turn(() => this.cursors.pop()), {
      className: "quiet",
      disabled: this.cursors.length < 2,
    });
    const on = button("Next", () => turn(() => this.cursors.push(next)), { className: "quiet", disabled: !next });
    return [
      element("h2", { className: "label", tabIndex: -1 }, total > articles.length ? range : counted(total, "article")),
      element("ul", { className: "lines" }, ...articles.map((article) => this.#line(article))),
      element("nav", { className: "pages", "aria-label": "Pages", hidden: !next && this.cursors.length < 2 }, back, on),
    ];
  }

  #line(article) {
    const open = button("", () => this.reader.open({ article_id: article.id }, open), { className: "line" });
    const told = [article.publisher, day(article.published), article.collection, article.language]
      .filter(Boolean)
      .join(" · ");
    open.append(
      words(named(article), { className: "line-title" }),
      element("span", { className: "meta" }, words(told)),
    );
    const remove = this.mayWrite ? button("Remove", () => this.#remove(article), { className: "quiet" }) : null;
    remove?.setAttribute("aria-label", `Remove ${named(article)}`);
    return element("li", { className: "with-action" }, open, remove);
  }

  async #remove(article) {
    const done = await askFirst({
      title: "Remove this article?",
      text: `“${named(article)}” is not found or cited any more. Answers that did so keep their version.`,
      action: "Remove",
      danger: true,
      act: () => server.removeArticle(article.id, article.version),
    });
    if (!done) return;
    await this.#renew();
    this.node.querySelector("h1").focus();
  }
}
