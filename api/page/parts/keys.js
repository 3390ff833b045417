// API keys: who has one, a new one, and an end to one.

import { ask as askFirst } from "./dialogs.js";
import { button, element, field, words } from "./dom.js";
import { moment, today } from "./format.js";
import { announce, nothing, Trouble } from "./notices.js";
import * as server from "./server.js";
import { hasKey, keepKey } from "./transport.js";

const ROLES = {
  reader: "Reader: asks and reads",
  writer: "Writer: adds and removes articles too",
  admin: "Admin: keys and the whole server too",
};

export class Keys {
  // known(): this tab shows a key from now on.
  constructor(known) {
    this.known = known;
    this.trouble = new Trouble();
    this.heading = element("h2", { className: "label", tabIndex: -1 }, "Keys");
    this.made = element("div", { role: "status" });
    this.found = element("div", { className: "found" });
    this.node = element(
      "section",
      { className: "keys" },
      this.heading,
      this.#form(),
      this.trouble.node,
      this.made,
      this.found,
    );
  }

  async show() {
    const { keys } = await server.keys();
    const isFirst = !keys.length && !hasKey();
    for (const option of this.role.options) option.disabled = isFirst && option.value !== "admin";
    if (isFirst) this.role.value = "admin";
    const nobody = nothing(
      "No keys yet: whoever uses this machine may do everything. The first key ends that: it is an admin's.",
    );
    this.found.replaceChildren(
      keys.length ? element("ul", { className: "lines" }, ...keys.map((key) => this.#line(key))) : nobody,
    );
  }

  #form() {
    const name = element("input", {
      required: true,
      maxLength: 200,
      autocomplete: "off",
      placeholder: "Whom or what it is for",
    });
    this.role = element(
      "select",
      {},
      ...Object.entries(ROLES).map(([value, text]) => element("option", { value }, text)),
    );
    const collections = element("input", { maxLength: 2000, autocomplete: "off", placeholder: "All" });
    const until = element("input", { type: "date", min: today() });
    const pace = element("input", { type: "number", min: 1, max: 1_000_000, placeholder: "As is usual" });
    const submit = element("button", { type: "submit", className: "primary" }, "Create key");
    const form = element(
      "form",
      { className: "sifting" },
      field("Name", name),
      field("Role", this.role),
      field("Collections", collections, "Several with commas between."),
      field("Expires", until, "At the end of that day."),
      field("Requests a minute", pace),
      submit,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const names = collections.value
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean);
      void this.#make({
        name: name.value.trim(),
        role: this.role.value,
        ...(names.length && { collections: names }),
        ...(until.value && { expires_at: new Date(`${until.value}T23:59:59`).toISOString() }),
        ...(pace.value && { requests_per_minute: Number(pace.value) }),
      }).then((made) => made && form.reset());
    });
    return form;
  }

  async #make(wanted) {
    return this.trouble.during(async () => {
      const isFirst = !hasKey();
      const made = await server.makeKey(wanted);
      this.#hand(made);
      if (isFirst) {
        keepKey(made.key);
        this.known();
      }
      await this.show();
      return made;
    });
  }

  // Shown this once: the server keeps no key, only what it needs to know one again.
  #hand({ name, key }) {
    const shown = element("input", {
      value: key,
      readOnly: true,
      spellcheck: false,
      className: "secret",
      onfocus: () => shown.select(),
    });
    const copy = button("Copy", () => copied(shown, copy), { className: "primary" });
    this.made.replaceChildren(
      element(
        "div",
        { className: "notice handed" },
        element(
          "p",
          {},
          element("strong", {}, "The key of ", words(name), " is shown this once."),
          " Keep it where it is to be used.",
        ),
        element("div", { className: "row" }, field("Key", shown), copy),
        button("I have it", () => this.made.replaceChildren(), { className: "quiet" }),
      ),
    );
    shown.focus();
  }

  #line(key) {
    const revoke = button("Revoke", () => this.#revoke(key), { className: "quiet", hidden: Boolean(key.revoked_at) });
    revoke.setAttribute("aria-label", `Revoke the key of ${key.name}`);
    const told = [
      key.role,
      key.collections ? key.collections.join(", ") : "all collections",
      key.requests_per_minute && `${key.requests_per_minute} a minute`,
    ];
    const times = [
      [key.revoked_at, "revoked "],
      [!key.revoked_at && key.expires_at, "expires "],
      [key.last_used_at, "last used "],
    ].flatMap(([at, said]) => (at ? [` · ${said}`, moment(at)] : []));
    return element(
      "li",
      { className: key.revoked_at ? "with-action over" : "with-action" },
      element(
        "div",
        { className: "line" },
        words(key.name, { className: "line-title" }),
        element("span", { className: "meta" }, words(told.filter(Boolean).join(" · ")), ...times),
      ),
      revoke,
    );
  }

  async #revoke(key) {
    const done = await askFirst({
      title: "Revoke this key?",
      text: `Whoever uses the key of “${key.name}” is refused from now on. It cannot be undone.`,
      action: "Revoke",
      danger: true,
      act: () => server.revokeKey(key.id),
    });
    if (!done) return;
    await this.trouble.during(() => this.show());
    this.heading.focus();
  }
}

// Where the browser gives no clipboard, as over plain HTTP, the key is marked to be copied by hand.
async function copied(shown, copy) {
  shown.select();
  try {
    await navigator.clipboard.writeText(shown.value);
    copy.textContent = "Copied";
    announce("The key is copied.");
  } catch {
    announce("The key is marked: copy it with the keyboard.");
  }
}
