//! How the messages with usage are cut into parts, each read in one piece: by the index there is, for one thread or two,
//! for all of them or the few of a short window. Which part a message is in does not show in a report.

use std::fmt::Write as _;

use super::cell::{AsText, RowError, Source};
use super::row_number::message_numbers;
use crate::archive::Snapshot;

/// The condition of the partial indexes over usage, word for word, so that SQLite may use them.
pub(super) const HAS_USAGE: &str = "token_usage != '' AND model != '' AND model != '<synthetic>'";

/// Everything about usage in the order of time: the index of archives up to 0.41.
const BY_TIME: &str = "idx_messages_usage_covering";
/// Everything about usage in the order of sessions: one index of archives from 0.42 on.
const BY_SESSION: &str = "idx_messages_usage_session_covering";
/// From a time to a message: the other one.
const TO_MESSAGE: &str = "idx_messages_usage_timestamp";

/// How many messages are asked to find a middle, and how full a window is.
const SAMPLES: u32 = 256;

/// Of a window with less than one in so many messages, each message is looked up.
const SPARSE_BELOW_ONE_IN: usize = 4;

/// Bounds on a time text, compared byte by byte; both ends belong to the range.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TextBounds {
    /// The smallest text.
    pub low: Option<String>,
    /// The largest text.
    pub high: Option<String>,
}

impl TextBounds {
    /// True when a text lies within the bounds, or nothing is bounded; no text is within no bound.
    pub fn admit(&self, text: Option<&[u8]>) -> bool {
        let Some(text) = text else { return self.are_open() };
        self.low.as_ref().is_none_or(|low| low.as_bytes() <= text)
            && self.high.as_ref().is_none_or(|high| text <= high.as_bytes())
    }

    fn are_open(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }
}

/// Messages to visit in one piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsagePart {
    /// `INDEXED BY` or `NOT INDEXED`.
    pub(super) access: String,
    messages: Messages,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Messages {
    /// Those without a time of their own.
    Untimed,
    /// Those whose time is not smaller than the first and smaller than the second, as far as there are any.
    Times(Option<Vec<u8>>, Option<Vec<u8>>),
    /// Those of sessions whose identifier is not smaller than the first and smaller than the second, with a time or
    /// without.
    Sessions(Option<Vec<u8>>, Option<Vec<u8>>),
}

impl UsagePart {
    fn new(index: &str, messages: Messages) -> Self {
        Self { access: format!("INDEXED BY {index}"), messages }
    }

    /// Those with and those without a time, through an index that begins with it.
    fn by_time(index: &str, from: Option<Vec<u8>>, below: Option<Vec<u8>>) -> Vec<Self> {
        let untimed = from.is_none().then(|| Self::new(index, Messages::Untimed));
        untimed.into_iter().chain([Self::new(index, Messages::Times(from, below))]).collect()
    }

    /// The conditions that together select the part within the bounds, each with its parameters.
    pub(super) fn conditions<'p>(&'p self, bounds: &'p TextBounds) -> Vec<(String, Vec<AsText<'p>>)> {
        let low = bounds.low.as_deref().map(str::as_bytes);
        let high = bounds.high.as_deref().map(str::as_bytes);
        let mut values = Vec::new();
        let mut bounded = |column: &str, limits: [(&str, Option<&'p [u8]>); 2]| {
            let mut condition = String::new();
            for (comparison, limit) in limits {
                if let Some(limit) = limit {
                    values.push(AsText(limit));
                    // Formatting into a String cannot fail.
                    let _ = write!(condition, " AND {column} {comparison} ?{}", values.len());
                }
            }
            condition
        };
        match &self.messages {
            Messages::Untimed => ["timestamp IS NULL", "timestamp = ''"]
                .map(|condition| (condition.to_owned(), Vec::new()))
                .into(),
            Messages::Times(from, below) => {
                // SQLite starts at one lower bound only, so there must not be a second one.
                let from = from.as_deref().max(low).filter(|low| !low.is_empty());
                let start = if from.is_none() { "timestamp > ''" } else { "1" };
                let lower = bounded("timestamp", [(">=", from), ("<=", high)]);
                let upper = bounded("timestamp", [("<", below.as_deref()), ("<", None)]);
                vec![(format!("{start}{lower}{upper}"), values)]
            }
            Messages::Sessions(from, below) => {
                let sessions = bounded("session_id", [(">=", from.as_deref()), ("<", below.as_deref())]);
                let times = bounded("timestamp", [(">=", low), ("<=", high)]);
                let within = if times.is_empty() {
                    String::new()
                } else {
                    format!(" AND (timestamp IS NULL OR timestamp = '' OR (1{times}))")
                };
                vec![(format!("1{sessions}{within}"), values)]
            }
        }
    }
}

/// The messages within the bounds, and those without a time, for one thread and another one; the second gets none when one
/// thread reads as fast, as it does below `worth_a_thread` messages.
///
/// # Errors
///
/// What SQLite says.
pub fn usage_parts(
    snapshot: &Snapshot,
    bounds: &TextBounds,
    worth_a_thread: u64,
) -> Result<(Vec<UsagePart>, Vec<UsagePart>), RowError> {
    let messages = message_numbers(snapshot)?.map_or(0, |numbers| numbers.end().abs_diff(*numbers.start()));
    let is_small = messages < worth_a_thread;
    let mut times = if is_small { Vec::new() } else { sampled(snapshot, &["timestamp"])? };
    times.retain(|time| !time.is_empty() && bounds.admit(Some(time)));
    let is_sparse = times.len() < SAMPLES as usize / SPARSE_BELOW_ONE_IN;
    if is_usable(snapshot, BY_TIME) {
        let middle = if is_sparse { None } else { middle(times) };
        let second = middle.clone().map(|middle| UsagePart::by_time(BY_TIME, Some(middle), None));
        return Ok((UsagePart::by_time(BY_TIME, None, middle), second.unwrap_or_default()));
    }
    if !is_small && is_sparse && !bounds.are_open() && is_usable(snapshot, TO_MESSAGE) {
        return Ok((UsagePart::by_time(TO_MESSAGE, None, None), Vec::new()));
    }
    if is_usable(snapshot, BY_SESSION) {
        let middle = if is_small { None } else { middle(sampled(snapshot, &["session_id"])?) };
        let part = |from, below| vec![UsagePart::new(BY_SESSION, Messages::Sessions(from, below))];
        let second = middle.clone().map(|middle| part(Some(middle), None));
        return Ok((part(None, middle), second.unwrap_or_default()));
    }
    Ok((vec![whole_table()], Vec::new()))
}

/// The messages of a short window, and those without a time.
pub fn few_usage_parts(snapshot: &Snapshot) -> Vec<UsagePart> {
    let index = [BY_TIME, TO_MESSAGE].into_iter().find(|index| is_usable(snapshot, index));
    index.map_or_else(|| vec![whole_table()], |index| UsagePart::by_time(index, None, None))
}

fn whole_table() -> UsagePart {
    UsagePart { access: "NOT INDEXED".to_owned(), messages: Messages::Sessions(None, None) }
}

/// SQLite refuses an index that is not there, or is another one of that name.
fn is_usable(snapshot: &Snapshot, index: &str) -> bool {
    let sql = format!("SELECT session_id FROM messages INDEXED BY {index} WHERE {HAS_USAGE}");
    snapshot.connection().prepare(&sql).is_ok()
}

fn middle(mut samples: Vec<Vec<u8>>) -> Option<Vec<u8>> {
    samples.sort_unstable();
    let middle = samples.len() / 2;
    samples.into_iter().nth(middle)
}

/// One column of some messages, spread evenly over the table; empty texts where there is none.
fn sampled(snapshot: &Snapshot, columns: &'static [&'static str]) -> Result<Vec<Vec<u8>>, RowError> {
    let source = Source { table: "messages", columns };
    let Some(numbers) = message_numbers(snapshot)? else { return Ok(Vec::new()) };
    let (first, last) = (i128::from(*numbers.start()), i128::from(*numbers.end()));
    let mut samples = Vec::new();
    for sample in 0..i128::from(SAMPLES) {
        let number = first + (last - first) * sample / i128::from(SAMPLES);
        let from_there = format!("WHERE rowid >= {number} ORDER BY rowid LIMIT 1");
        samples.extend(source.read_all(snapshot, &from_there, |cells| {
            Ok(cells.nullable_text(0)?.unwrap_or_default().to_vec())
        })?);
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::{Messages, TextBounds, UsagePart};

    fn bounds(low: Option<&str>, high: Option<&str>) -> TextBounds {
        TextBounds { low: low.map(str::to_owned), high: high.map(str::to_owned) }
    }

    #[test]
    fn bounds_are_inclusive_and_compare_bytes() {
        assert!(bounds(None, None).admit(None));
        assert!(!bounds(None, Some("b")).admit(None));
        assert!(bounds(None, Some("b")).admit(Some(b"")));
        assert!(!bounds(Some("a"), None).admit(Some(b"")));
        assert!(bounds(Some("a"), Some("b")).admit(Some(b"a")));
        assert!(bounds(Some("a"), Some("b")).admit(Some(b"b")));
        assert!(!bounds(Some("a"), Some("b")).admit(Some(b"b0")));
    }

    #[test]
    fn a_part_has_one_lower_bound_on_time() {
        let condition = |messages, bounds: &TextBounds| {
            let part = UsagePart::new("x", messages);
            part.conditions(bounds).into_iter().map(|(condition, values)| (condition, values.len())).next()
        };
        let all = bounds(None, None);
        let week = bounds(Some("b"), Some("d"));
        let times = |from: Option<&str>, below: Option<&str>| {
            Messages::Times(from.map(Into::into), below.map(Into::into))
        };
        for (messages, bounds, expected, values) in [
            (times(None, None), &all, "timestamp > ''", 0),
            (times(None, Some("c")), &all, "timestamp > '' AND timestamp < ?1", 1),
            (times(Some("c"), None), &week, "1 AND timestamp >= ?1 AND timestamp <= ?2", 2),
            (
                times(None, Some("c")),
                &week,
                "1 AND timestamp >= ?1 AND timestamp <= ?2 AND timestamp < ?3",
                3,
            ),
            (Messages::Sessions(None, Some(b"s".to_vec())), &all, "1 AND session_id < ?1", 1),
            (
                Messages::Sessions(Some(b"s".to_vec()), None),
                &week,
                "1 AND session_id >= ?1 AND (timestamp IS NULL OR timestamp = '' OR (1 AND timestamp >= ?2 AND timestamp <= ?3))",
                3,
            ),
        ] {
            assert_eq!(
                condition(messages.clone(), bounds),
                Some((expected.to_owned(), values)),
                "{messages:?}"
            );
        }
    }
}
