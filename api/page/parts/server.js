// What the page asks the server for, one function for each.

import { call, events, send } from "./transport.js";

const id = encodeURIComponent;

// Query parameters; what is null or empty is left out, and a list is repeated.
function query(wanted) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) {
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== "") given.append(name, one);
  }
  return given.size ? `?${given}` : "";
}

const get = (path, options) => call("GET", path, undefined, options);

export const me = () => get("v1/me");
export const ready = () => get("readyz").catch((error) => (error.body?.checks ? error.body : Promise.reject(error)));
export const collections = () => get("v1/collections");

export async function* ask(request, signal) {
  const headers = { Accept: "text/event-stream" };
  yield* events(await send("POST", "v1/ask", { ...request, stream: true }, { headers, signal }));
}

export const answer = (answer) => get(`v1/answers/${id(answer)}`);
export const judge = (answer, feedback) => call("PUT", `v1/answers/${id(answer)}/feedback`, feedback);

export const conversations = (cursor) => get(`v1/conversations${query({ cursor, limit: 20 })}`);
export const conversation = (one) => get(`v1/conversations/${id(one)}`);
export const converse = () => call("POST", "v1/conversations", {}); // its first question becomes its title
export const forgetConversation = (one) => call("DELETE", `v1/conversations/${id(one)}`);

export const article = (article) => get(`v1/articles/${id(article)}`);
export const version = (article, version) => get(`v1/articles/${id(article)}/versions/${id(version)}`);
export const articles = (wanted) => get(`v1/articles${query(wanted)}`);
export const removeArticle = (article, version) =>
  call("DELETE", `v1/articles/${id(article)}`, undefined, { headers: { "If-Match": `"${version}"` } });

export const timeline = (wanted, signal) => get(`v1/timeline${query(wanted)}`, { signal });
export const figures = (wanted, signal) => get(`v1/figures${query(wanted)}`, { signal });

export async function figuresFile(wanted) {
  const response = await send("GET", `v1/figures${query({ ...wanted, format: "csv" })}`, undefined, {
    headers: { Accept: "text/csv" },
  });
  return response.blob();
}

export function upload(files, collection) {
  const form = new FormData();
  form.append("collection", collection);
  for (const file of files) form.append("files", file, file.name);
  return call("POST", "v1/uploads", form);
}

export const jobs = () => get("v1/jobs?limit=10");
export const job = (one) => get(`v1/jobs/${id(one)}`);
export const cancelJob = (one) => call("POST", `v1/jobs/${id(one)}/cancel`);

export async function* jobEvents(one, signal) {
  yield* events(
    await send("GET", `v1/jobs/${id(one)}/events`, undefined, { headers: { Accept: "text/event-stream" }, signal }),
  );
}

export const sources = () => get("v1/sources");
export const addSource = (wanted) => call("POST", "v1/sources", wanted);
export const refreshSource = (one) => call("POST", `v1/sources/${id(one)}/refresh`);
export const refreshAll = () => call("POST", "v1/refreshes", {});
export const removeSource = (one, withArticles) =>
  call("DELETE", `v1/sources/${id(one)}${query({ with_articles: withArticles })}`);

export const watches = () => get("v1/watches");
export const watched = (one) => get(`v1/watches/${id(one)}`);
export const watch = (wanted) => call("POST", "v1/watches", wanted);
export const unwatch = (one) => call("DELETE", `v1/watches/${id(one)}`);

export const keys = () => get("v1/keys");
export const makeKey = (wanted) => call("POST", "v1/keys", wanted);
export const revokeKey = (one) => call("DELETE", `v1/keys/${id(one)}`);
