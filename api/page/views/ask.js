// Ask, and ask on: a conversation, its filters, and what to begin with.

import { button, element, field } from "../parts/dom.js";
import { onEscape } from "../parts/escape.js";
import { Filters } from "../parts/filters.js";
import { counted } from "../parts/format.js";
import { Conversations, Newest } from "../parts/lists.js";
import { announce, Trouble } from "../parts/notices.js";
import * as server from "../parts/server.js";
import { Turn } from "../parts/turn.js";

const EXAMPLE = "Who will operate the gas-fired plant in Ohio?";

export class AskView {
  constructor({ quotes, reader, corpus }) {
    this.quotes = quotes;
    this.turns = [];
    this.conversation = null; // the id of the one that is asked in
    this.shown = ""; // what the address asks for and stands here already
    this.trouble = new Trouble();
    this.filters = new Filters(corpus);
    this.newest = new Newest(reader);
    this.earlier = new Conversations();
    this.thread = element("div", { className: "thread" });
    this.form = this.#composer();
    this.afresh = button("New conversation", () => this.#anew(), { className: "quiet" });
    this.head = element(
      "div",
      { className: "hero" },
      element("h1", { tabIndex: -1 }, "Ask the articles"),
      element("p", { className: "lead" }, "Every answer is proven word for word, by passages you can open."),
    );
    this.bar = element("p", { className: "thread-bar", hidden: true }, this.afresh);
    const lists = element("div", { className: "lists" }, this.earlier.node, this.newest.node);
    this.node = element(
      "section",
      { className: "view ask-view" },
      this.head,
      this.bar,
      this.trouble.node,
      this.thread,
      this.form,
      lists,
    );
    this.lists = lists;
    onEscape(() => this.turns.some((turn) => turn.stop()));
  }

  // params: conversation or answer, the id of what to show; question: what to ask when it is sent. Without any, what was
  // said before goes on.
  async enter(params) {
    const wanted = params.toString();
    if (!wanted && this.turns.length) return this.#address(this.shown);
    if (wanted && wanted === this.shown) return undefined;
    this.#clear(wanted);
    this.question.value = params.get("question") ?? "";
    if (this.question.value) this.question.focus();
    return this.trouble.during(
      () => this.#load(params.get("conversation"), params.get("answer"), wanted),
      () => this.enter(params),
    );
  }

  async #load(conversation, answer, wanted) {
    if (!conversation && !answer) return Promise.all([this.newest.load(), this.earlier.load()]);
    const answers = conversation ? (await server.conversation(conversation)).answers : [await server.answer(answer)];
    if (wanted !== this.shown) return undefined; // something else is to be shown meanwhile
    this.conversation = conversation;
    for (const reply of answers) this.#begin(reply.question).show(reply);
    return announce(`The conversation, with ${counted(answers.length, "question")}.`);
  }

  #anew() {
    this.#clear("");
    this.#address("");
    this.question.focus();
    void this.enter(new URLSearchParams());
  }

  #composer() {
    this.question = element("textarea", { rows: 1, maxLength: 4000, required: true, placeholder: EXAMPLE });
    this.question.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    const submit = element("button", { type: "submit", className: "primary" }, "Ask");
    const form = element(
      "form",
      { className: "composer" },
      field("Your question", this.question),
      element("div", { className: "bar" }, this.filters.node, submit),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#ask(this.question.value.trim());
    });
    return form;
  }

  async #ask(question) {
    for (const turn of this.turns) turn.stop();
    this.trouble.clear();
    const turn = this.#begin(question);
    this.question.value = "";
    this.filters.node.open = false;
    turn.heading.focus({ preventScroll: true });
    turn.node.scrollIntoView({ block: "start" });
    const again = () => (this.#drop(turn), this.#ask(question));
    const wanted = { question, ...this.filters.value };
    const reply = await turn.ask(async () => ({ ...wanted, ...(await this.#converse()) }), again);
    if (reply && this.conversation && this.turns.includes(turn))
      this.#address(`conversation=${encodeURIComponent(this.conversation)}`);
  }

  // The conversation that the question belongs to. Where the server keeps none, each question stands alone.
  async #converse() {
    try {
      this.conversation ??= (await server.converse()).id;
      return { conversation: this.conversation };
    } catch (error) {
      if (error.status !== 404) throw error;
      return {};
    }
  }

  #begin(question) {
    const turn = new Turn(question, this.quotes);
    this.turns.push(turn);
    this.thread.append(turn.node);
    this.#arrange();
    return turn;
  }

  #drop(turn) {
    turn.node.remove();
    this.turns = this.turns.filter((one) => one !== turn);
    this.#arrange();
  }

  #clear(wanted) {
    for (const turn of this.turns) turn.stop();
    this.turns = [];
    this.thread.replaceChildren();
    this.conversation = null;
    this.shown = wanted;
    this.#arrange();
  }

  // In a conversation, the question moves below what was said, and what to begin with is out of the way.
  #arrange() {
    const begun = this.turns.length > 0;
    this.node.classList.toggle("begun", begun);
    this.head.classList.toggle("unseen", begun);
    this.lists.hidden = begun;
    this.bar.hidden = !begun;
    this.form.querySelector("label").textContent = begun ? "Ask a follow-up" : "Your question";
    this.question.placeholder = begun ? "Ask a follow-up" : EXAMPLE;
  }

  // So that a reload or a bookmark leads back here.
  #address(wanted) {
    this.shown = wanted;
    history.replaceState(null, "", wanted ? `#ask?${wanted}` : "#ask");
  }
}
