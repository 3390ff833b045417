// Building the page from values. Text goes in as text and never as markup.

// properties: those the node has are set, any other becomes an attribute; null and undefined are left out.
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

export function drawn(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function button(text, onclick, properties = {}) {
  return element("button", { type: "button", onclick, ...properties }, text);
}

let ids = 0;

// A label with its control and, where there is one, the hint that describes it.
export function field(label, control, hint = null) {
  control.id ||= `field-${++ids}`;
  const described = hint && element("p", { className: "hint", id: `${control.id}-hint` }, hint);
  if (described) control.setAttribute("aria-describedby", described.id);
  return element("div", { className: "field" }, element("label", { htmlFor: control.id }, label), control, described);
}

// Words of strangers in whatever direction they run.
export const words = (text, properties = {}) => element("bdi", properties, text);

// The text before, in and behind a span. Spans count code points and a JavaScript string UTF-16 units.
export function cut(text, { start, end }) {
  const from = unitsOf(text, start);
  const to = unitsOf(text, end - start, from);
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

// Where in the string `count` code points behind `from` have passed.
function unitsOf(text, count, from = 0) {
  let at = from;
  for (let passed = 0; passed < count && at < text.length; passed++) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}
