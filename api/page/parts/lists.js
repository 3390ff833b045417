// What stands under an empty question: the newest articles, and earlier conversations.

import { ask as askFirst } from "./dialogs.js";
import { button, element, words } from "./dom.js";
import { counted, moment, named, provenance } from "./format.js";
import { nothing } from "./notices.js";
import * as server from "./server.js";

const NEWEST = 6;

// A section with a heading and a list, filled when it is loaded.
class Listed {
  constructor(heading, className) {
    this.list = element("ul", { className: "lines" });
    this.more = element("p", {});
    const title = element("h2", { className: "label" }, heading);
    this.node = element("section", { className, hidden: true }, title, this.list, this.more);
  }
}

export class Newest extends Listed {
  constructor(reader) {
    super("Newest articles", "newest");
    this.reader = reader;
  }

  async load() {
    const { articles } = await server.articles({ sort: "published", order: "desc", limit: NEWEST });
    this.list.replaceChildren(...articles.map((article) => this.#line(article)));
    this.more.replaceChildren(
      articles.length
        ? ""
        : nothing("There are no articles yet. Upload some under Articles, or run: dealdesk refresh FOLDER"),
    );
    this.node.hidden = false;
  }

  #line(article) {
    const open = button("", () => this.reader.open({ article_id: article.id }, open), { className: "line" });
    open.append(
      words(named(article), { className: "line-title" }),
      element("span", { className: "meta" }, words(provenance(article))),
    );
    return element("li", {}, open);
  }
}

export class Conversations extends Listed {
  constructor() {
    super("Earlier conversations", "earlier");
  }

  // The latest; without any, or where the server keeps none, there is nothing to show.
  async load(cursor = null) {
    const page = await server.conversations(cursor).catch((error) => {
      if (error.status !== 404) throw error;
      return { conversations: [], next: null };
    });
    const lines = page.conversations.filter((one) => one.turns > 0).map((one) => this.#line(one));
    if (cursor) this.list.append(...lines);
    else this.list.replaceChildren(...lines);
    this.more.replaceChildren(
      ...(page.next ? [button("Show more", () => this.load(page.next), { className: "quiet" })] : []),
    );
    this.node.hidden = this.list.childElementCount === 0;
  }

  #line(one) {
    const title = one.title || "Without a title";
    const link = element(
      "a",
      { className: "line", href: `#ask?conversation=${encodeURIComponent(one.id)}` },
      words(title, { className: "line-title" }),
      element("span", { className: "meta" }, counted(one.turns, "question"), " · ", moment(one.began_at)),
    );
    const remove = button("Delete", () => this.#remove(one, title, item), { className: "quiet" });
    remove.setAttribute("aria-label", `Delete the conversation ${title}`);
    const item = element("li", { className: "with-action" }, link, remove);
    return item;
  }

  async #remove(one, title, item) {
    const done = await askFirst({
      title: "Delete this conversation?",
      text: `“${title}” and its answers are forgotten.`,
      action: "Delete",
      danger: true,
      act: () => server.forgetConversation(one.id),
    });
    if (!done) return;
    item.remove();
    this.node.closest(".view").querySelector("h1").focus();
    this.node.hidden = this.list.childElementCount === 0;
  }
}
