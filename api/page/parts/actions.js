// What can be done with an answer: judge it, copy it, watch it, and look further.

import { ask as askFirst } from "./dialogs.js";
import { button, drawn, element, field } from "./dom.js";
import { named, provenance } from "./format.js";
import { announce, Trouble } from "./notices.js";
import * as server from "./server.js";

const THUMB = "M7 10v10H4V10h3zm2 10V10l4-7c1.5 0 2.3 1.2 2 2.6L14.3 9H19a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.8 20H9z";

// collections: those the question was asked of, where it was not all.
export function actionsOf(reply, collections) {
  const trouble = new Trouble();
  const further = new URLSearchParams({ query: reply.question, ...(reply.as_of && { as_of: reply.as_of }) });
  const row = element(
    "p",
    { className: "actions" },
    ...judging(reply, trouble),
    reply.status === "answered" && navigator.clipboard ? copying(reply) : null,
    reply.as_of ? null : button("Watch", () => watchFrom(reply.question, collections), { className: "quiet" }),
    element("a", { className: "quiet", href: `#timeline?${further}` }, "Timeline"),
    element("a", { className: "quiet", href: `#figures?${further}` }, "Figures"),
    element("a", { className: "quiet", href: `#ask?answer=${encodeURIComponent(reply.id)}` }, "Link to this"),
  );
  return element("div", { className: "reply-foot" }, row, trouble.node);
}

function judging(reply, trouble) {
  const judge = (helpful, mine, other) =>
    trouble.during(async () => {
      await server.judge(reply.id, { helpful });
      mine.setAttribute("aria-pressed", "true");
      other.setAttribute("aria-pressed", "false");
      announce("Thank you. Your judgement is kept.");
      const foot = mine.closest(".reply-foot");
      if (!foot.querySelector(".comment")) foot.append(comment(reply, trouble, up));
    });
  const up = thumb("Helpful", () => judge(true, up, down));
  const down = thumb("Not helpful", () => judge(false, down, up));
  return [up, down];
}

function thumb(label, act) {
  const icon = drawn(
    "svg",
    { viewBox: "0 0 24 24", class: label === "Helpful" ? "thumb" : "thumb down", "aria-hidden": "true" },
    drawn("path", { d: THUMB }),
  );
  return button(icon, act, { className: "quiet icon", "aria-pressed": "false", "aria-label": label, title: label });
}

// up: the button that says whether it was helpful.
function comment(reply, trouble, up) {
  const input = element("input", { maxLength: 2000, required: true, autocomplete: "off" });
  const form = element(
    "form",
    { className: "comment" },
    field("What made it so? (optional)", input),
    element("button", { type: "submit", className: "quiet" }, "Send"),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const helpful = up.getAttribute("aria-pressed") === "true";
    await trouble.during(async () => {
      await server.judge(reply.id, { helpful, comment: input.value.trim() });
      form.replaceChildren(element("p", { className: "hint", role: "status" }, "Thank you."));
    });
  });
  return form;
}

function copying(reply) {
  return button(
    "Copy",
    async (event) => {
      await navigator.clipboard.writeText(asText(reply));
      event.target.textContent = "Copied";
      announce("The answer and its sources are copied.");
    },
    { className: "quiet" },
  );
}

function asText(reply) {
  const said = reply.statements.map((one) => `${one.text} ${one.citations.map((n) => `[${n}]`).join("")}`);
  const sources = reply.citations.map((one) => `[${one.marker}] ${named(one)}, ${provenance(one)}: “${one.quote}”`);
  return [said.join(" "), ...sources].join("\n\n");
}

// Asks for the words first: a follow-up says little by itself.
export async function watchFrom(question, collections) {
  const input = element("textarea", { value: question, rows: 2, maxLength: 4000, required: true });
  const done = await askFirst({
    title: "Tell me when this changes",
    text: "The question is asked again whenever articles come or go. What changed stands under Watches.",
    fields: [field("Question", input)],
    action: "Watch",
    act: () => server.watch({ question: input.value.trim(), ...(collections && { collections }) }),
  });
  if (done) announce("The question is watched. Changes stand under Watches.");
  return done;
}
