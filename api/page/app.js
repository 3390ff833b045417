// Wires the page together.

import * as server from "./client.js";
import { day, element, provenance } from "./dom.js";
import { Reader } from "./reader.js";
import { renderReply } from "./reply.js";

const LISTED = 500; // as many as the server gives in one page
const SHOWN = 8;

const at = (id) => document.getElementById(id);
const reader = new Reader(at("reader"), [at("top"), at("desk")], showProblem);
let asking = null; // the AbortController of the question under way
let locked = null; // what to do again once the key is there

at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  void ask();
});

at("question").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  at("ask").requestSubmit();
});

at("unlock").addEventListener("submit", (event) => {
  event.preventDefault();
  server.keepKey(at("key").value);
  at("unlock").hidden = true;
  at("problem").hidden = true;
  const again = locked;
  locked = null;
  void loadArticles().then(() => again?.());
});

for (const id of ["as-of", "collections"]) at(id).addEventListener("input", showFilters);

void loadArticles();
void loadHealth();
showFilters();

async function ask() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  if (!reader.panel.hidden) {
    reader.close();
    at("question").focus();
  }
  busy(true);
  try {
    const reply = await server.ask(request(), mine.signal);
    at("reply").replaceChildren(...renderReply(reply, (citation, opener) => reader.open(citation, opener)));
    at("reply").hidden = false;
    at("reply").firstElementChild.scrollIntoView({ block: "nearest" });
    at("announce").textContent = `${reply.text} ${reply.citations.length} citations.`;
  } catch (error) {
    if (error.name !== "AbortError") showProblem(error, ask);
  } finally {
    if (asking === mine) busy(false);
  }
}

function request() {
  return { question: at("question").value.trim(), as_of: at("as-of").value || null, collections: chosenCollections() };
}

function chosenCollections() {
  const names = at("collections").value.split(",").map((name) => name.trim()).filter(Boolean);
  return names.length ? names : null;
}

function showFilters() {
  const { as_of, collections } = request();
  at("chosen").textContent = [as_of && `as of ${day(as_of)}`, ...(collections ?? [])].filter(Boolean).join(" · ");
}

function busy(is) {
  at("waiting").hidden = !is;
  if (!is) return;
  at("announce").textContent = "Reading the articles.";
  at("problem").hidden = true;
  at("reply").hidden = true;
}

// again: what to repeat when nothing but the key was missing.
function showProblem(error, again = null) {
  if (error.status === 401) {
    locked = again;
    at("unlock").hidden = false;
    at("key-hint").textContent = server.hasKey() ? "That key was not accepted." : "Kept in this tab until it is closed.";
    at("key").focus();
    return;
  }
  const errors = (error.errors ?? []).map((one) => element("li", {}, `${one.field}: ${one.remedy}`));
  at("problem").replaceChildren(element("p", {}, error.message), element("ul", {}, ...errors));
  at("problem").hidden = false;
}

async function loadArticles() {
  try {
    const { articles, next } = await server.articles(LISTED);
    const newest = articles.toSorted((a, b) => (b.published ?? "").localeCompare(a.published ?? "")).slice(0, SHOWN);
    at("newest-title").textContent = next ? "Some of the articles" : "Newest articles";
    at("newest-list").replaceChildren(...(newest.length ? newest.map(listed) : [nothingYet()]));
    const names = [...new Set(articles.map((article) => article.collection))].toSorted();
    at("known").replaceChildren(...names.map((name) => element("option", { value: name })));
    at("newest").hidden = false;
  } catch (error) {
    showProblem(error);
  }
}

function listed(article) {
  const button = element(
    "button",
    { type: "button", className: "listed" },
    element("span", { className: "listed-title" }, article.title || article.id),
    element("span", { className: "meta" }, provenance(article)),
  );
  button.addEventListener("click", () => reader.open({ article_id: article.id }, button));
  return element("li", {}, button);
}

function nothingYet() {
  return element("li", { className: "hint" }, "There are none yet. Add some with: dealdesk refresh FOLDER");
}

async function loadHealth() {
  const words = "Search by meaning is being repaired. Until then, answers are found by their words alone.";
  const { status } = await server.ready().catch(() => ({ status: "unknown" }));
  at("health").textContent = words;
  at("health").hidden = status !== "degraded";
}
