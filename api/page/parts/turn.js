// One question and its answer, while it comes and when it is there.

import { actionsOf } from "./actions.js";
import { button, element } from "./dom.js";
import { counted, named } from "./format.js";
import { announce, Trouble } from "./notices.js";
import { ReplyView } from "./reply.js";
import * as server from "./server.js";

const STAGES = {
  searching: "Searching the articles",
  reading: "Reading",
  writing: "Writing",
  checking: "Checking every quote",
};
const MAX_TITLES = 4;

export class Turn {
  constructor(question, quotes) {
    this.question = question;
    this.heading = element("h2", { className: "question", tabIndex: -1, dir: "auto" }, question);
    this.stage = element("p", { className: "waiting" });
    this.met = element("p", { className: "meta" });
    this.stopper = button("Stop", () => this.stop(), { className: "quiet" });
    this.progress = element(
      "div",
      { className: "progress", hidden: true },
      element("div", {}, this.stage, this.met),
      this.stopper,
    );
    this.trouble = new Trouble();
    this.reply = new ReplyView(quotes);
    this.foot = element("div", {});
    this.node = element(
      "article",
      { className: "turn" },
      this.heading,
      this.progress,
      this.trouble.node,
      this.reply.node,
      this.foot,
    );
    this.stopping = null;
  }

  get isAsking() {
    return Boolean(this.stopping);
  }

  // Whether there was something to stop.
  stop() {
    this.stopping?.abort();
    return this.isAsking;
  }

  // The answer, or null when it was stopped or failed, which is then said. prepare(): resolves to the request; again:
  // what asks once more.
  async ask(prepare, again) {
    this.stopping = new AbortController();
    this.progress.hidden = false;
    this.#reach("searching");
    try {
      return await this.#follow(await prepare());
    } catch (error) {
      this.#failed(error, again);
      return null;
    } finally {
      this.stopping = null;
      if (this.progress.contains(document.activeElement)) this.heading.focus({ preventScroll: true });
      this.progress.hidden = true;
    }
  }

  async #follow(request) {
    for await (const { name, data } of server.ask(request, this.stopping.signal)) {
      if (name === "status") this.#reach(data.stage);
      if (name === "hits") this.#found(data.hits);
      if (name === "statement") this.reply.statement(data);
      if (name === "citations") this.reply.cited(data.citations);
      if (name === "error") throw Object.assign(new Error(data.detail), data);
      if (name === "answer") {
        this.show(data, request.collections);
        announce(
          `${data.text} ${data.status === "answered" ? counted(data.citations.length, "citation") : "No answer"}.`,
        );
        return data;
      }
    }
    throw Object.assign(new Error("The answer broke off. Ask again."), { status: 0 });
  }

  // An answer that is there.
  show(reply, collections) {
    this.reply.answered(reply);
    this.foot.replaceChildren(actionsOf(reply, collections));
  }

  #reach(stage) {
    this.stage.textContent = `${STAGES[stage] ?? stage} …`;
    if (stage === "searching") announce("Reading the articles.");
  }

  #found(hits) {
    const titles = [...new Set(hits.map(named))];
    const more = titles.length > MAX_TITLES ? ` and ${titles.length - MAX_TITLES} more` : "";
    const shown = titles.slice(0, MAX_TITLES).join(", ");
    this.met.textContent = `${counted(hits.length, "passage")} found, in ${shown}${more}`;
  }

  #failed(error, again) {
    const stopped = error.name === "AbortError";
    if (stopped) announce("Stopped.");
    this.trouble.show(
      stopped ? Object.assign(new Error("Stopped before the answer was there."), { status: 0 }) : error,
      again,
    );
  }
}
