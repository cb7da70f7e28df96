// Elements made in code. Children that are not nodes become text nodes, so nothing from a document is ever markup.

/** An element with properties (`class`, `on…` handlers, `aria-…` and other attributes) and children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else {
      made.setAttribute(name === "className" ? "class" : name, value === true ? "" : String(value));
    }
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** The element with this identifier, which index.html must have. */
export function place(id) {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`index.html has no element #${id}`);
  }
  return found;
}

/** A figure for people that carries the exact value: shown shortened, whole in `value` and on hover. */
export function figure(exact, shown) {
  if (exact === null || exact === undefined) {
    return element("span", { className: "quiet" }, "—");
  }
  return element("data", { value: exact, title: String(exact) === shown ? null : exact }, shown);
}

/** A text that may be long: cut by the style sheet, whole on hover and for those who hear it. */
export function label(text, className = "cut") {
  return element("span", { className, title: text }, text);
}

/** A table. A column is `{ label, numeric, header, cell(row) }`; `header` marks the cell that names its row. */
export function table(caption, columns, rows) {
  const head = columns.map((column) =>
    element("th", { scope: "col", className: column.numeric ? "numeric" : null }, column.label),
  );
  const body = rows.map((row) =>
    element("tr", {}, columns.map((column) =>
      element(
        column.header ? "th" : "td",
        { scope: column.header ? "row" : null, className: column.numeric ? "numeric" : null },
        column.cell(row),
      ),
    )),
  );
  return element(
    "table", {},
    element("caption", { className: "visually-hidden" }, caption),
    element("thead", {}, element("tr", {}, head)),
    element("tbody", {}, body),
  );
}

/** Makes a wide table scroll inside its own box, and that box reachable by keyboard. */
export function scroller(host, name, content) {
  host.setAttribute("role", "region");
  host.setAttribute("aria-label", name);
  host.tabIndex = 0;
  host.replaceChildren(content);
}
