// Markers: a number behind a statement. Hover, focus or a tap shows its quote; a click opens the article.

import { button, element, words } from "./dom.js";
import { onEscape } from "./escape.js";
import { named, provenance } from "./format.js";

const NARROW = "\u202f"; // a space on which no line breaks
const LAST_WORD = /\S{1,24}$/;
const HOVER_MS = 90;
const LEAVE_MS = 220; // time to move from the marker to its quote
const EDGE = 8; // pixels: to the marker, and to the edge of the window
const INDENT = 24;

export class Quotes {
  // open(citation, opener): shows the stored article at the citation; opener gets the focus back.
  constructor(open) {
    this.open = open;
    this.box = element("div", { className: "quote", id: "quote", popover: "manual", role: "tooltip" });
    this.marker = null;
    this.timer = 0;
    this.box.addEventListener("pointerenter", () => clearTimeout(this.timer));
    this.box.addEventListener("pointerleave", () => this.#later(() => this.hide(), LEAVE_MS));
    document.querySelector("main").append(this.box);
    document.addEventListener("pointerdown", (event) => this.marker && !this.#owns(event.target) && this.hide());
    addEventListener("scroll", () => this.#stay(), { capture: true, passive: true });
    addEventListener("resize", () => this.#stay());
    onEscape(() => this.hide());
  }

  markerOf(citation) {
    const marker = button(`${citation.marker}`, null, { className: "marker" });
    marker.setAttribute("aria-label", `Citation ${citation.marker}: ${named(citation)}`);
    let shownBefore = false;
    marker.addEventListener("pointerdown", () => (shownBefore = this.marker === marker));
    marker.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") this.#later(() => this.#show(marker, citation), HOVER_MS);
    });
    marker.addEventListener("pointerleave", () => this.#later(() => this.hide(), LEAVE_MS));
    marker.addEventListener("focus", () => this.#show(marker, citation));
    marker.addEventListener("blur", (event) => this.#owns(event.relatedTarget) || this.hide());
    marker.addEventListener("click", (event) => {
      // The first tap of a finger shows the quote, as there is no hovering; the second goes on to the article.
      if (event.pointerType === "touch" && !shownBefore) this.#show(marker, citation);
      else this.#follow(citation, marker);
    });
    return marker;
  }

  // Whether there was a quote to hide.
  hide() {
    clearTimeout(this.timer);
    if (!this.marker) return false;
    this.marker.removeAttribute("aria-describedby");
    this.marker = null;
    this.box.hidePopover();
    return true;
  }

  #show(marker, citation) {
    if (!marker.isConnected) return;
    clearTimeout(this.timer);
    this.hide();
    // Out of the tab order: the marker itself does the same, and stands right here.
    const show = button("Show in article", () => this.#follow(citation, marker), { className: "show", tabIndex: -1 });
    this.box.replaceChildren(
      element("p", { className: "quote-title" }, words(named(citation))),
      element("p", { className: "meta" }, words(provenance(citation))),
      element("blockquote", { dir: "auto" }, citation.quote),
      show,
    );
    this.marker = marker;
    marker.setAttribute("aria-describedby", this.box.id);
    this.box.showPopover();
    this.#place(marker.getBoundingClientRect());
  }

  // By its marker, while that is in sight: the focus itself may scroll there.
  #stay() {
    if (!this.marker) return;
    const anchor = this.marker.getBoundingClientRect();
    if (anchor.bottom < 0 || anchor.top > innerHeight) this.hide();
    else this.#place(anchor);
  }

  // Below the marker or, where there is less room, above it.
  #place(anchor) {
    const { style } = this.box;
    const below = innerHeight - anchor.bottom - 2 * EDGE;
    const above = anchor.top - 2 * EDGE;
    style.maxHeight = "none";
    const isBelow = this.box.offsetHeight <= below || below >= above;
    style.maxHeight = `${isBelow ? below : above}px`;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    style.left = `${Math.max(EDGE, Math.min(anchor.left - INDENT, document.documentElement.clientWidth - width - EDGE))}px`;
    style.top = `${isBelow ? anchor.bottom + EDGE : anchor.top - EDGE - height}px`;
  }

  #follow(citation, marker) {
    this.hide();
    this.open(citation, marker);
  }

  #later(act, delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, delay);
  }

  #owns(node) {
    return node && (this.box.contains(node) || this.marker?.contains(node));
  }
}

// Pieces of text with markers behind them: on whatever line the last word stands, they stand beside it.
export function marked(pieces, markers) {
  if (!markers.length) return pieces;
  const last = pieces.at(-1);
  const word = typeof last === "string" ? (LAST_WORD.exec(last)?.[0] ?? "") : "";
  const before = word ? [...pieces.slice(0, -1), last.slice(0, -word.length)] : pieces;
  return [...before, element("span", { className: "together" }, word, NARROW, ...markers)];
}
