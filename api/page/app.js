// Wires the page together: who asks, which view is shown, and the article beside it.

import { Corpus } from "./parts/corpus.js";
import { button, element } from "./parts/dom.js";
import { Trouble } from "./parts/notices.js";
import { Quotes } from "./parts/quotes.js";
import { Reader } from "./parts/reader.js";
import * as server from "./parts/server.js";
import { forgetKey, hasKey, keepKey, whenLocked } from "./parts/transport.js";
import { AdminView } from "./views/admin.js";
import { ArticlesView } from "./views/articles.js";
import { AskView } from "./views/ask.js";
import { FiguresView } from "./views/figures.js";
import { SourcesView } from "./views/sources.js";
import { TimelineView } from "./views/timeline.js";
import { WatchesView } from "./views/watches.js";

const ROLES = ["reader", "writer", "admin"];
const VIEWS = {
  ask: { name: "Ask", View: AskView },
  timeline: { name: "Timeline", View: TimelineView },
  figures: { name: "Figures", View: FiguresView },
  articles: { name: "Articles", View: ArticlesView },
  watches: { name: "Watches", View: WatchesView },
  sources: { name: "Sources", View: SourcesView, role: "writer" },
  admin: { name: "Admin", View: AdminView, role: "admin" },
};

const at = (id) => document.getElementById(id);
const trouble = new Trouble();
const made = new Map(); // the views that were looked at, by name
let context = null;
let shown = null; // the name of the view

at("desk").prepend(trouble.node);
whenLocked(unlocked);
void start();

async function start() {
  const who = await trouble.during(server.me, start);
  if (!who) return;
  const may = (role) => ROLES.indexOf(who.role) >= ROLES.indexOf(role);
  const reader = new Reader(at("reader"), [at("top"), at("desk")], (error) => trouble.show(error));
  const quotes = new Quotes((citation, opener) => (trouble.clear(), reader.open(citation, opener)));
  context = { reader, quotes, may, corpus: new Corpus(), go, tellWho };
  const offered = Object.entries(VIEWS).filter(([, { role }]) => !role || may(role));
  at("views").replaceChildren(
    ...offered.map(([view, { name }]) => element("li", {}, element("a", { href: `#${view}` }, name))),
  );
  whoAsks(who);
  addEventListener("hashchange", show);
  await show();
  void tellHealth();
}

// The view that the address names, such as #timeline?query=Northwind. Another view than before takes the focus.
async function show() {
  const [wanted, params] = location.hash.slice(1).split("?");
  const view = VIEWS[wanted] && context.may(VIEWS[wanted].role ?? "reader") ? wanted : "ask";
  const moved = shown && shown !== view;
  shown = view;
  const { name, View } = VIEWS[view];
  if (!made.has(view)) at("desk").append(made.set(view, new View(context)).get(view).node);
  for (const [other, { node }] of made) node.hidden = other !== view;
  for (const link of at("views").querySelectorAll("a")) link.ariaCurrent = link.hash === `#${view}` ? "page" : null;
  document.title = `${name} · dealdesk`;
  trouble.clear();
  if (moved) {
    if (!at("reader").hidden) context.reader.close();
    made.get(view).node.querySelector("h1").focus();
    scrollTo(0, 0);
  }
  await made.get(view).enter(new URLSearchParams(params));
}

// params: by name; what is empty is left out, and a list is repeated. The same address again shows the view anew.
function go(view, params = {}) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    for (const one of [value].flat()) if (one) given.append(name, one);
  const hash = given.size ? `#${view}?${given}` : `#${view}`;
  if (location.hash === hash) void show();
  else location.hash = hash;
}

// Resolves when the reader has given a key. refused: the one before was not accepted.
function unlocked(refused) {
  at("unlock").hidden = false;
  at("key-hint").textContent = refused ? "That key was not accepted." : "Kept in this tab until it is closed.";
  at("key").value = "";
  at("key").focus();
  return new Promise((resolve) => {
    at("unlock").onsubmit = (event) => {
      event.preventDefault();
      keepKey(at("key").value);
      at("unlock").hidden = true;
      resolve();
    };
  });
}

async function tellWho() {
  whoAsks(await server.me());
}

function whoAsks({ role, collections }) {
  const leave = button("Forget the key", () => (forgetKey(), location.reload()), { className: "show" });
  const told = `${role} · ${collections ? collections.join(", ") : "all collections"}`;
  at("who").replaceChildren(element("p", {}, told, ...(hasKey() ? [" · ", leave] : [])));
}

async function tellHealth() {
  const { status, checks = [] } = await server.ready().catch(() => ({ status: "unknown" }));
  const wrong = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name.replaceAll("_", " ")} ${detail}`);
  const words = "Search by meaning is being repaired. Until then, answers are found by their words alone.";
  at("health").textContent = status === "degraded" ? words : `This server is not ready: ${wrong.join("; ")}.`;
  at("health").hidden = status !== "degraded" && status !== "not_ready";
}
