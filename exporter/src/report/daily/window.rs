//! The days of a report, and the texts that a time must lie between before it is looked at.

use jiff::civil::Date;

use crate::rows::TextBounds;

/// The days of a report; both ends belong to it, and an absent end is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Window {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// What the times and dates of a window are compared with, byte by byte: they may be no times and no dates.
#[derive(Debug)]
pub(super) struct Limits {
    /// What v1 compares times with before it reads them: the days in UTC, with 14 hours to spare on both sides.
    /// Times with another offset than `Z` can be lost here; v1 loses the same.
    pub(super) text: TextBounds,
    dates: TextBounds,
}

impl Window {
    pub(super) fn limits(&self) -> Limits {
        let text = |date: Option<Date>| date.map(|date| date.to_string());
        Limits {
            text: TextBounds {
                low: self.from.and_then(|from| from.yesterday().ok()).map(|day| format!("{day}T10:00:00Z")),
                // No day follows the year 9999, and nothing sorts behind it either.
                high: self.to.and_then(|to| to.tomorrow().ok()).map(|day| format!("{day}T13:59:59Z")),
            },
            dates: TextBounds { low: text(self.from), high: text(self.to) },
        }
    }
}

impl Limits {
    /// Whether every time and every date is admitted.
    pub(super) fn are_open(&self) -> bool {
        self.dates == TextBounds::default()
    }

    pub(super) fn admit_text(&self, text: Option<&[u8]>) -> bool {
        self.text.admit(text)
    }

    pub(super) fn admit_date(&self, date: &[u8]) -> bool {
        self.dates.admit(Some(date))
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use jiff::civil::date;

    #[test]
    fn both_ends_belong_to_the_window() {
        let limits = Window { from: Some(date(2026, 7, 1)), to: Some(date(2026, 7, 2)) }.limits();
        for (day, admitted) in [
            ("2026-06-30", false),
            ("2026-07-01", true),
            ("2026-07-02", true),
            ("2026-07-03", false),
            ("", false),
        ] {
            assert_eq!(limits.admit_date(day.as_bytes()), admitted, "{day}");
        }
        assert!(!limits.are_open() && Window::default().limits().are_open());
        assert_eq!(limits.text.low.as_deref(), Some("2026-06-30T10:00:00Z"));
        assert_eq!(limits.text.high.as_deref(), Some("2026-07-03T13:59:59Z"));
        assert_eq!(Window { from: None, to: Some(date(9999, 12, 31)) }.limits().text.high, None);
    }
}
