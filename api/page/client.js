// The calls to the server.

const KEY = "dealdesk-key";

export class Problem extends Error {
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

export function keepKey(key) {
  sessionStorage.setItem(KEY, key);
}

export function hasKey() {
  return Boolean(sessionStorage.getItem(KEY));
}

export const ask = (request, signal) => call("v1/ask", { method: "POST", body: JSON.stringify(request), signal });
export const article = (id) => call(`v1/articles/${encodeURIComponent(id)}`);
export const articles = (limit) => call(`v1/articles?limit=${limit}`);
export const ready = () => call("readyz");

async function call(path, options = {}) {
  const headers = { Accept: "application/json" };
  const key = sessionStorage.getItem(KEY);
  if (key) headers.Authorization = `Bearer ${utf8AsLatin1(key)}`;
  if (options.body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The server does not answer. Check that it runs, then ask again.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, body.detail ?? `The server answered ${response.status}.`, body.errors);
  return body;
}

// A header takes characters up to U+00FF, each sent as one byte: give it the bytes of the key.
function utf8AsLatin1(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
