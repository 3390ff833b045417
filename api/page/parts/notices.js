// What went wrong, what is being waited for, and what is told to those who listen instead of look.

import { button, element } from "./dom.js";

// The place where a view says what went wrong.
export class Trouble {
  constructor() {
    this.node = element("div", { className: "problem", role: "alert", hidden: true });
  }

  // again: what a button is to try once more.
  show(error, again = null) {
    if (error.name === "AbortError") return;
    if (!("status" in error)) console.error(error);
    const remedies = (error.errors ?? []).map((one) => element("li", {}, `${one.field}: ${one.remedy}`));
    const retry = again && button("Try again", () => (this.clear(), again()), { className: "quiet" });
    this.node.replaceChildren(
      element("p", {}, sentence(error.message)),
      ...(remedies.length ? [element("ul", {}, ...remedies)] : []),
      ...(retry ? [retry] : []),
    );
    this.node.hidden = false;
  }

  clear() {
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  // What `work` gives, or undefined when it failed, which is then said here.
  async during(work, again = null) {
    this.clear();
    try {
      return await work();
    } catch (error) {
      this.show(error, again);
      return undefined;
    }
  }
}

function sentence(text) {
  const [first, ...rest] = text;
  return `${first?.toUpperCase() ?? ""}${rest.join("")}${/[.!?…]$/.test(text) ? "" : "."}`;
}

// Said to a screen reader when it is silent.
export function announce(text) {
  document.getElementById("announce").textContent = text;
}

export const waiting = (text) => element("p", { className: "waiting" }, text);
export const nothing = (text, ...more) => element("div", { className: "nothing" }, element("p", {}, text), ...more);
