// Where files are dropped or chosen, and what becomes of them.

import { button, element, field } from "./dom.js";
import { counted } from "./format.js";
import * as server from "./server.js";
import { Work } from "./work.js";

export class Upload {
  // corpus: what there is, as in corpus.js; changed(): articles came.
  constructor(corpus, changed) {
    this.changed = changed;
    this.files = element("input", {
      type: "file",
      multiple: true,
      className: "unseen",
      tabIndex: -1,
      "aria-hidden": "true",
    });
    this.files.addEventListener("change", () => (this.#send([...this.files.files]), (this.files.value = "")));
    const names = element("datalist", { id: "upload-collections" });
    this.collection = element("input", { value: "public", maxLength: 200, required: true, autocomplete: "off" });
    this.collection.setAttribute("list", names.id);
    corpus.tell(({ collections }) =>
      names.replaceChildren(...collections.map(({ name }) => element("option", { value: name }))),
    );
    this.work = element("ul", { className: "works" });
    this.zone = element(
      "div",
      { className: "drop" },
      element(
        "p",
        {},
        element("strong", {}, "Drop files here"),
        " or ",
        button("choose files", () => this.files.click(), { className: "show" }),
      ),
      element(
        "p",
        { className: "hint" },
        "PDF, Word, web pages, mail, Markdown, text, JSON lines, and archives of them.",
      ),
      this.files,
      field("Into the collection", this.collection),
      names,
    );
    this.#droppable();
    this.node = element("section", { className: "upload", "aria-label": "Upload articles" }, this.zone, this.work);
  }

  #droppable() {
    const over = (is) => (event) => {
      event.preventDefault();
      this.zone.classList.toggle("over", is);
    };
    this.zone.addEventListener("dragover", over(true));
    this.zone.addEventListener("dragleave", over(false));
    this.zone.addEventListener("drop", over(false));
    this.zone.addEventListener("drop", (event) => this.#send([...event.dataTransfer.files]));
  }

  #send(files) {
    if (!files.length || !this.collection.reportValidity()) return;
    const about = files.length === 1 ? files[0].name : counted(files.length, "file");
    const work = new Work(about, this.changed);
    this.work.prepend(work.node);
    void work.follow(() => server.upload(files, this.collection.value.trim()));
  }
}
