//! One answer of the provider is spread over several lines; here they become one entry again.

use super::entry::{Content, Entry};
use crate::logs::session::Role;
use crate::logs::usage_text;

/// Joins each run of answers with the same identifier. The last line of a run counts, except that a run shows
/// something, and calls tools, if any of its lines does.
pub(super) fn join(entries: Vec<Entry>) -> Vec<Entry> {
    let mut joined: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut ends_joined = false;
    for entry in entries {
        match joined.last_mut() {
            Some(last) if belong_together(last, &entry) => {
                let earlier = std::mem::replace(last, entry);
                last.take_over(earlier);
                ends_joined = true;
            }
            _ => {
                if ends_joined {
                    respell_usage(joined.last_mut());
                }
                ends_joined = false;
                joined.push(entry);
            }
        }
    }
    if ends_joined {
        respell_usage(joined.last_mut());
    }
    joined
}

fn belong_together(last: &Entry, next: &Entry) -> bool {
    let is_part = |entry: &Entry| entry.role == Role::Assistant && entry.answer.is_joinable;
    is_part(last) && is_part(next) && last.answer.message_id == next.answer.message_id
}

/// v1 spells the usage of a joined answer anew.
fn respell_usage(entry: Option<&mut Entry>) {
    if let Some(entry) = entry
        && let Some(text) = usage_text::canonical(&entry.answer.usage.text)
    {
        entry.answer.usage.text = text;
    }
}

impl Entry {
    /// Adds what earlier lines of the same answer hold.
    fn take_over(&mut self, earlier: Self) {
        if let (
            Content::Answer { is_list, is_visible },
            Content::Answer { is_list: was_list, is_visible: was_visible },
        ) = (&mut self.content, &earlier.content)
        {
            // Once any line has a list of blocks, only lists count.
            match (*was_list, *is_list) {
                (true, true) => *is_visible |= was_visible,
                (true, false) => (*is_list, *is_visible) = (true, *was_visible),
                (false, _) => {}
            }
        }
        let later = std::mem::replace(&mut self.calls, earlier.calls);
        self.calls.extend(later);
        let later = std::mem::replace(&mut self.results, earlier.results);
        self.results.extend(later);
        self.has_tool_use |= earlier.has_tool_use;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::claude::tests::{assistant, entries, user};

    fn joined(lines: &[String]) -> Vec<(String, String, bool)> {
        let is_visible = |entry: &Entry| matches!(entry.content, Content::Answer { is_visible: true, .. });
        join(entries(lines))
            .iter()
            .map(|entry| (entry.uuid.clone(), entry.answer.usage.text.clone(), is_visible(entry)))
            .collect()
    }

    fn answer(uuid: &str, content: &str, usage: &str) -> String {
        assistant(uuid, "", &format!(r#""id":"m","content":{content},"usage":{usage}"#))
    }

    #[test]
    fn the_last_line_of_a_run_counts_and_all_its_blocks_do() {
        let text = r#"[{"type":"text","text":"a"}]"#;
        let lines =
            [answer("u1", text, r#"{"output_tokens":1}"#), answer("u2", "[]", r#"{"output_tokens":2}"#)];
        assert_eq!(joined(&lines), [("u2".to_owned(), r#"{"output_tokens":2}"#.to_owned(), true)]);
        let lines = [answer("u1", "[]", "1"), answer("u2", "\"a\"", "2")];
        assert!(!joined(&lines)[0].2, "a text does not count beside a list");
        let lines = [answer("u1", "\"a\"", "1"), answer("u2", "\"\"", "2")];
        assert!(!joined(&lines)[0].2, "without lists only the last text counts");
    }

    #[test]
    fn a_users_entry_ends_a_run() {
        let lines = [answer("u1", "\"a\"", "1"), user("u2", "", "\"x\""), answer("u3", "\"b\"", "1")];
        assert_eq!(joined(&lines).len(), 3);
    }

    #[test]
    fn numbers_do_not_join() {
        let part = |uuid| assistant(uuid, "", r#""id":7,"content":"a""#);
        assert_eq!(joined(&[part("u1"), part("u2")]).len(), 2);
        let nameless = |uuid| assistant(uuid, "", r#""id":"","content":"a""#);
        assert_eq!(joined(&[nameless("u1"), nameless("u2")]).len(), 2);
    }

    #[test]
    fn usage_is_spelled_anew_when_lines_were_joined() {
        let usage = r#"{ "b":1.0, "a":"<" }"#;
        assert_eq!(joined(&[answer("u1", "\"a\"", usage)])[0].1, usage);
        let two = [answer("u1", "\"a\"", "1"), answer("u2", "\"a\"", usage)];
        assert_eq!(joined(&two)[0].1, r#"{"a":"\u003c","b":1.0}"#);
    }
}
