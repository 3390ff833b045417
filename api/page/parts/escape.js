// The Escape key closes one thing at a time: what was registered last is asked first.

const closers = [];

// close(): whether there was something to close.
export function onEscape(close) {
  closers.unshift(close);
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (closers.some((close) => close())) event.preventDefault();
});
