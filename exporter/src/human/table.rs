//! Lines of cells as aligned columns.

use std::fmt::Write as _;

/// How a line stands out on a terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Bold,
    Dim,
}

/// Lines of as many cells as there are headings. The first and the last column are texts, the others figures.
pub(super) struct Table<const N: usize> {
    lines: Vec<(Style, [String; N])>,
    headings: [&'static str; N],
}

impl<const N: usize> Table<N> {
    pub(super) fn new(headings: [&'static str; N]) -> Self {
        let mut table = Self { lines: Vec::new(), headings };
        table.lines.push((Style::Bold, headings.map(str::to_owned)));
        table.rule();
        table
    }

    /// Adds a line of dashes as long as the headings.
    pub(super) fn rule(&mut self) {
        self.lines.push((Style::Dim, self.headings.map(|heading| "-".repeat(heading.len()))));
    }

    pub(super) fn line(&mut self, style: Style, cells: [String; N]) {
        // Names come from archives: what drives a terminal must not reach it.
        self.lines.push((style, cells.map(|cell| printable(&cell))));
    }

    /// The table as text, two blanks between columns, no blanks at the end of a line.
    pub(super) fn text(&self, with_colour: bool) -> String {
        let width = |column: usize| {
            self.lines.iter().map(|(_, cells)| cells[column].chars().count()).max().unwrap_or_default()
        };
        let widths: [usize; N] = std::array::from_fn(width);
        let mut text = String::new();
        for (style, cells) in &self.lines {
            let mut line = String::new();
            for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let gap = if column == 0 { "" } else { "  " };
                // Formatting into a String cannot fail.
                let _ = if column == 0 || column == N - 1 {
                    write!(line, "{gap}{cell:<width$}")
                } else {
                    write!(line, "{gap}{cell:>width$}")
                };
            }
            let line = line.trim_end();
            let _ = match style {
                Style::Bold if with_colour => writeln!(text, "\u{1b}[1m{line}\u{1b}[0m"),
                Style::Dim if with_colour => writeln!(text, "\u{1b}[2m{line}\u{1b}[0m"),
                _ => writeln!(text, "{line}"),
            };
        }
        text
    }
}

/// A text with its control characters escaped.
pub(super) fn printable(text: &str) -> String {
    text.chars().fold(String::new(), |mut shown, character| {
        if character.is_control() {
            shown.extend(character.escape_debug());
        } else {
            shown.push(character);
        }
        shown
    })
}
