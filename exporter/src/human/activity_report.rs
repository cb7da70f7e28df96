//! The summary of `activity report`.

use std::fmt::Write as _;

use agent_contracts::v1::{ActivityBreakdown, ActivityBucket, ActivityReport, BucketUnit};

use super::money::{dollars, short_count};
use super::table::{Style, Table, printable};

/// How many projects, models and agents are listed.
const LISTED: usize = 5;

/// The most bars; more buckets share one, so that the chart fits a screen.
const BARS: usize = 24;

/// The length of the longest bar.
const BAR_WIDTH: usize = 40;

/// Eighths of a character cell, from one to eight.
const BLOCKS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// The document as a summary: range, totals, peak, a bar per bucket, and what was most active.
pub fn activity_summary(document: &ActivityReport, with_colour: bool) -> String {
    let (bold, dim, plain) = if with_colour { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
    let totals = &document.totals;
    let mut text = String::new();
    // Formatting into a String cannot fail.
    let _ = writeln!(
        text,
        "{bold}Activity{plain} {} to {} {dim}(days of {}){plain}",
        document.range_start,
        document.range_end,
        printable(&document.timezone)
    );
    if let Some(as_of) = &document.as_of {
        let _ = writeln!(text, "{dim}so far, as of {as_of}{plain}");
    }
    let at = document.peak.at.as_deref().map_or_else(String::new, |at| format!(" at {at}"));
    let rows = [
        (
            "Sessions",
            format!(
                "{}: {} interactive, {} automated, {} without activity in the range",
                totals.sessions,
                totals.interactive_sessions,
                totals.automated_sessions,
                totals.untimed_sessions
            ),
        ),
        (
            "Active",
            format!(
                "{}, idle {}",
                duration(totals.active_minutes.get()),
                duration(totals.idle_minutes.get())
            ),
        ),
        (
            "Agents",
            format!(
                "{}: {} interactive, {} automated",
                duration(totals.agent_minutes.get()),
                duration(totals.interactive_agent_minutes.get()),
                duration(totals.automated_agent_minutes.get())
            ),
        ),
        ("Peak", format!("{} at once{at}", document.peak.agents)),
        (
            "Cost",
            format!("{}, {} output tokens", dollars(totals.cost.get()), short_count(totals.output_tokens)),
        ),
    ];
    for (label, figures) in rows {
        let _ = writeln!(text, "  {label:<9}{figures}");
    }
    chart(&mut text, document, (dim, plain));
    let lists =
        [("PROJECT", &document.by_project), ("MODEL", &document.by_model), ("AGENT", &document.by_agent)];
    for (heading, rows) in lists {
        if !rows.is_empty() {
            text.push('\n');
            text.push_str(&breakdown(heading, rows, with_colour));
        }
    }
    text
}

/// Hours and minutes.
fn duration(minutes: f64) -> String {
    let tenths = (minutes * 10.0).round() / 10.0;
    if tenths < 60.0 {
        return format!("{tenths}m");
    }
    let whole = minutes.round();
    format!("{}h{:02}m", (whole / 60.0).floor(), whole % 60.0)
}

/// A bar for each bucket, or each few of them, as long as the most agents at once.
fn chart(text: &mut String, document: &ActivityReport, (dim, plain): (&str, &str)) {
    let elapsed = usize::try_from(document.elapsed_bucket_count).unwrap_or(usize::MAX);
    let buckets = &document.buckets[..elapsed.min(document.buckets.len())];
    if document.peak.agents == 0 {
        return;
    }
    let together = buckets.len().div_ceil(BARS).max(1);
    // Bars of fine buckets begin at a time of day, others on a day.
    let shown = match document.bucket_unit {
        BucketUnit::Minute | BucketUnit::Hour => 16,
        BucketUnit::Day | BucketUnit::Week => 10,
    };
    let _ = writeln!(text, "\n{dim}most agents at once, from (UTC){plain}");
    for group in buckets.chunks(together) {
        let most = group.iter().map(|bucket| bucket.max_agents).max().unwrap_or_default();
        let start = group.first().map_or("", |bucket: &ActivityBucket| &bucket.start);
        let start = start.get(..shown).unwrap_or(start).replace('T', " ");
        let bar = bar(most, document.peak.agents);
        let _ = writeln!(text, "  {start}  {most:>4} {bar}");
    }
    trim_line_ends(text);
}

/// A bar of whole and one partial block; anything above nothing is visible.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a picture, between 0 and 320 eighths"
)]
fn bar(value: u64, most: u64) -> String {
    let eighths = (value as f64 / most as f64 * (BAR_WIDTH * 8) as f64).ceil() as usize;
    let mut bar = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push(BLOCKS[eighths % 8 - 1]);
    }
    bar
}

fn trim_line_ends(text: &mut String) {
    *text = text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
}

fn breakdown(heading: &'static str, rows: &[ActivityBreakdown], with_colour: bool) -> String {
    let mut table = Table::new([heading, "AGENT TIME", "AUTOMATED", "COST", ""]);
    for row in rows.iter().take(LISTED) {
        let cells = [
            row.key.clone(),
            duration(row.agent_minutes.get()),
            duration(row.automated_agent_minutes.get()),
            dollars(row.cost.get()),
            String::new(),
        ];
        table.line(Style::Plain, cells);
    }
    if rows.len() > LISTED {
        let more = format!("and {} more", rows.len() - LISTED);
        table.line(Style::Dim, [more, String::new(), String::new(), String::new(), String::new()]);
    }
    table.text(with_colour)
}

#[cfg(test)]
mod tests {
    use super::{activity_summary, bar, duration};
    use agent_contracts::Surface;
    use agent_contracts::v1::ActivityReport;

    fn example() -> ActivityReport {
        serde_json::from_str(Surface::ActivityReport.example()).unwrap()
    }

    #[test]
    fn durations_are_minutes_then_hours() {
        for (minutes, text) in [
            (0.0, "0m"),
            (2.54, "2.5m"),
            (59.94, "59.9m"),
            (59.96, "1h00m"),
            (61.0, "1h01m"),
            (1500.4, "25h00m"),
        ] {
            assert_eq!(duration(minutes), text);
        }
    }

    #[test]
    fn bars_are_in_proportion_and_never_vanish() {
        assert_eq!(bar(0, 7), "");
        assert_eq!(bar(7, 7).chars().count(), 40);
        assert_eq!(bar(1, 1_000_000), "▏");
    }

    #[test]
    fn the_summary_holds_the_figures_of_the_document() {
        let document = example();
        let text = activity_summary(&document, false);
        assert!(
            text.starts_with(&format!("Activity {} to {}", document.range_start, document.range_end)),
            "{text}"
        );
        assert!(text.contains(&format!("{} at once", document.peak.agents)), "{text}");
        for row in &document.by_project {
            assert!(text.contains(&row.key), "{} is missing: {text}", row.key);
        }
        assert!(text.lines().all(|line| line == line.trim_end()), "no blanks at the end: {text}");
    }

    #[test]
    fn colour_only_where_it_is_wanted_and_never_from_a_name() {
        let mut document = example();
        document.by_project[0].key = "\u{1b}[31mred".to_owned();
        let plain = activity_summary(&document, false);
        assert!(!plain.contains('\u{1b}') && plain.contains("\\u{1b}[31mred"), "{plain}");
        assert!(activity_summary(&document, true).starts_with("\u{1b}[1mActivity"));
    }
}
