// A job while it runs: how far it is, what became of its articles, and what failed.

import { button, element, words } from "./dom.js";
import { counted, moment, number } from "./format.js";
import { announce, Trouble } from "./notices.js";
import * as server from "./server.js";

const STATES = { queued: "Waiting", running: "Running", succeeded: "Done", failed: "Failed", cancelled: "Cancelled" };

export class Work {
  // about: in a few words what it is, before the server says; ended(): it is over.
  constructor(about, ended = () => {}) {
    this.ended = ended;
    this.title = words(about, { className: "work-title" });
    this.state = element("span", { className: "tag" }, "Sending");
    this.bar = element("progress", { "aria-label": about });
    this.counts = element("p", { className: "meta" });
    this.failures = element("div", {});
    this.trouble = new Trouble();
    this.cancel = button("Cancel", () => this.trouble.during(() => server.cancelJob(this.id)), {
      className: "quiet",
      hidden: true,
    });
    const head = element("p", { className: "work-head" }, this.title, this.state, this.cancel);
    this.node = element("li", { className: "work" }, head, this.bar, this.counts, this.trouble.node, this.failures);
  }

  // Shows a job and, until it is over, what becomes of it. begin(): resolves to the job.
  async follow(begin) {
    await this.trouble.during(async () => {
      const job = await begin();
      this.id = job.id;
      this.#tell(job);
      if (!job.ended_at) await this.#listen();
      if (job.ended_at ? job.failed : this.last.failed) await this.#list();
    });
    if (this.id) return;
    this.state.textContent = "Not sent";
    this.bar.hidden = true;
  }

  // The stream ends when the job does, or when the server stops: then the job itself says how it stands.
  async #listen() {
    for await (const { data } of server.jobEvents(this.id)) this.#tell(data);
    if (!this.last.ended_at) this.#tell(await server.job(this.id));
    announce(`${this.title.textContent}: ${this.state.textContent}. ${this.counts.textContent}`);
    this.ended();
  }

  #tell(job) {
    this.last = job;
    const { embedding } = job;
    const over = Boolean(job.ended_at);
    this.title.textContent = job.about;
    this.bar.setAttribute("aria-label", job.about);
    this.state.textContent = STATES[job.state] ?? job.state;
    this.state.classList.toggle("bad", job.state === "failed" || (over && job.failed > 0));
    this.bar.hidden = over;
    this.cancel.hidden = over;
    if (job.found) {
      this.bar.max = job.found;
      this.bar.value = job.done + (embedding?.total ? embedding.done / embedding.total : 0);
    }
    const told = [counts(job), job.error && words(` · ${job.error}`), ...(over ? [" · ", moment(job.ended_at)] : [])];
    this.counts.replaceChildren(...told.filter(Boolean));
  }

  async #list() {
    const { failures, failed } = await server.job(this.id);
    const items = failures.map((one) =>
      element("li", {}, words(one.article), one.reason ? [": ", words(one.reason)] : null),
    );
    const more = failed > failures.length ? element("li", {}, `and ${number(failed - failures.length)} more`) : null;
    this.failures.replaceChildren(
      element(
        "details",
        { className: "failures", open: true },
        element("summary", {}, `${number(failed)} failed`),
        element("ul", {}, ...items, more),
      ),
    );
  }
}

function counts(job) {
  const kinds = ["added", "replaced", "removed", "unchanged", "failed"]
    .filter((kind) => job[kind])
    .map((kind) => `${number(job[kind])} ${kind}`);
  const embedded = job.embedding && `${number(job.embedding.done)} of ${counted(job.embedding.total, "passage")} read`;
  const far = job.found
    ? `${number(job.done)} of ${counted(job.found, "article")}`
    : job.ended_at
      ? "Nothing to do"
      : "Looking at what there is";
  const left = job.seconds_left && `about ${counted(Math.ceil(job.seconds_left), "second")} left`;
  return [far, ...kinds, embedded, left].filter(Boolean).join(" · ");
}
