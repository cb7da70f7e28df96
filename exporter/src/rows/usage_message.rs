//! The usage of messages, for reports over days: one index holds nearly all of it.
//!
//! Up to 0.41 that index is in the order of time, so that a window is one piece of it. From 0.42 on it is in the order
//! of sessions, and another one leads from a time to a message.
//!
//! Half of all messages have no usage, and the rest of a message is long; [`super::message`] reads the table for
//! reports that need every message.

use std::fmt::Write as _;

use super::cell::{AsText, Cells, RowError, Source};
use super::message::MessageUsage;
use crate::archive::Snapshot;

const SOURCE: Source = Source {
    table: "messages",
    columns: &[
        "session_id",
        "timestamp",
        "ordinal",
        "model",
        "token_usage",
        "claude_message_id",
        "claude_request_id",
        // The one column outside the index, wanted only where a provider's identifier is missing. SQLite looks
        // the row up when, and only when, the cell is asked for.
        "CASE WHEN claude_message_id = '' OR claude_request_id = '' THEN source_uuid ELSE '' END",
    ],
};

/// The condition of the partial indexes over usage, word for word, so that SQLite may use them.
const HAS_USAGE: &str = "token_usage != '' AND model != '' AND model != '<synthetic>'";

/// How many of all messages a slice is expected to hold; answers do not depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Density {
    /// So few that each may be looked up.
    Sparse,
    /// So many that reading all is quicker.
    Dense,
}

impl Density {
    /// The indexes that may hold a slice, best first.
    fn indexes(self) -> [&'static str; 2] {
        match self {
            Self::Sparse => ["idx_messages_usage_covering", "idx_messages_usage_timestamp"],
            Self::Dense => ["idx_messages_usage_covering", "idx_messages_usage_session_covering"],
        }
    }
}

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
        let Some(text) = text else { return self.low.is_none() && self.high.is_none() };
        self.low.as_ref().is_none_or(|low| low.as_bytes() <= text)
            && self.high.as_ref().is_none_or(|high| text <= high.as_bytes())
    }
}

/// Which messages to visit.
#[derive(Clone, Copy, Debug)]
pub enum TimeSlice<'t> {
    /// Those without a time of their own.
    Untimed,
    /// Those whose time is not smaller than the first and smaller than the second, as far as there are any.
    Times(Option<&'t [u8]>, Option<&'t [u8]>),
}

impl TimeSlice<'_> {
    /// The conditions that together select the slice within the bounds, each with its parameters.
    ///
    /// SQLite starts at one lower bound only, so there must not be a second one.
    fn conditions<'p>(&'p self, bounds: &'p TextBounds) -> Vec<(String, Vec<AsText<'p>>)> {
        let Self::Times(from, below) = *self else {
            let without_parameters = |condition: &str| (condition.to_owned(), Vec::new());
            return ["timestamp IS NULL", "timestamp = ''"].map(without_parameters).into();
        };
        let low = bounds.low.as_deref().map(str::as_bytes);
        let (comparison, low) =
            from.max(low).filter(|low| !low.is_empty()).map_or((">", &b""[..]), |low| (">=", low));
        let mut condition = format!("timestamp {comparison} ?1");
        let mut values = vec![AsText(low)];
        for (comparison, bound) in [("<=", bounds.high.as_deref().map(str::as_bytes)), ("<", below)] {
            if let Some(bound) = bound {
                values.push(AsText(bound));
                // Formatting into a String cannot fail.
                let _ = write!(condition, " AND timestamp {comparison} ?{}", values.len());
            }
        }
        vec![(condition, values)]
    }
}

/// Visits the usage of messages of a slice, those with a time only where it lies within `bounds`, with the identifier of
/// their session and their time, which is empty when there is none. Their order is that of an index, any of them.
///
/// # Errors
///
/// What SQLite says, cells of the wrong type, and what `visit` returns.
pub fn scan_message_usage(
    snapshot: &Snapshot,
    bounds: &TextBounds,
    slice: TimeSlice<'_>,
    density: Density,
    mut visit: impl FnMut(&[u8], &[u8], &MessageUsage<'_>) -> Result<(), RowError>,
) -> Result<(), RowError> {
    for (condition, values) in slice.conditions(bounds) {
        let sqlite = |error| snapshot.error(&error);
        let prepare = |access: &str| {
            let sql = SOURCE.select(&format!("{access} WHERE {HAS_USAGE} AND {condition}"));
            snapshot.connection().prepare(&sql)
        };
        // SQLite refuses an index that is not there, or is another one of that name; the table has it all too.
        let mut statement = density
            .indexes()
            .into_iter()
            .find_map(|index| prepare(&format!("INDEXED BY {index}")).ok())
            .map_or_else(|| prepare("NOT INDEXED"), Ok)
            .map_err(sqlite)?;
        let mut found = statement.query(rusqlite::params_from_iter(values)).map_err(sqlite)?;
        while let Some(row) = found.next().map_err(sqlite)? {
            let cells = Cells { source: SOURCE, row };
            let session_id = cells.text(0)?;
            let read = || {
                Ok(MessageUsage {
                    ordinal: cells.integer(2)?,
                    model: cells.text(3)?,
                    token_usage: cells.text(4)?,
                    claude_message_id: cells.nullable_text(5)?.unwrap_or_default(),
                    claude_request_id: cells.nullable_text(6)?.unwrap_or_default(),
                    source_uuid: cells.nullable_text(7)?.unwrap_or_default(),
                })
            };
            let usage = read().map_err(|error: RowError| error.of_row(session_id))?;
            visit(session_id, cells.nullable_text(1)?.unwrap_or_default(), &usage)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::TextBounds;

    #[test]
    fn bounds_are_inclusive_and_compare_bytes() {
        let bounds = |low: Option<&str>, high: Option<&str>| TextBounds {
            low: low.map(str::to_owned),
            high: high.map(str::to_owned),
        };
        assert!(bounds(None, None).admit(None));
        assert!(!bounds(None, Some("b")).admit(None));
        assert!(bounds(None, Some("b")).admit(Some(b"")));
        assert!(!bounds(Some("a"), None).admit(Some(b"")));
        assert!(bounds(Some("a"), Some("b")).admit(Some(b"a")));
        assert!(bounds(Some("a"), Some("b")).admit(Some(b"b")));
        assert!(!bounds(Some("a"), Some("b")).admit(Some(b"b0")));
    }
}
