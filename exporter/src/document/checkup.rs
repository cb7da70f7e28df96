//! What was found in an archive, as a document of its own: not part of v1, and it may grow members.

use std::fmt::Display;
use std::path::Path;

use agent_contracts::text::lossy;
use serde::Serialize;

use crate::report::{ActivityOutlook, Checkup, ExportOutlook, OddRows, UsageOutlook};
use crate::rows::{RowCounts, Unreached};

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// As v1 has it, and good to know.
    Note,
    /// Rows are left out, or go in with a value that may not be meant.
    Warning,
    /// The file is damaged, or a report cannot be made.
    Error,
}

/// One thing that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What kind it is: a name that does not change.
    pub code: &'static str,
    /// How many rows or sentences it is about.
    pub count: u64,
    /// One sentence for people.
    pub message: String,
}

/// The document.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CheckupDocument {
    /// Which archive.
    pub archive: ArchiveFacts,
    /// Rows of each table; absent when they cannot be counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<TableCounts>,
    /// What `export sessions` would contain; absent when it cannot be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export_sessions: Option<ExportFacts>,
    /// What `usage daily --all` would contain; absent when it cannot be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_daily: Option<UsageFacts>,
    /// What `activity report` would contain for the month of the latest activity; absent when it cannot be made, or no
    /// session has a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity_report: Option<ActivityFacts>,
    /// What was found, worst first.
    pub findings: Vec<Finding>,
}

/// Which archive it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ArchiveFacts {
    /// Its path.
    pub path: String,
    /// Bytes on disk, its log included.
    pub bytes: u64,
    /// The release whose layout it has.
    pub release: &'static str,
    /// `PRAGMA user_version`: upgrades may leave an old one behind.
    pub user_version: i64,
    /// `PRAGMA application_id`.
    pub application_id: i64,
    /// Its identifier; `null` when there is none.
    pub database_id: Option<String>,
}

/// Rows of each table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[expect(missing_docs, reason = "one number for each table, by its name")]
pub struct TableCounts {
    pub sessions: u64,
    pub messages: u64,
    pub usage_events: u64,
    /// `null` without the table.
    pub cursor_usage_events: Option<u64>,
    pub model_pricing: u64,
    pub project_identity_observations: u64,
    pub worktree_project_mappings: u64,
}

/// What a session export would contain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ExportFacts {
    /// Sessions without any flag but `--all`.
    pub sessions: u64,
    /// Sessions with `--include-one-shot --include-automated --include-children`.
    pub sessions_at_most: u64,
    /// Labels that stand for a repository: their keys are the same on every machine.
    pub projects_by_git_remote: u64,
    /// Labels that stand for a directory of one machine.
    pub projects_by_root_path: u64,
    /// Labels with several identities.
    pub projects_ambiguous: Vec<String>,
    /// Labels without usable evidence.
    pub projects_unknown: Vec<String>,
}

/// What the daily usage would contain, in UTC.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct UsageFacts {
    /// Days with usage.
    pub days: u64,
    /// The first one; empty without days.
    pub first: String,
    /// The last one.
    pub last: String,
    /// Sessions behind it.
    pub sessions: u64,
    /// Uncached input tokens.
    pub input_tokens: i64,
    /// Output tokens.
    pub output_tokens: i64,
    /// Tokens written to the prompt cache.
    pub cache_creation_tokens: i64,
    /// Tokens read from the prompt cache.
    pub cache_read_tokens: i64,
    /// US dollars; `null` when that is no finite number.
    pub cost: f64,
    /// Models with tokens and no price: their cost is 0 in every report.
    pub models_unpriced: Vec<String>,
}

/// What an activity report would contain, in UTC.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ActivityFacts {
    /// The month, as `YYYY-MM`.
    pub month: String,
    /// Sessions.
    pub sessions: u64,
    /// Those without activity of known time.
    pub untimed_sessions: u64,
    /// Minutes during which anything was active.
    pub active_minutes: f64,
    /// The most sessions at once.
    pub peak: u64,
}

impl CheckupDocument {
    /// The document about the archive at `path`.
    pub fn new(checkup: &Checkup, path: &Path, bytes: u64) -> Self {
        Self {
            archive: ArchiveFacts {
                path: path.display().to_string(),
                bytes,
                release: checkup.release,
                user_version: checkup.header.user_version,
                application_id: checkup.header.application_id,
                database_id: checkup.database_id.as_deref().map(text),
            },
            rows: checkup.counts.as_ref().ok().map(table_counts),
            export_sessions: checkup.export.as_ref().ok().map(export_facts),
            usage_daily: checkup.usage.as_ref().ok().map(usage_facts),
            activity_report: checkup
                .activity
                .as_ref()
                .and_then(|report| report.as_ref().ok())
                .map(activity_facts),
            findings: findings(checkup),
        }
    }

    /// The worst severity; none without findings.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

fn text(bytes: &[u8]) -> String {
    lossy(bytes).into_owned()
}

fn texts(list: &[Vec<u8>]) -> Vec<String> {
    list.iter().map(|label| text(label)).collect()
}

fn table_counts(counts: &RowCounts) -> TableCounts {
    TableCounts {
        sessions: counts.sessions,
        messages: counts.messages,
        usage_events: counts.usage_events,
        cursor_usage_events: counts.cursor_usage_events,
        model_pricing: counts.model_pricing,
        project_identity_observations: counts.project_identity_observations,
        worktree_project_mappings: counts.worktree_project_mappings,
    }
}

fn export_facts(outlook: &ExportOutlook) -> ExportFacts {
    ExportFacts {
        sessions: outlook.by_default,
        sessions_at_most: outlook.at_most,
        projects_by_git_remote: outlook.identity.git_remote,
        projects_by_root_path: outlook.identity.root_path,
        projects_ambiguous: texts(&outlook.identity.ambiguous),
        projects_unknown: texts(&outlook.identity.unknown),
    }
}

fn usage_facts(outlook: &UsageOutlook) -> UsageFacts {
    UsageFacts {
        days: outlook.days,
        first: text(&outlook.first),
        last: text(&outlook.last),
        sessions: outlook.sessions,
        input_tokens: outlook.tokens.input,
        output_tokens: outlook.tokens.output,
        cache_creation_tokens: outlook.tokens.cache_write,
        cache_read_tokens: outlook.tokens.cache_read,
        cost: outlook.cost,
        models_unpriced: texts(&outlook.unpriced),
    }
}

fn activity_facts(outlook: &ActivityOutlook) -> ActivityFacts {
    ActivityFacts {
        month: outlook.month.clone(),
        sessions: outlook.sessions,
        untimed_sessions: outlook.untimed_sessions,
        active_minutes: outlook.active_minutes,
        peak: outlook.peak,
    }
}

/// Gathers findings; those about no row are none.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn rows(&mut self, severity: Severity, code: &'static str, count: u64, what: &str) {
        if count > 0 {
            self.0.push(Finding { severity, code, count, message: format!("{what}: {count}") });
        }
    }

    fn names(&mut self, severity: Severity, code: &'static str, names: &[Vec<u8>], what: &str) {
        if !names.is_empty() {
            let count = names.len() as u64;
            let message = format!("{what}: {count} ({})", texts(names).join(", "));
            self.0.push(Finding { severity, code, count, message });
        }
    }

    fn failure<E: Display>(&mut self, code: &'static str, what: &str, result: &Result<impl Sized, E>) {
        if let Err(error) = result {
            let message = format!("{what}: {error}");
            self.0.push(Finding { severity: Severity::Error, code, count: 1, message });
        }
    }
}

fn findings(checkup: &Checkup) -> Vec<Finding> {
    use Severity::{Error, Note, Warning};
    let mut found = Findings::default();
    for defect in &checkup.defects {
        let message = format!("the file is damaged: {defect}");
        found.0.push(Finding { severity: Error, code: "damaged-file", count: 1, message });
    }
    found.failure("no-session-export", "export sessions fails", &checkup.export);
    found.failure("no-usage-daily", "usage daily fails", &checkup.usage);
    if let Some(activity) = &checkup.activity {
        found.failure("no-activity-report", "activity report fails", activity);
    }
    found.failure("unreadable-rows", "rows cannot be counted", &checkup.counts);
    found.failure("unreadable-rows", "cells cannot be looked at", &checkup.wrong_cells);
    found.failure("unreadable-rows", "rows cannot be looked at", &checkup.unreached);
    found.failure("unreadable-rows", "rows cannot be looked at", &checkup.odd);
    if checkup.database_id.is_none() {
        let message = "the archive has no identifier, without which export sessions refuses it; start the program that writes it once";
        found.0.push(Finding {
            severity: Error,
            code: "no-database-id",
            count: 1,
            message: message.to_owned(),
        });
    }
    for cells in checkup.wrong_cells.iter().flatten() {
        let what = format!("cells of the wrong type in {}.{}", cells.table, cells.column);
        found.rows(Warning, "wrong-type", cells.rows, &what);
    }
    for (rows, count) in checkup.unreached.iter().flatten() {
        let (code, what) = unreached(*rows);
        found.rows(Warning, code, *count, what);
    }
    if let Ok(odd) = &checkup.odd {
        odd_rows(&mut found, odd);
    }
    if let Ok(export) = &checkup.export {
        let (ambiguous, unknown) = (&export.identity.ambiguous, &export.identity.unknown);
        found.names(
            Note,
            "ambiguous-projects",
            ambiguous,
            "project labels that stand for several identities",
        );
        found.names(Note, "unknown-projects", unknown, "project labels without usable evidence");
    }
    if let Ok(usage) = &checkup.usage {
        found.names(Warning, "unpriced-models", &usage.unpriced, "models without a price, whose cost is 0");
    }
    let mut findings = found.0;
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}

fn unreached(rows: Unreached) -> (&'static str, &'static str) {
    match rows {
        Unreached::MessagesWithoutSession => {
            ("messages-without-session", "messages of no session, which are left out")
        }
        Unreached::EventsWithoutSession => {
            ("events-without-session", "usage events of no session, which are left out")
        }
        Unreached::MessagesWithoutModel => {
            ("messages-without-model", "messages with token counts and no model, whose usage is left out")
        }
        Unreached::EventsWithoutModel => {
            ("events-without-model", "usage events without a model, which are left out")
        }
        Unreached::SessionsMiscounted => {
            ("miscounted-sessions", "sessions whose stored number of messages is not that of their rows")
        }
    }
}

fn odd_rows(found: &mut Findings, odd: &OddRows) {
    use Severity::{Note, Warning};
    found.rows(Note, "deleted-sessions", odd.deleted_sessions, "deleted sessions, which are left out");
    found.rows(
        Note,
        "empty-sessions",
        odd.empty_sessions,
        "sessions without messages, which exports leave out",
    );
    found.rows(Warning, "reversed-sessions", odd.reversed_sessions, "sessions that end before they start");
    found.rows(
        Note,
        "parentless-sessions",
        odd.parentless_sessions,
        "sessions whose parent is not in the archive",
    );
    found.rows(
        Warning,
        "unreadable-times",
        odd.unreadable_times,
        "messages whose time cannot be read, so that their usage falls on no day of the calendar",
    );
    found.rows(Note, "empty-usage", odd.empty_usage, "messages whose token counts come to nothing");
    found.rows(
        Warning,
        "implausible-usage",
        odd.implausible_usage,
        "messages with a count below 0 or above 2,000,000, taken for the nearest bound",
    );
    found.rows(
        Warning,
        "raw-remotes",
        odd.raw_remotes,
        "git remotes stored as they were found, which may hold a password that documents do not show",
    );
}
