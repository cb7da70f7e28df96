//! The table of routes: what there is, which parameters it takes, and what it answers with. The router, the reading
//! of queries and the description for programs all follow it.

use agent_contracts::Surface;

/// What a route leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Endpoint {
    /// `usage daily`.
    UsageDaily,
    /// `activity report`.
    ActivityReport,
    /// `export sessions`.
    Sessions,
    /// The activity report by the rules of v1's own route.
    ReferenceActivity,
    /// The usage summary, by the rules of v1's own route.
    ReferenceSummary,
    /// A published schema.
    Schema,
    /// The description of this server.
    Description,
    /// Whether the process is alive.
    Health,
    /// Whether the archive can be opened.
    Readiness,
}

/// A route.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) endpoint: Endpoint,
    /// One line for people.
    pub(super) summary: &'static str,
    /// What it answers with, when that is a document.
    pub(super) surface: Option<Surface>,
    /// Its parameters in the query.
    pub(super) parameters: &'static [Parameter],
}

/// A parameter in the query.
#[derive(Debug)]
pub(super) struct Parameter {
    /// The name: that of the flag, with `_` for `-`.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) description: &'static str,
    pub(super) example: Option<&'static str>,
}

/// What a parameter's value may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// A text that this regular expression matches; whoever reads the value decides.
    Pattern(&'static str),
    /// A whole number between two bounds.
    Integer(i64, i64),
    /// `true` or `false`; false when absent.
    Switch,
    /// `true` or `false`; true when absent.
    SwitchedOn,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// A day or a time back from now.
const WHEN: Kind = Kind::Pattern("^([0-9]{4}-[0-9]{2}-[0-9]{2}|[+]?[0-9]+[dh])?$");

/// The parameter that agents are listed in.
const AGENT: Parameter = text("agent", "Only these agents, separated by commas.", "claude,codex");

const TIMEZONE: Parameter = text(
    "timezone",
    "Whose days: an IANA name such as `Europe/Berlin`, `UTC`, or `Local` for the zone of the server. UTC when absent.",
    "UTC",
);

const OFFLINE: Parameter = switch("offline", "Put the built-in prices over those in the archive.");

const FROM: Parameter =
    text("from", "With `custom`: the start, an instant with its offset.", "2026-07-01T09:00:00Z");

const TO: Parameter =
    text("to", "With `custom`: the end, which does not belong to the range.", "2026-07-01T11:00:00Z");

const PRESETS: Kind = Kind::Word(&["day", "week", "month", "custom"]);

const BUCKETS: Kind = Kind::Word(&["5m", "15m", "1h", "1d", "1w"]);

const PRESET: Parameter = Parameter {
    name: "preset",
    kind: PRESETS,
    description: "The range: the day, the week from Monday or the month that `date` lies in; or from `from` to `to`.",
    example: Some("month"),
};

const BUCKET: Parameter = Parameter {
    name: "bucket",
    kind: BUCKETS,
    description: "The size of buckets; chosen by the length of the range when absent.",
    example: Some("1d"),
};

const DATE: Parameter = Parameter {
    name: "date",
    kind: Kind::Pattern("^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"),
    description: "A day in the range of `day`, `week` and `month`; today when absent.",
    example: Some("2026-07-01"),
};

const PROJECT: Parameter = text("project", "Only this project label.", "alpha");

const MACHINE: Parameter = text("machine", "Only these machines, separated by commas.", "laptop");

const BRANCH: Parameter = text(
    "git_branch",
    "Only these branches: project and branch joined by U+001F, several separated by U+001E.",
    "alpha\u{1f}main",
);

/// Every route.
pub(super) const ROUTES: [Route; 9] = [
    Route {
        path: "/v1/usage-daily",
        endpoint: Endpoint::UsageDaily,
        summary: "Tokens and cost per calendar day",
        surface: Some(Surface::UsageDaily),
        parameters: &[
            Parameter {
                name: "since",
                kind: WHEN,
                description: "The first day, or so many days or hours before `until` or now; 30 days ago when both are \
                              absent.",
                example: Some("2026-07-01"),
            },
            Parameter {
                name: "until",
                kind: WHEN,
                description: "The last day, or so many days or hours ago; today in UTC when both are absent.",
                example: Some("2026-07-31"),
            },
            switch("all", "Every day; `since` and `until` still count."),
            TIMEZONE,
            AGENT,
            switch("breakdown", "Also projects and agents of each day."),
            OFFLINE,
        ],
    },
    Route {
        path: "/v1/activity-report",
        endpoint: Endpoint::ActivityReport,
        summary: "How many agents were active when, for how long and at what cost",
        surface: Some(Surface::ActivityReport),
        parameters: &[PRESET, DATE, FROM, TO, TIMEZONE, BUCKET, PROJECT, AGENT, MACHINE, OFFLINE],
    },
    Route {
        path: "/v1/sessions",
        endpoint: Endpoint::Sessions,
        summary: "Session summaries, newest activity first: a page as JSON, or all of them as lines",
        surface: Some(Surface::SessionExport),
        parameters: &[
            PROJECT,
            text("exclude_project", "Not this project label.", "scratch"),
            MACHINE,
            BRANCH,
            AGENT,
            text("date", "Only sessions started on this UTC date.", "2026-07-01"),
            text("date_from", "Only sessions started on this UTC date or later.", "2026-07-01"),
            text("date_to", "Only sessions started on this UTC date or earlier.", "2026-07-31"),
            text(
                "active_since",
                "Only sessions active at this time or later: a time, a date or `now`.",
                "2026-07-01",
            ),
            integer("min_messages", "Only sessions with so many messages or more; 0 is no bound."),
            integer("max_messages", "Only sessions with so many messages or fewer; 0 is no bound."),
            integer("min_user_messages", "Only sessions with so many user messages or more; 0 is no bound."),
            switch("include_one_shot", "Also sessions with one user message or none."),
            switch("include_automated", "Also automated sessions."),
            switch("include_children", "Also subagents and forks of the sessions chosen."),
            text("outcome", "Only these outcomes, separated by commas.", "success"),
            text("health_grade", "Only these health grades, separated by commas.", "A,B"),
            integer(
                "min_tool_failures",
                "Only sessions with so many tool failures or more; 0 is a bound too.",
            ),
            switch("has_secret", "Only sessions in which a secret was found."),
            Parameter {
                name: "limit",
                kind: Kind::Integer(1, 500),
                description: "Sessions on a page; 500 when absent. Not for lines.",
                example: Some("100"),
            },
            text(
                "cursor",
                "Continue after the page whose `cursor.next` this is, with its filters; goes with `limit` only. Not \
                 for lines.",
                "",
            ),
        ],
    },
    Route {
        path: "/api/v1/activity/report",
        endpoint: Endpoint::ReferenceActivity,
        summary: "The activity report, by the rules of the route of agentsview 0.37.1",
        surface: Some(Surface::ActivityReport),
        parameters: &[
            PRESET,
            DATE,
            FROM,
            TO,
            TIMEZONE,
            BUCKET,
            PROJECT,
            BRANCH,
            AGENT,
            MACHINE,
            Parameter {
                name: "automation",
                kind: Kind::Word(&["all", "interactive", "automated"]),
                description: "Sessions by who drove them; all of them when absent.",
                example: Some("interactive"),
            },
        ],
    },
    Route {
        path: "/api/v1/usage/summary",
        endpoint: Endpoint::ReferenceSummary,
        summary: "Chosen usage per day and in all, by the rules of the route of agentsview 0.37.1",
        surface: Some(Surface::UsageSummary),
        parameters: &[
            day("from", "The first day; 30 days before the last one when absent.", "2026-07-01"),
            day("to", "The last day; today in UTC when absent.", "2026-07-31"),
            switch("no_default_range", "Every day, as far as `from` and `to` do not say otherwise."),
            TIMEZONE,
            text("project", "Only these project labels, separated by commas.", "alpha"),
            text("exclude_project", "Not these project labels.", "scratch"),
            AGENT,
            text("exclude_agent", "Not these agents.", "codex"),
            text("model", "Only these models, separated by commas.", "claude-sonnet-4-5"),
            text("exclude_model", "Not these models.", "gpt-5"),
            MACHINE,
            BRANCH,
            Parameter {
                name: "min_user_messages",
                kind: Kind::Integer(0, i64::MAX),
                description: "Only sessions with so many user messages or more; 0 is no bound.",
                example: Some("2"),
            },
            text("active_since", "Only sessions that ended at this time or later.", "2026-07-01T00:00:00Z"),
            text(
                "termination",
                "Only sessions that ended so, separated by commas: active, stale, unclean, clean, awaiting_user.",
                "clean",
            ),
            switched_on("include_one_shot", "Also sessions with one user message or none."),
            switch("include_automated", "Also automated sessions."),
            switched_on("breakdowns", "Figures by project and agent, and sums over all days."),
            switched_on("session_counts", "How many sessions there were."),
        ],
    },
    fixed("/schemas/v1/{file}", Endpoint::Schema, "A published schema"),
    fixed("/openapi.json", Endpoint::Description, "This description"),
    fixed("/healthz", Endpoint::Health, "Whether the process is alive"),
    fixed("/readyz", Endpoint::Readiness, "Whether the archive can be opened"),
];

const fn fixed(path: &'static str, endpoint: Endpoint, summary: &'static str) -> Route {
    Route { path, endpoint, summary, surface: None, parameters: &[] }
}

const fn text(name: &'static str, description: &'static str, example: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Text, description, example: Some(example) }
}

const fn switch(name: &'static str, description: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Switch, description, example: None }
}

const fn switched_on(name: &'static str, description: &'static str) -> Parameter {
    Parameter { name, kind: Kind::SwitchedOn, description, example: None }
}

const fn day(name: &'static str, description: &'static str, example: &'static str) -> Parameter {
    let kind = Kind::Pattern("^([0-9]{4}-[0-9]{2}-[0-9]{2})?$");
    Parameter { name, kind, description, example: Some(example) }
}

const fn integer(name: &'static str, description: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Integer(i64::MIN, i64::MAX), description, example: None }
}

impl Endpoint {
    /// Whether the route follows v1's own: it ignores parameters it does not know, and takes the first of several.
    pub(super) fn is_lenient(self) -> bool {
        matches!(self, Self::ReferenceActivity | Self::ReferenceSummary)
    }
}
