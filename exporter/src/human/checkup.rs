//! What `doctor` found, as lines for people.

use std::fmt::Write as _;

use super::money::dollars;
use super::table::printable;
use crate::document::{CheckupDocument, Severity};

/// The width of the column of names.
const NAME_WIDTH: usize = 14;

/// The document as text: what the archive is, what each report would contain, and what was found.
pub fn checkup_text(document: &CheckupDocument, with_colour: bool) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Formatting into a String cannot fail.
        let _ = writeln!(text, "{name:<NAME_WIDTH$} {}", printable(value));
    };
    let archive = &document.archive;
    line("archive", &archive.path);
    let release = format!(
        "layout of {} (user_version {}), {}",
        archive.release,
        archive.user_version,
        size(archive.bytes)
    );
    line("release", &release);
    line("identifier", archive.database_id.as_deref().unwrap_or("none"));
    if let Some(rows) = &document.rows {
        let counts = format!(
            "{} sessions, {} messages, {} usage events, {} prices, {} observations of projects",
            rows.sessions,
            rows.messages,
            rows.usage_events + rows.cursor_usage_events.unwrap_or_default(),
            rows.model_pricing,
            rows.project_identity_observations
        );
        line("rows", &counts);
    }
    if let Some(export) = &document.export_sessions {
        let sessions = format!(
            "{} sessions; {} with one-shot, automated and child sessions",
            export.sessions, export.sessions_at_most
        );
        line("sessions", &sessions);
        let projects = format!(
            "{} by git remote, {} by directory, {} ambiguous, {} unknown",
            export.projects_by_git_remote,
            export.projects_by_root_path,
            export.projects_ambiguous.len(),
            export.projects_unknown.len()
        );
        line("projects", &projects);
    }
    if let Some(usage) = &document.usage_daily {
        let days = match usage.days {
            0 => "none".to_owned(),
            days => format!(
                "{days} days from {} to {}, {} sessions, {}",
                usage.first,
                usage.last,
                usage.sessions,
                dollars(usage.cost)
            ),
        };
        line("usage", &days);
    }
    if let Some(activity) = &document.activity_report {
        let month = format!(
            "{}: {} sessions, {:.0} active minutes, at most {} at once",
            activity.month, activity.sessions, activity.active_minutes, activity.peak
        );
        line("activity", &month);
    }
    for finding in &document.findings {
        let (name, colour) = match finding.severity {
            Severity::Error => ("error", "\u{1b}[1;31m"),
            Severity::Warning => ("warning", "\u{1b}[33m"),
            Severity::Note => ("note", "\u{1b}[2m"),
        };
        let (on, off) = if with_colour { (colour, "\u{1b}[0m") } else { ("", "") };
        let _ = writeln!(text, "{on}{name:<NAME_WIDTH$}{off} {}", printable(&finding.message));
    }
    let verdict = match document.worst() {
        None => "sound: nothing was found",
        Some(Severity::Note) => "sound",
        Some(Severity::Warning) => "readable; the warnings say what may not be as it should be",
        Some(Severity::Error) => "not sound; the errors say why",
    };
    let _ = writeln!(text, "{:<NAME_WIDTH$} {verdict}", "verdict");
    text
}

/// Bytes in the largest unit that leaves a whole part.
#[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    UNITS.into_iter().find(|(_, unit)| bytes >= *unit).map_or_else(
        || format!("{bytes} bytes"),
        |(name, unit)| format!("{:.1} {name}", bytes as f64 / unit as f64),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_have_a_whole_part() {
        let sizes = [0, 1023, 1024, 1_703_936, 1 << 31].map(super::size);
        assert_eq!(sizes, ["0 bytes", "1023 bytes", "1.0 KiB", "1.6 MiB", "2.0 GiB"]);
    }
}
