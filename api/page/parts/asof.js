// The day on which the articles are read: a slider from the oldest article to today, and the same day to type.

import { element, field } from "./dom.js";
import { day, dayNumber, dayText, today } from "./format.js";

export class AsOf {
  // changed(): the day is another.
  constructor(changed) {
    const last = dayNumber(today());
    this.slider = element("input", { type: "range", min: last - 365, max: last, value: last, step: 1, disabled: true });
    this.slider.setAttribute("aria-label", "Slide to a day");
    this.date = element("input", { type: "date", max: today() });
    this.oldest = element("span", {}, "");
    this.slider.addEventListener("input", () => {
      this.date.value = Number(this.slider.value) >= last ? "" : dayText(Number(this.slider.value));
      this.#tell();
      changed();
    });
    this.date.addEventListener("input", () => (this.#follow(), changed()));
    this.node = element(
      "div",
      { className: "as-of", role: "group", "aria-label": "As of a day" },
      field("As of", this.date, "Hides everything published later."),
      element(
        "div",
        { className: "slide" },
        this.slider,
        element("p", { className: "ends meta" }, this.oldest, element("span", {}, "Today")),
      ),
    );
    this.#tell();
  }

  // The day, or null for today, when nothing is hidden.
  get value() {
    return this.date.value || null;
  }

  set value(text) {
    this.date.value = text ?? "";
    this.#follow();
  }

  // From which day on there is something to hide.
  startAt(oldest) {
    if (!oldest || oldest >= today()) return;
    this.slider.min = dayNumber(oldest);
    this.slider.disabled = false;
    this.oldest.textContent = day(oldest);
    this.#follow();
  }

  #follow() {
    this.slider.value = this.date.value ? dayNumber(this.date.value) : this.slider.max;
    this.#tell();
  }

  #tell() {
    this.slider.setAttribute("aria-valuetext", this.value ? day(this.value) : "Today: nothing is hidden");
  }
}
