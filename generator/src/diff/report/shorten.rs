//! Cuts example documents down to what a finding is about: the way to its place stays, the rest is counted.

use serde_json::Value;

use crate::diff::{DocumentPath, Step};

/// A document that takes no more characters than this is shown whole.
const WHOLE: usize = 240;

/// Items of a list on the way that are shown; an example seldom needs more than one.
const ITEMS: usize = 2;

/// Characters of a string that are shown.
const STRING: usize = 60;

/// A document as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Shown {
    pub(super) text: String,
    /// Whether nothing was left out, so that the text is JSON.
    pub(super) is_whole: bool,
}

/// The document on one line, shortened where it is long.
pub(super) fn on_one_line(document: &Value, path: &DocumentPath) -> Shown {
    let text = document.to_string();
    if text.chars().count() <= WHOLE {
        return Shown { text, is_whole: true };
    }
    let mut text = String::new();
    write(document, Some(path.steps()), &mut text);
    Shown { text, is_whole: false }
}

/// `steps` lead from here to the finding's place; none beside the way.
fn write(value: &Value, steps: Option<&[Step]>, text: &mut String) {
    match (value, steps) {
        (Value::Object(members), Some(steps)) => {
            let mut shown = 0;
            text.push('{');
            for (name, member) in members {
                let inner = match steps.split_first() {
                    Some((Step::Member(next), rest)) if next == name => Some(rest),
                    Some((Step::AnyMember, rest)) => Some(rest),
                    Some(_) => continue,
                    None => None,
                };
                if inner.is_none() && shown >= 8 {
                    continue;
                }
                text.push_str(if shown == 0 { "" } else { ", " });
                shown += 1;
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push_str(": ");
                write(member, inner, text);
            }
            rest(members.len() - shown, shown > 0, text);
            text.push('}');
        }
        (Value::Array(items), Some(steps)) => {
            let inner = steps.split_first().filter(|(step, _)| **step == Step::Item).map(|(_, rest)| rest);
            text.push('[');
            for (index, item) in items.iter().take(ITEMS).enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                write(item, inner, text);
            }
            rest(items.len().saturating_sub(ITEMS), true, text);
            text.push(']');
        }
        (Value::Object(members), None) if !members.is_empty() => text.push_str("{…}"),
        (Value::Array(items), None) if !items.is_empty() => text.push_str("[…]"),
        (Value::String(string), _) => {
            text.push_str(&Value::from(cut(string, STRING)).to_string());
        }
        (scalar, _) => text.push_str(&scalar.to_string()),
    }
}

fn rest(count: usize, follows: bool, text: &mut String) {
    if count > 0 {
        text.push_str(if follows { ", " } else { "" });
        text.extend(["… ", &count.to_string(), " more"]);
    }
}

/// Text of at most so many characters, the last one of which is an ellipsis when some are left out.
pub(super) fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some(_) => text.chars().take(characters.saturating_sub(1)).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{cut, on_one_line};
    use crate::diff::{DocumentPath, Step};

    #[test]
    fn the_way_to_the_place_stays() {
        let path = DocumentPath::root()
            .then(Step::Member("rows".into()))
            .then(Step::Item)
            .then(Step::Member("cost".into()));
        let small = json!({"rows": [{"cost": -1}]});
        let shown = on_one_line(&small, &path);
        assert_eq!((shown.text.as_str(), shown.is_whole), (r#"{"rows":[{"cost":-1}]}"#, true));

        let row = json!({"cost": {"usd": -1, "by": {"a": 1}}, "id": "x".repeat(300)});
        let large = json!({"rows": [row, row, row], "version": 1});
        let shown = on_one_line(&large, &path);
        let row = r#"{"cost": {"by": {…}, "usd": -1}, … 1 more}"#;
        assert_eq!(shown.text, format!("{{\"rows\": [{row}, {row}, … 1 more], … 1 more}}"));
        assert!(!shown.is_whole);
    }

    #[test]
    fn text_is_cut_at_characters() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äö…");
    }
}
