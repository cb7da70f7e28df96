//! What a check found and what there is to check, as lines for people or as one JSON object for programs.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::check::{Checked, Outcome};
use super::difference::Difference;
use super::model::{Evidence, VectorFile};

/// How many vectors came to what.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Summary {
    /// All of them.
    pub vectors: usize,
    /// Those with the right answer.
    pub passed: usize,
    /// Those with a wrong answer, an error or none where the program broke off.
    pub failed: usize,
    /// Those that the implementation does not try.
    pub skipped: usize,
    /// Those that come after the place where it broke off.
    pub unanswered: usize,
}

impl Summary {
    /// Counts outcomes.
    pub fn of(checked: &[Checked<'_>]) -> Self {
        let mut summary = Self { vectors: checked.len(), ..Self::default() };
        for checked in checked {
            match checked.outcome {
                Outcome::Passed => summary.passed += 1,
                Outcome::Skipped(_) => summary.skipped += 1,
                Outcome::Unanswered => summary.unanswered += 1,
                Outcome::Differs(_) | Outcome::Failed(_) | Outcome::Broken(_) => summary.failed += 1,
            }
        }
        summary
    }

    /// Whether nothing speaks against the implementation, and something for it: skipping everything is not enough.
    pub fn is_fine(&self) -> bool {
        self.failed + self.unanswered == 0 && self.passed > 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} vectors: {} passed", self.vectors, self.passed)?;
        for (count, what) in
            [(self.failed, "failed"), (self.skipped, "skipped"), (self.unanswered, "not answered")]
        {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

/// Writes a line for every vector that was not passed and, under those that failed, the rule that the vector pins.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_checked_text(out: &mut dyn Write, checked: &[Checked<'_>]) -> io::Result<()> {
    for Checked { kind, vector, outcome } in checked {
        let said = match outcome {
            Outcome::Passed | Outcome::Unanswered => continue,
            Outcome::Skipped(reason) => {
                writeln!(out, "{kind}/{}: skipped: {}", vector.name, one_line(reason))?;
                continue;
            }
            Outcome::Differs(Difference { path, expected, got }) => {
                format!("{path}: expected {}, got {}", shown(expected.as_ref()), shown(got.as_ref()))
            }
            Outcome::Failed(reason) => format!("error: {}", one_line(reason)),
            Outcome::Broken(reason) => one_line(reason),
        };
        writeln!(out, "{kind}/{}: {said}\n    {}", vector.name, vector.why)?;
    }
    Ok(())
}

/// Writes one JSON object: `results` (each with `kind`, `name`, `why`, `status` and what there is to say) and `summary`.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_checked_json(out: &mut dyn Write, checked: &[Checked<'_>]) -> io::Result<()> {
    #[derive(Serialize, Default)]
    struct Entry<'r> {
        kind: &'r str,
        name: &'r str,
        why: &'r str,
        status: &'r str,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'r str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<&'r str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        expected: Option<&'r Value>,
        #[serde(skip_serializing_if = "Option::is_none")]
        got: Option<&'r Value>,
    }
    #[derive(Serialize)]
    struct Run<'r> {
        results: Vec<Entry<'r>>,
        summary: Summary,
    }
    let results = checked
        .iter()
        .map(|checked| {
            let mut entry = Entry {
                kind: checked.kind,
                name: &checked.vector.name,
                why: &checked.vector.why,
                ..Entry::default()
            };
            (entry.status, entry.reason) = match &checked.outcome {
                Outcome::Passed => ("passed", None),
                Outcome::Skipped(reason) => ("skipped", Some(reason.as_str())),
                Outcome::Differs(_) => ("differs", None),
                Outcome::Failed(reason) => ("error", Some(reason.as_str())),
                Outcome::Broken(reason) => ("broken", Some(reason.as_str())),
                Outcome::Unanswered => ("unanswered", None),
            };
            if let Outcome::Differs(difference) = &checked.outcome {
                entry.path = Some(&difference.path);
                entry.expected = difference.expected.as_ref();
                entry.got = difference.got.as_ref();
            }
            entry
        })
        .collect();
    write_json(out, &Run { results, summary: Summary::of(checked) })
}

/// Writes a line for every kind; `with_vectors` adds one for every vector.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_list_text(out: &mut dyn Write, files: &[VectorFile], with_vectors: bool) -> io::Result<()> {
    let widest = files.iter().map(|file| file.kind.len()).max().unwrap_or_default();
    for file in files {
        let (kind, count, row) = (&file.kind, file.vectors.len(), file.bump_row.name());
        if with_vectors {
            writeln!(out, "{kind}, {count} vectors, {row}: {}", file.description)?;
            for vector in &file.vectors {
                writeln!(out, "  {}: {}", vector.name, vector.why)?;
            }
        } else {
            writeln!(out, "{kind:widest$} {count:4}  {row}")?;
        }
    }
    Ok(())
}

/// Writes one JSON object: `kinds`, each with its vectors.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_list_json(out: &mut dyn Write, files: &[VectorFile]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Item<'r> {
        name: &'r str,
        why: &'r str,
        evidence: Evidence,
    }
    #[derive(Serialize)]
    struct Entry<'r> {
        kind: &'r str,
        bump_row: &'r str,
        description: &'r str,
        vectors: Vec<Item<'r>>,
    }
    #[derive(Serialize)]
    struct List<'r> {
        kinds: Vec<Entry<'r>>,
    }
    let kinds = files
        .iter()
        .map(|file| Entry {
            kind: &file.kind,
            bump_row: file.bump_row.name(),
            description: &file.description,
            vectors: file
                .vectors
                .iter()
                .map(|vector| Item { name: &vector.name, why: &vector.why, evidence: vector.evidence })
                .collect(),
        })
        .collect();
    write_json(out, &List { kinds })
}

fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// A value on one line, cut where it gets long.
fn shown(value: Option<&Value>) -> String {
    const LONGEST: usize = 160;
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    let mut characters = text.chars();
    let beginning: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() { format!("{beginning}...") } else { beginning }
}

/// Text of an implementation, without what could end the line or steer a terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Summary, write_checked_json, write_checked_text};
    use crate::vectors::{Checked, Difference, Evidence, Outcome, Vector};

    fn vector() -> Vector {
        Vector {
            name: "two".to_owned(),
            why: "Two is even.".to_owned(),
            evidence: Evidence::Rule,
            input: json!(2),
            output: json!("even"),
            absent: Vec::new(),
        }
    }

    fn checked(vector: &Vector) -> Vec<Checked<'_>> {
        let long = json!("o".repeat(1000));
        let difference = Difference { path: "a[1]".to_owned(), expected: None, got: Some(long) };
        [
            Outcome::Passed,
            Outcome::Skipped("not\nyet".to_owned()),
            Outcome::Differs(difference),
            Outcome::Failed("odd \u{1b}[31m".to_owned()),
            Outcome::Broken("the program ended".to_owned()),
            Outcome::Unanswered,
        ]
        .map(|outcome| Checked { kind: "parity", vector, outcome })
        .into()
    }

    #[test]
    fn lines_say_what_is_wrong_and_what_the_rule_is() {
        let (vector, mut out) = (vector(), Vec::new());
        write_checked_text(&mut out, &checked(&vector)).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "parity/two: skipped: not yet");
        assert!(
            lines[1].starts_with("parity/two: a[1]: expected nothing, got \"ooo") && lines[1].len() < 250
        );
        assert_eq!(lines[2], "    Two is even.");
        assert_eq!(lines[3], "parity/two: error: odd  [31m");
        assert_eq!((lines[5], lines.len()), ("parity/two: the program ended", 7));
    }

    #[test]
    fn the_object_for_programs_has_every_vector() {
        let (vector, mut out) = (vector(), Vec::new());
        write_checked_json(&mut out, &checked(&vector)).unwrap();
        let run: Value = serde_json::from_slice(&out).unwrap();
        let statuses: Vec<_> =
            run["results"].as_array().unwrap().iter().map(|entry| &entry["status"]).collect();
        assert_eq!(statuses, ["passed", "skipped", "differs", "error", "broken", "unanswered"]);
        assert_eq!(run["results"][2]["path"], "a[1]");
        assert_eq!(
            run["summary"],
            json!({"vectors": 6, "passed": 1, "failed": 3, "skipped": 1, "unanswered": 1})
        );
    }

    #[test]
    fn an_implementation_that_skips_everything_is_not_fine() {
        let vector = vector();
        let mut all = checked(&vector);
        assert!(!Summary::of(&all).is_fine());
        assert_eq!(Summary::of(&all).to_string(), "6 vectors: 1 passed, 3 failed, 1 skipped, 1 not answered");
        all.truncate(2);
        assert!(Summary::of(&all).is_fine());
        all.remove(0);
        assert!(!Summary::of(&all).is_fine());
    }
}
