//! Finds the file and line of each finding, reading every file once.

use agent_contracts::reading::push_step;
use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use crate::diff::Finding;
use crate::rules::Area;

/// Where a finding is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place<'r> {
    pub(super) file: &'r str,
    /// None when the file is no longer there.
    pub(super) line: Option<usize>,
}

/// The lines of all findings of a report.
pub(super) struct Places<'r> {
    report: &'r Report<'r>,
    /// Lines by surface and pointer.
    lines: BTreeMap<&'r str, BTreeMap<String, usize>>,
}

impl<'r> Places<'r> {
    pub(super) fn of(report: &'r Report<'r>) -> Self {
        let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for finding in report.findings() {
            wanted.entry(&finding.surface).or_default().extend(ancestors(&finding.pointer));
        }
        let lines = wanted
            .into_iter()
            .filter_map(|(surface, pointers)| {
                Some((surface, lines(&report.pairs.proposed(surface)?.text, &pointers)))
            })
            .collect();
        Self { report, lines }
    }

    /// The line of the finding's place in the proposed file, or of the nearest place around it; the published file
    /// when no other is left. None for what is in no file.
    pub(super) fn find(&self, finding: &Finding) -> Option<Place<'r>> {
        if finding.rule.area == Area::Exception {
            let allowed = self.report.allowed?;
            let index: usize = finding.pointer.strip_prefix("/allow/")?.parse().ok()?;
            return Some(Place { file: &allowed.name, line: Some(allowed.entries.get(index)?.line) });
        }
        let surface = finding.surface.as_str();
        if let Some(document) = self.report.pairs.proposed(surface) {
            let lines = self.lines.get(surface)?;
            let line = ancestors(&finding.pointer).find_map(|pointer| lines.get(pointer).copied());
            return Some(Place { file: &document.path, line });
        }
        Some(Place { file: &self.report.pairs.published(surface)?.path, line: None })
    }
}

/// A pointer and those of the values around it, innermost first.
fn ancestors(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| Some(&pointer[..pointer.rfind('/')?]))
}

/// An array or object that the scan is in.
struct Level {
    /// Length of its own pointer.
    base: usize,
    /// The index of the next item; none for objects.
    index: Option<usize>,
    /// Whether the next string is the name of a member.
    at_name: bool,
}

/// The lines on which the wanted values begin, members with their names. `text` must be JSON.
fn lines(text: &str, wanted: &BTreeSet<&str>) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut pointer = String::new();
    let mut levels: Vec<Level> = Vec::new();
    let mut line = 1;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'\n' => line += 1,
            b' ' | b'\t' | b'\r' | b':' => {}
            b'}' | b']' => {
                if let Some(level) = levels.pop() {
                    pointer.truncate(level.base);
                }
            }
            b',' => {
                if let Some(level) = levels.last_mut() {
                    pointer.truncate(level.base);
                    level.at_name = level.index.is_none();
                    if let Some(index) = &mut level.index {
                        *index += 1;
                        push_step(&mut pointer, &index.to_string());
                    }
                }
            }
            _ => {
                if *byte == b'"' {
                    at = end_of_string(bytes, at);
                    if let Some(level) = levels.last_mut().filter(|level| level.at_name) {
                        level.at_name = false;
                        push_step(
                            &mut pointer,
                            &serde_json::from_str::<String>(&text[start..at]).unwrap_or_default(),
                        );
                    }
                }
                if wanted.contains(pointer.as_str()) {
                    found.entry(pointer.clone()).or_insert(line);
                }
                if matches!(byte, b'{' | b'[') {
                    let index = (*byte == b'[').then_some(0);
                    levels.push(Level { base: pointer.len(), index, at_name: index.is_none() });
                    if index.is_some() {
                        push_step(&mut pointer, "0");
                    }
                }
            }
        }
    }
    found
}

/// The offset after the quote that ends a string; `at` is the one after the quote that begins it.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'"' => break,
            _ => {}
        }
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::lines;

    #[test]
    fn values_are_found_on_the_line_of_their_name() {
        let text = "\n{\n  \"a\":\n    [1, {\"b/c\\\"\": true},\n  [],[[\n7]]],\n \"d\": {\"e\": {}}, \"f\\n,]\": null\n}\n";
        let all = [
            "",
            "/a",
            "/a/0",
            "/a/1",
            "/a/1/b~1c\"",
            "/a/2",
            "/a/2/0",
            "/a/3/0/0",
            "/d",
            "/d/e",
            "/f\n,]",
            "/g",
        ];
        let found = lines(text, &BTreeSet::from(all));
        let expected = [
            ("", 2),
            ("/a", 3),
            ("/a/0", 4),
            ("/a/1", 4),
            ("/a/1/b~1c\"", 4),
            ("/a/2", 5),
            ("/a/3/0/0", 6),
            ("/d", 7),
            ("/d/e", 7),
            ("/f\n,]", 7),
        ];
        assert_eq!(found.iter().map(|(at, line)| (at.as_str(), *line)).collect::<Vec<_>>(), expected);
    }
}
