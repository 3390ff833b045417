// How requests reach the server: with the key, which is asked for and kept in this tab, and as streams of events.

const KEY = "dealdesk-key";

// errors: the fields concerned, each with its remedy; body: all that the server said.
export class Problem extends Error {
  constructor(status, detail, body = {}) {
    super(detail);
    this.status = status;
    this.errors = body.errors ?? [];
    this.body = body;
  }
}

// unlock(refused): resolves when the reader has given a key; refused: one was shown and not accepted.
let unlock = null;
let unlocking = null;

export function whenLocked(ask) {
  unlock = ask;
}

export const hasKey = () => Boolean(sessionStorage.getItem(KEY));
export const keepKey = (key) => sessionStorage.setItem(KEY, key);
export const forgetKey = () => sessionStorage.removeItem(KEY);

// The answer as JSON; undefined where there is no body.
export async function call(method, path, body, options = {}) {
  const response = await send(method, path, body, options);
  return response.status === 204 ? undefined : response.json();
}

// The response, which succeeded. body: JSON, or a form; options: headers, signal.
export async function send(method, path, body, { headers = {}, signal } = {}) {
  for (;;) {
    const key = sessionStorage.getItem(KEY);
    const response = await attempt(method, path, body, headers, key, signal);
    if (response.ok) return response;
    if (response.status !== 401 || !unlock) throw await problemOf(response);
    signal?.throwIfAborted();
    if (key === sessionStorage.getItem(KEY)) {
      unlocking ??= unlock(Boolean(key)).finally(() => (unlocking = null));
      await unlocking;
      signal?.throwIfAborted();
    }
  }
}

async function attempt(method, path, body, given, key, signal) {
  const headers = { Accept: "application/json", ...given };
  if (key) headers.Authorization = `Bearer ${utf8AsLatin1(key)}`;
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  try {
    return await fetch(path, {
      method,
      headers,
      signal,
      body: isForm || body === undefined ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The server does not answer. Check that it runs and that you are connected, then try again.");
  }
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem(response.status, body.detail ?? `The server answered ${response.status}.`, body);
}

// Server-sent events of a response, as { name, data } with data read as JSON.
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (waiting + value.replaceAll("\r", "")).split("\n\n");
      waiting = blocks.pop();
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The connection broke off. Try again.");
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function eventOf(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    const [, key, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (key === "event") name = value;
    if (key === "data") data.push(value);
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}

// A header takes characters up to U+00FF, each sent as one byte: give it the bytes of the key.
function utf8AsLatin1(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
