// Questions that must be answered before something is done.

import { button, element } from "./dom.js";
import { Trouble } from "./notices.js";

// Shows a dialog with what `fields` hold; `act` runs on the main button, and the dialog closes when it succeeds.
// Resolves to whether it did.
export function ask({ title, text, fields = [], action, danger = false, act }) {
  const trouble = new Trouble();
  const submit = element("button", { type: "submit", className: danger ? "primary danger" : "primary" }, action);
  const cancel = button("Cancel", () => dialog.close(), { className: "quiet" });
  const heading = element("h2", { id: "dialog-title" }, title);
  const form = element(
    "form",
    { className: "dialog-form" },
    heading,
    text && element("p", {}, text),
    ...fields,
    trouble.node,
    element("p", { className: "dialog-foot" }, cancel, submit),
  );
  const dialog = element("dialog", { "aria-labelledby": heading.id }, form);
  let done = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    await trouble.during(async () => {
      await act();
      done = true;
      dialog.close();
    });
    submit.disabled = false;
  });
  const opener = document.activeElement;
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (opener?.isConnected) opener.focus();
      resolve(done);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
