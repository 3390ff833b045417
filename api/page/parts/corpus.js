// What there is to choose from: the collections, and the day of the oldest article.

import * as server from "./server.js";

export class Corpus {
  constructor() {
    this.listeners = [];
    this.found = null;
    void this.look();
  }

  // listener({ oldest, collections }): told what there is, now where it is known, and whenever it is looked at again.
  // oldest: a day or null; collections: [{ name, articles }].
  tell(listener) {
    this.listeners.push(listener);
    if (this.found) listener(this.found);
  }

  // Nothing to choose from where the server does not say.
  async look() {
    const [first, named] = await Promise.all([
      server.articles({ sort: "published", order: "asc", published_from: "0001-01-01", limit: 1 }).catch(() => null),
      server.collections().catch(() => null),
    ]);
    this.found = { oldest: first?.articles[0]?.published ?? null, collections: named?.collections ?? [] };
    for (const listener of this.listeners) listener(this.found);
  }
}
