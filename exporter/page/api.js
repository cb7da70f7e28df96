// Asking the server for documents. Adds the token, and turns every failure into one sentence that can be shown.

const TOKEN = "agentexport.token";

/** A request that failed; `message` is for people. */
export class Failure extends Error {}

/** The server wants a token, or another one than the one that was `sent`. */
export class TokenWanted extends Failure {
  constructor(message, sent) {
    super(message);
    this.sent = sent;
  }
}

/** The place in the list of sessions is no longer valid. */
export class PlaceLost extends Failure {}

let token = storedToken();

function storedToken() {
  try {
    return sessionStorage.getItem(TOKEN) ?? "";
  } catch {
    return ""; // storage switched off: the token lasts as long as the page
  }
}

/** Whether requests carry a token. */
export const hasToken = () => token !== "";

/** Whether requests carry this one; an empty one stands for none. */
export const isInUse = (sent) => token === sent;

/** Keeps the token for this tab; an empty one is forgotten. */
export function useToken(text) {
  token = text;
  try {
    if (text) {
      sessionStorage.setItem(TOKEN, text);
    } else {
      sessionStorage.removeItem(TOKEN);
    }
  } catch {
    // as above
  }
}

/** The address of a document, relative to the page so that a path in front of both may stay. */
export function address(route, parameters) {
  const url = new URL(`v1/${route}`, document.baseURI);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "" && value !== false) {
      url.searchParams.set(name, value);
    }
  }
  return url;
}

/** Fetches one document of version 1. Throws a `Failure`, or an `AbortError` when the signal says so. */
export async function fetchDocument(route, parameters, signal) {
  const sent = token;
  const headers = { Accept: "application/json" };
  if (sent) {
    headers.Authorization = `Bearer ${sent}`;
  }
  let response;
  let body;
  try {
    response = await fetch(address(route, parameters), { headers, signal, credentials: "same-origin" });
    body = await response.text();
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new Failure("The server does not answer. Is it still running?");
  }
  const value = parsed(body);
  if (!response.ok) {
    throw failure(response.status, value, sent);
  }
  if (value?.schema_version !== 1) {
    throw new Failure("The server's answer is not a version 1 document.");
  }
  return value;
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function failure(status, value, sent) {
  const said = typeof value?.error === "string" ? value.error : "";
  if (status === 401) {
    return new TokenWanted(said || "The server asks for a token.", sent);
  }
  if (status === 409) {
    return new PlaceLost("Sessions were added or changed since the first page.");
  }
  return new Failure(said ? `The server says: ${said}` : `The server answers with status ${status}.`);
}
