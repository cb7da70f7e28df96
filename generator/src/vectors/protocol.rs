//! The line protocol: requests and answers as JSON, one a line. `docs/vectors.md` describes it for implementers.

use serde_json::{Map, Value, json};

use super::model::Vector;

/// The request for a vector's output, with its line feed.
pub(super) fn request(kind: &str, vector: &Vector) -> Vec<u8> {
    let request = json!({"kind": kind, "name": vector.name, "input": vector.input});
    let mut line = request.to_string().into_bytes();
    line.push(b'\n');
    line
}

/// What an implementation answers.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Answer {
    /// Its output.
    Output(Value),
    /// Why it could not come to an output.
    Error(String),
    /// Why it does not try.
    Skip(String),
}

/// Reads the answer to the request called `name`; what is wrong with it otherwise.
pub(super) fn read_answer(line: &[u8], name: &str) -> Result<Answer, String> {
    let mut answer: Map<String, Value> = serde_json::from_slice(line)
        .map_err(|error| format!("expected an answer in JSON, found {}: {error}", shown(line)))?;
    if let Some(other) = answer.get("name").filter(|other| **other != name) {
        return Err(format!(
            "expected the answer to {name:?}, found the one to {other}; answers keep their order"
        ));
    }
    let mut given = ["output", "error", "skip"].into_iter().filter(|member| answer.contains_key(*member));
    let (Some(member), None) = (given.next(), given.next()) else {
        return Err(format!("expected one of output, error and skip in the answer, found {}", shown(line)));
    };
    match (member, answer.remove(member)) {
        ("output", Some(output)) => Ok(Answer::Output(output)),
        ("error", Some(Value::String(reason))) => Ok(Answer::Error(reason)),
        ("skip", Some(Value::String(reason))) => Ok(Answer::Skip(reason)),
        _ => Err(format!("expected text for {member}, found {}", shown(line))),
    }
}

/// The beginning of a line, fit to be shown.
pub(super) fn shown(line: &[u8]) -> String {
    const LONGEST: usize = 80;
    let text = String::from_utf8_lossy(&line[..line.len().min(4 * LONGEST)]);
    let mut characters = text.chars();
    let beginning: String = characters.by_ref().take(LONGEST).collect();
    let rest = if characters.next().is_some() || line.len() > 4 * LONGEST { "..." } else { "" };
    format!("{beginning:?}{rest}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Answer, read_answer, shown};

    #[test]
    fn each_kind_of_answer_is_read() {
        for (line, answer) in [
            (r#"{"output": null}"#, Answer::Output(json!(null))),
            (r#" {"name": "a", "output": {"error": 1}, "took_ms": 3} "#, Answer::Output(json!({"error": 1}))),
            (r#"{"error": "no such table"}"#, Answer::Error("no such table".to_owned())),
            ("{\"skip\": \"later\"}\r", Answer::Skip("later".to_owned())),
        ] {
            assert_eq!(read_answer(line.as_bytes(), "a"), Ok(answer), "{line}");
        }
    }

    #[test]
    fn other_lines_are_no_answers() {
        for (line, reason) in [
            ("", "expected an answer in JSON, found \"\""),
            ("INFO ready", "found \"INFO ready\""),
            ("3", "expected an answer in JSON"),
            ("{}", "expected one of output, error and skip"),
            (r#"{"output": 1, "skip": "x"}"#, "expected one of output, error and skip"),
            (r#"{"error": 3}"#, "expected text for error"),
            (r#"{"name": "b", "output": 1}"#, "expected the answer to \"a\", found the one to \"b\""),
            (r#"{"output": 1} {"output": 2}"#, "expected an answer in JSON"),
        ] {
            let refusal = read_answer(line.as_bytes(), "a").expect_err(line);
            assert!(refusal.contains(reason), "expected {reason:?} in {refusal:?}");
        }
        assert!(read_answer(b"{\"output\": \"\xff\"}", "a").is_err(), "answers are UTF-8");
        let deep = format!(r#"{{"output": {}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        assert!(read_answer(deep.as_bytes(), "a").is_err(), "a deep nest is refused, not followed");
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        assert_eq!(shown(b"ab\x1b"), "\"ab\\u{1b}\"");
        let long = shown("é".repeat(100_000).as_bytes());
        assert!(long.ends_with("é\"...") && long.chars().count() < 100, "{long}");
    }
}
