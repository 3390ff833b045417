// The stored article beside the answer, at the cited passage.

import { article } from "./client.js";
import { cut, day, element, provenance, sourceLink } from "./dom.js";

export class Reader {
  // panel: where the article goes; rest: what a narrow screen covers meanwhile; failed(error) is told of trouble.
  constructor(panel, rest, failed) {
    this.panel = panel;
    this.rest = rest;
    this.failed = failed;
    this.opener = null;
    this.narrow = matchMedia("(max-width: 63.99rem)");
    this.narrow.addEventListener("change", () => this.#cover());
    addEventListener("keydown", (event) => event.key === "Escape" && !panel.hidden && this.close());
  }

  // citation: { article_id, version, start, end }, or only { article_id } to read from the beginning.
  async open(citation, opener) {
    this.opener = opener;
    let found;
    try {
      found = await article(citation.article_id);
    } catch (error) {
      if (this.opener === opener) this.failed(error);
      return;
    }
    if (this.opener !== opener) return; // another was opened, or this one closed, meanwhile
    this.#show(found, citation);
  }

  close() {
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.#cover();
    this.opener?.focus();
    this.opener = null;
  }

  #show(found, citation) {
    const closer = element("button", { type: "button", className: "close" }, "Close");
    closer.addEventListener("click", () => this.close());
    const title = element("h2", { tabIndex: -1 }, found.title || found.id);
    const cited = citation.version !== undefined;
    const same = found.version === citation.version;
    const [text, mark] = cited && same ? marked(found.text, citation) : [[found.text], null];
    this.panel.replaceChildren(
      element("div", { className: "reader-head" }, title, closer),
      element("p", { className: "meta" }, provenance(found)),
      element("p", { className: "meta" }, `Collection ${found.collection} · stored ${day(found.stored_at)} `, sourceLink(found.url)),
      cited && !same ? element("p", { className: "notice" }, "This article has changed since the answer, so the passage is not marked.") : "",
      element("div", { className: "article-text" }, ...text),
    );
    this.panel.hidden = false;
    this.#cover();
    this.panel.scrollTop = 0;
    mark?.scrollIntoView({ block: "center" });
    (mark ?? title).focus({ preventScroll: true });
  }

  #cover() {
    const covered = this.narrow.matches && !this.panel.hidden;
    for (const part of this.rest) part.inert = covered;
    document.body.classList.toggle("covered", covered);
    document.body.classList.toggle("reading", !this.panel.hidden);
  }
}

function marked(text, span) {
  const [before, cited, behind] = cut(text, span);
  const mark = element("mark", { tabIndex: -1 }, cited);
  return [[before, mark, behind], mark];
}
