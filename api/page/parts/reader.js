// The stored article beside the answer, at the cited passage, in the version that was cited.

import { button, cut, element, words } from "./dom.js";
import { onEscape } from "./escape.js";
import { day, named, provenance, sourceLink } from "./format.js";
import { announce } from "./notices.js";
import * as server from "./server.js";

export class Reader {
  // panel: where the article goes; rest: what a narrow screen covers meanwhile; failed(error) is told of trouble.
  constructor(panel, rest, failed) {
    this.panel = panel;
    this.rest = rest;
    this.failed = failed;
    this.opener = null;
    this.narrow = matchMedia("(max-width: 63.99rem)");
    this.narrow.addEventListener("change", () => this.#cover());
    onEscape(() => !panel.hidden && (this.close(), true));
  }

  // citation: { article_id, version, start, end }, or only { article_id } to read from the beginning.
  async open(citation, opener) {
    this.opener = opener;
    try {
      const found = await cited(citation);
      if (this.opener !== opener) return; // another was opened, or this one closed, meanwhile
      this.#show(found, citation);
    } catch (error) {
      if (this.opener === opener) this.failed(error);
    }
  }

  close() {
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.#cover();
    if (this.opener?.isConnected) this.opener.focus();
    this.opener = null;
  }

  #show({ shown, live, exact }, citation) {
    const title = element("h2", { tabIndex: -1, dir: "auto" }, named(shown));
    const [text, mark] = exact && citation.version ? marked(shown.text, citation) : [[shown.text], null];
    this.panel.replaceChildren(
      element(
        "div",
        { className: "reader-head" },
        title,
        button("Close", () => this.close(), { className: "quiet" }),
      ),
      element("p", { className: "meta" }, words(provenance(shown))),
      element("p", { className: "meta" }, "Collection ", words(shown.collection), ` · stored ${day(shown.stored_at)}`),
      ...[sourceLink(shown.url)].filter(Boolean).map((link) => element("p", { className: "meta" }, link)),
      ...this.#notices(shown, live, exact),
      element("div", { className: "article-text", dir: "auto" }, ...text),
    );
    this.panel.hidden = false;
    this.#cover();
    this.panel.scrollTop = mark ? this.#middleOf(mark) : 0;
    (mark ?? title).focus({ preventScroll: true });
    announce(mark ? `The article ${named(shown)}, at the passage.` : `The article ${named(shown)}.`);
  }

  // How far the panel scrolls to show the passage in its middle, or its beginning where it is too long for that. Not at
  // all where it is in sight from the first.
  #middleOf(mark) {
    const { top, height } = mark.getBoundingClientRect();
    const at = top - this.panel.getBoundingClientRect().top + this.panel.scrollTop;
    const room = this.panel.clientHeight;
    return at + height < room - room / 4 ? 0 : at - Math.max((room - height) / 2, room / 4);
  }

  #notices(shown, live, exact) {
    if (live && live.version === shown.version && exact) return [];
    if (!exact)
      return [notice("This article has changed since, and the version that was cited is not kept: nothing is marked.")];
    if (!live) return [notice("This article was removed since. Here it stands as it was cited.")];
    const current = button("Show the present version", () => this.open({ article_id: live.id }, this.opener), {
      className: "show",
    });
    return [notice("The article has changed since. Here it stands as it was cited. ", current)];
  }

  #cover() {
    const covered = this.narrow.matches && !this.panel.hidden;
    for (const part of this.rest) part.inert = covered;
    this.panel.role = covered ? "dialog" : null;
    document.body.classList.toggle("covered", covered);
    document.body.classList.toggle("reading", !this.panel.hidden);
  }
}

// The article as it was cited, and as it lives; exact: whether the offsets of the citation hold in what is shown.
async function cited({ article_id: id, version }) {
  const [live, missing] = await server.article(id).then(
    (found) => [found, null],
    (error) => [null, error],
  );
  if (missing && (missing.status !== 404 || !version)) throw missing;
  if (live && (!version || live.version === version)) return { shown: live, live, exact: true };
  const kept = await server.version(id, version).catch((error) => {
    if (error.status !== 404) throw error;
    return null;
  });
  if (!kept && !live) throw missing;
  return { shown: kept ?? live, live, exact: Boolean(kept) };
}

function marked(text, span) {
  const [before, quote, behind] = cut(text, span);
  const mark = element("mark", { tabIndex: -1 }, quote);
  return [[before, mark, behind], mark];
}

const notice = (...content) => element("p", { className: "notice" }, ...content);
