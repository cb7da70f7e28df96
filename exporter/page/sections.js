// The states of a section: at work (what it showed stays, paler), showing figures, or saying why there are none.

import { element, place } from "./dom.js";

/** Marks sections as waiting for the server, or no longer. */
export function busy(ids, waiting) {
  for (const id of ids) {
    place(id).setAttribute("aria-busy", String(waiting));
  }
}

/** Says something in place of a section's figures; `actions` are buttons `{ label, run }`. An error is an alert. */
export function say(id, text, { actions = [], error = false } = {}) {
  const message = place(id).querySelector(".message");
  message.replaceChildren(
    element("p", { role: error ? "alert" : null }, text),
    ...actions.map(({ label, run }) => element("button", { type: "button", onclick: () => act(run) }, label)),
  );
  message.classList.toggle("message-error", error);
  message.hidden = false;
}

/** The button goes away with its message, so the focus moves on first. */
function act(run) {
  place("content").focus({ preventScroll: true });
  run();
}

/** Takes the message of a section away. */
export function sayNothing(id) {
  const message = place(id).querySelector(".message");
  message.hidden = true;
  message.replaceChildren();
}

/** Tells those who hear the page what happened. */
export function announce(text) {
  place("status").textContent = text;
}
