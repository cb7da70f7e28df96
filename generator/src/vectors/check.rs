//! Puts vectors to an implementation and says of each how it went.

use std::io::{self, Write};

use super::difference::{Difference, first_difference};
use super::model::{Vector, VectorFile};
use super::process::{Next, Program, Running, StartError};
use super::protocol::{Answer, read_answer, request, shown};

/// The exit codes of a shell that finds no such command, or may not run it.
const NOT_RUN: [Option<i32>; 2] = [Some(126), Some(127)];

/// How it went with one vector.
#[derive(Clone, PartialEq, Debug)]
pub struct Checked<'v> {
    /// The kind of the vector.
    pub kind: &'v str,
    /// The vector.
    pub vector: &'v Vector,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a vector.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// The answer is the output.
    Passed,
    /// The implementation does not try, and says why.
    Skipped(String),
    /// The answer is another one.
    Differs(Difference),
    /// The implementation came to no output, and says why.
    Failed(String),
    /// The implementation broke off or left the protocol here; how.
    Broken(String),
    /// The implementation broke off before.
    Unanswered,
}

impl Outcome {
    /// Whether this speaks against the implementation.
    pub fn is_finding(&self) -> bool {
        !matches!(self, Self::Passed | Self::Skipped(_))
    }
}

/// Starts `program`, hands it the input of every vector, and compares its answers. What the program says on standard
/// error goes to `err`.
///
/// After the first line that is no answer nothing more is believed: the program is killed, and the vectors that follow
/// are [`Outcome::Unanswered`]. A program that misbehaves after its last answer spoils the last vector.
///
/// # Errors
///
/// [`StartError`] inside when the program cannot be started; outside what `err` fails with.
pub fn check<'v>(
    program: &Program,
    files: &'v [VectorFile],
    err: &mut dyn Write,
) -> io::Result<Result<Vec<Checked<'v>>, StartError>> {
    let asked: Vec<(&VectorFile, &Vector)> =
        files.iter().flat_map(|file| file.vectors.iter().map(move |vector| (file, vector))).collect();
    let input = asked.iter().flat_map(|(file, vector)| request(&file.kind, vector)).collect();
    let mut running = match program.start(input) {
        Ok(running) => running,
        Err(error) => return Ok(Err(error)),
    };
    let mut checked: Vec<Checked<'_>> = asked
        .iter()
        .map(|(file, vector)| Checked { kind: &file.kind, vector, outcome: Outcome::Unanswered })
        .collect();
    for (index, (file, vector)) in asked.iter().enumerate() {
        let next = running.next(err)?;
        if let (0, Next::Ended(status)) = (index, &next)
            && NOT_RUN.contains(&status.code())
        {
            let source =
                io::Error::new(io::ErrorKind::NotFound, format!("the shell could not run it ({status})"));
            return Ok(Err(StartError { command: program.command.clone(), source }));
        }
        match answer_to(vector, program, next) {
            Ok(answer) => checked[index].outcome = judge(file, vector, answer),
            Err(reason) => {
                checked[index].outcome = Outcome::Broken(reason);
                return Ok(Ok(checked));
            }
        }
    }
    if let Some(last) = checked.last_mut()
        && let Some(reason) = farewell(program, &mut running, err)?
    {
        last.outcome = Outcome::Broken(reason);
    }
    Ok(Ok(checked))
}

/// The answer to `vector`, or how the program left the protocol.
fn answer_to(vector: &Vector, program: &Program, next: Next) -> Result<Answer, String> {
    match next {
        Next::Line(line) => read_answer(&line, &vector.name),
        // The last line of a text may lack its line feed; half an answer is no JSON.
        Next::Cut(line) => read_answer(&line, &vector.name)
            .map_err(|_| format!("expected an answer, found the beginning of one: {}", shown(&line))),
        Next::TooLong => Err(too_long(program)),
        Next::Ended(status) => Err(format!("expected an answer, but the program ended ({status})")),
        Next::Late => Err(format!(
            "expected an answer within {} s; the program was killed",
            program.timeout.as_secs_f64()
        )),
    }
}

/// What is wrong with the way a program ends.
fn farewell(program: &Program, running: &mut Running, err: &mut dyn Write) -> io::Result<Option<String>> {
    Ok(match running.next(err)? {
        Next::Ended(status) if status.success() => None,
        Next::Ended(status) => Some(format!("after its last answer the program failed ({status})")),
        Next::Line(line) | Next::Cut(line) => {
            Some(format!("expected nothing after the last answer, found {}", shown(&line)))
        }
        Next::TooLong => Some(too_long(program)),
        Next::Late => Some(format!(
            "expected the program to end within {} s after the end of its input; it was killed",
            program.timeout.as_secs_f64()
        )),
    })
}

fn too_long(program: &Program) -> String {
    format!("expected an answer of at most {} bytes, found a longer line", program.longest_line)
}

fn judge(file: &VectorFile, vector: &Vector, answer: Answer) -> Outcome {
    let output = match answer {
        Answer::Output(output) => output,
        Answer::Error(reason) => return Outcome::Failed(reason),
        Answer::Skip(reason) => return Outcome::Skipped(reason),
    };
    if let Some(difference) = first_difference(&vector.output, &output, &file.comparison) {
        return Outcome::Differs(difference);
    }
    let present = vector.absent.iter().find_map(|pointer| Some((pointer, output.pointer(pointer)?)));
    present.map_or(Outcome::Passed, |(pointer, value)| {
        Outcome::Differs(Difference { path: pointer.clone(), expected: None, got: Some(value.clone()) })
    })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::{Outcome, Program, check};
    use crate::rules::BumpRow;
    use crate::vectors::{Comparison, Evidence, Members, Vector, VectorFile};

    fn vector(name: &str, output: Value) -> Vector {
        Vector {
            name: name.to_owned(),
            why: "A test.".to_owned(),
            evidence: Evidence::Rule,
            input: json!([name, "\n"]),
            output,
            absent: vec!["/gone".to_owned()],
        }
    }

    /// What comes of two vectors with the outputs 1 and 2 when `command` answers.
    fn outcomes(command: &str) -> Vec<Outcome> {
        let file = VectorFile {
            kind: "numbers".to_owned(),
            bump_row: BumpRow::RowSemantics,
            description: "Numbers.".to_owned(),
            comparison: Comparison { tolerance: 0.0, members: Members::Stated { maps: [].into() } },
            vectors: vec![vector("a", json!(1)), vector("b", json!({"is": 2}))],
        };
        let program = Program {
            command: command.to_owned(),
            timeout: Duration::from_secs(if command.contains("sleep") { 1 } else { 20 }),
            longest_line: 200,
        };
        let files = [file];
        let checked = check(&program, &files, &mut std::io::sink()).unwrap().unwrap();
        checked.into_iter().map(|checked| checked.outcome).collect()
    }

    const FIRST: &str = r#"read line; echo '{"output": 1}'; "#;

    #[test]
    fn answers_are_compared_and_skipping_is_allowed() {
        let both = |second: &str| outcomes(&format!("{FIRST} read line; echo '{second}'"));
        assert_eq!(both(r#"{"output": {"is": 2, "more": 3}}"#), [Outcome::Passed, Outcome::Passed]);
        assert_eq!(both(r#"{"skip": "later"}"#)[1], Outcome::Skipped("later".to_owned()));
        assert_eq!(both(r#"{"error": "cannot"}"#)[1], Outcome::Failed("cannot".to_owned()));
        assert!(
            matches!(&both(r#"{"output": {"is": 3}}"#)[1], Outcome::Differs(found) if found.path == "is")
        );
        let present = both(r#"{"output": {"is": 2, "gone": null}}"#);
        assert!(
            matches!(&present[1], Outcome::Differs(found) if found.path == "/gone" && found.expected.is_none())
        );
    }

    #[test]
    fn a_program_that_leaves_the_protocol_is_not_believed_any_more() {
        for (command, first, reason) in [
            ("exit 3", true, "the program ended (exit status: 3)"),
            ("kill -9 $$", true, "the program ended (signal: 9"),
            ("echo listening; cat >/dev/null", true, "expected an answer in JSON, found \"listening\""),
            (r#"printf '{"output": '"#, true, "found the beginning of one"),
            ("head -c 300 /dev/zero | tr '\\0' x; sleep 5", true, "expected an answer of at most 200 bytes"),
            ("sleep 100", true, "expected an answer within 1 s"),
            ("read line; exit 0", false, "the program ended (exit status: 0)"),
            (
                r#"read line; echo '{"output": {"is": 2}}'; exit 7"#,
                false,
                "the program failed (exit status: 7)",
            ),
            (
                r#"echo '{"output": {"is": 2}}'; echo bye"#,
                false,
                "expected nothing after the last answer, found \"bye\"",
            ),
            (r#"echo '{"output": {"is": 2}}'; sleep 100"#, false, "expected the program to end within 1 s"),
        ] {
            let script = if first { command.to_owned() } else { format!("{FIRST}{command}") };
            let outcomes = outcomes(&script);
            let broken = &outcomes[usize::from(!first)];
            assert!(
                matches!(broken, Outcome::Broken(found) if found.contains(reason)),
                "{script}: expected {reason:?}, found {broken:?}"
            );
            if first {
                assert_eq!(outcomes[1], Outcome::Unanswered, "{script}");
            } else {
                assert_eq!(outcomes[0], Outcome::Passed, "{script}");
            }
        }
    }

    #[test]
    fn a_last_line_without_its_line_feed_is_an_answer() {
        let outcomes = outcomes(&format!(r#"{FIRST} printf '{{"output": {{"is": 2}}}}'"#));
        assert_eq!(outcomes, [Outcome::Passed, Outcome::Passed]);
    }
}
