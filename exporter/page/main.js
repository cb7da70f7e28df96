// Starts the page and joins its parts: a view leads to requests, their documents to sections. Each part says for itself
// what it shows; this module decides when.

import { MOST_DAYS, activityQuery, clearActivity, coverable, offerSteps, showActivity } from "./activity.js";
import { TokenWanted, address, fetchDocument } from "./api.js";
import { isZone } from "./calendar.js";
import { remember, sayProblem, showControls, startControls, zoneProblem } from "./controls.js";
import { clearCost, showCost } from "./cost.js";
import { place } from "./dom.js";
import { longDay } from "./format.js";
import { askForToken, openGate, startGate } from "./gate.js";
import { announce, busy, say, sayNothing } from "./sections.js";
import { sessionsQuery, showSessions, startPager } from "./sessions.js";
import { clearShares, showModels, showProjects } from "./shares.js";
import { provenance, showNotices, showTiles } from "./summary.js";
import { splitDays, unpriced } from "./usage.js";
import { dates, read, write } from "./view.js";

const OF_USAGE = ["summary", "cost", "models", "projects"];
/** Members of a view that need no new usage document. */
const ONLY_SESSIONS = ["project", "one_shot", "automated", "children"];

let view = read(location.search);
let usage = null;
let loads = 0;
const running = { usage: null, activity: null, sessions: null };

/** Ends the request of that kind that is under way, and begins another. */
function begin(kind) {
  running[kind]?.abort();
  running[kind] = new AbortController();
  return running[kind].signal;
}

/** The days of a document, for a view that leaves them to the archive. */
function daysOf(report) {
  const { dated } = splitDays(report);
  return dated.length > 0 ? { since: dated[0].date, until: dated.at(-1).date } : null;
}

const range = () => dates(view) ?? (usage && daysOf(usage));

/** Says what failed, unless the request was called off: by a newer one, or because the token is asked for already. */
function failed(id, error, signal) {
  if (signal.aborted) {
    return;
  }
  if (error instanceof TokenWanted) {
    Object.values(running).forEach((request) => request?.abort());
    askForToken(error.sent);
    return;
  }
  say(id, error.message, { error: true, actions: [{ label: "Try again", run: loadAll }] });
}

function usageQuery() {
  const days = dates(view);
  return { since: days?.since, until: days?.until, all: days === null, timezone: view.zone, breakdown: true, agent: view.agent };
}

async function loadUsage() {
  const signal = begin("usage");
  busy(OF_USAGE, true);
  try {
    usage = await fetchDocument("usage-daily", usageQuery(), signal);
    openGate();
    remember(usage);
    presentUsage();
    return true;
  } catch (error) {
    if (!signal.aborted) {
      usage = null;
      showTiles(null);
      place("notices").replaceChildren();
      emptyUsage();
    }
    failed("summary", error, signal);
    return false;
  } finally {
    if (!signal.aborted) {
      busy(OF_USAGE, false);
    }
  }
}

function emptyUsage() {
  clearCost();
  clearShares();
  ["cost", "models", "projects"].forEach((id) => say(id, "Nothing to show."));
}

function presentUsage() {
  OF_USAGE.forEach(sayNothing);
  showTiles(usage);
  showNotices(usage);
  place("provenance").textContent = provenance(usage);
  if (usage.daily.length === 0) {
    emptyUsage();
    const everything = { label: "Show all days", run: () => change({ days: "all" }) };
    say("summary", view.days === "all" ? "The archive holds no usage." : "There is no usage in these days.", {
      actions: view.days === "all" ? [] : [everything],
    });
    return;
  }
  showCost(usage, dates(view), view.by);
  showModels(usage, unpriced(usage));
  showProjects(usage);
}

async function loadActivity() {
  const signal = begin("activity");
  const days = range();
  if (!days) {
    clearActivity();
    sayNothing("activity");
    busy(["activity"], false);
    return;
  }
  const covered = coverable(days);
  offerSteps(view.step, covered);
  busy(["activity"], true);
  try {
    const report = await fetchDocument("activity-report", activityQuery(view, covered), signal);
    sayNothing("activity");
    if (covered.cut) {
      say("activity", `A report covers at most ${MOST_DAYS} days: these are the last ones of the range.`);
    }
    showActivity(report, view.zone);
  } catch (error) {
    if (!signal.aborted) {
      clearActivity();
    }
    failed("activity", error, signal);
  } finally {
    if (!signal.aborted) {
      busy(["activity"], false);
    }
  }
}

async function loadSessions() {
  const signal = begin("sessions");
  await showSessions(view, dates(view), signal, (error) => failed("sessions", error, signal));
}

/** Title, controls and links follow the view. */
function presentView() {
  const days = range();
  showControls(view, days);
  place("range-title").textContent = days ? `${longDay(days.since)} to ${longDay(days.until)}` : "";
  place("link-usage").href = address("usage-daily", usageQuery());
  place("link-sessions").href = address("sessions", sessionsQuery(view, dates(view)));
  if (days) {
    place("link-activity").href = address("activity-report", activityQuery(view, coverable(days)));
  }
}

async function loadAll() {
  loads += 1;
  const mine = loads;
  presentView();
  document.body.classList.add("loading");
  const first = loadUsage();
  if (view.days === "all") {
    await first; // its days are what the others are asked for
  }
  const [loaded] = await Promise.all([first, loadActivity(), loadSessions()]);
  if (mine !== loads) {
    return; // a newer view is on its way
  }
  document.body.classList.remove("loading");
  if (loaded) {
    presentView();
    announce(`Figures loaded: ${place("range-title").textContent}`);
  }
}

/** Loads what a change concerns, and no more. */
function reload(changed) {
  if (changed.every((name) => ONLY_SESSIONS.includes(name))) {
    presentView();
    loadSessions();
  } else if (changed.every((name) => name === "by")) {
    presentView();
    if (usage) {
      presentUsage();
    }
  } else if (changed.every((name) => name === "step")) {
    presentView();
    loadActivity();
  } else {
    loadAll();
  }
}

function change(part) {
  view = { ...view, ...part };
  history.pushState(null, "", write(view));
  reload(Object.keys(part));
}

/** A linked zone may be one that this browser does not know. */
function checkZone() {
  const problem = zoneProblem(view.zone);
  sayProblem(problem ? `${problem} Times are those of UTC.` : "");
  if (!isZone(view.zone)) {
    view.zone = "UTC";
  }
}

addEventListener("popstate", () => {
  view = read(location.search);
  checkZone();
  loadAll();
});

checkZone();
history.replaceState(null, "", write(view));
showTiles(null);
startControls(change);
startPager();
startGate(loadAll);
loadAll();
