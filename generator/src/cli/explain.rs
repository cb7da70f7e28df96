//! `contractgen explain`: teach one rule.

use std::io::{self, Write};

use super::arguments::ExplainRequest;
use super::complain;
use crate::exit;
use crate::rules;

/// Runs the command and returns its exit code.
pub(super) fn run(request: &ExplainRequest, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let Some(rule) = rules::find(&request.rule) else {
        let near = nearest(&request.rule);
        let message = format!(
            "there is no rule {:?}; did you mean {near}? `contractgen rules` lists all",
            request.rule
        );
        return complain(err, &message).map(|()| exit::FAILED);
    };
    out.write_all(rules::section(rule).as_bytes())?;
    Ok(exit::FINE)
}

/// The rule whose name shares most with what was typed.
fn nearest(typed: &str) -> &'static str {
    let alike = |id: &str| similar::TextDiff::from_chars(typed, id).ratio();
    rules::all()
        .map(|rule| rule.id)
        .max_by(|one, other| alike(one).total_cmp(&alike(other)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    fn run(rule: &str) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = crate::run(["contractgen", "explain", rule], &mut std::io::empty(), &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn every_rule_is_explained_with_its_pair() {
        for rule in crate::rules::all() {
            let (code, out, _) = run(rule.id);
            assert_eq!(code, 0, "{}", rule.id);
            let first_words = rule.advice.split(' ').take(4).collect::<Vec<_>>().join(" ");
            for part in [rule.id, rule.bump.name(), &first_words, rule.shown_by.old, rule.shown_by.new] {
                assert!(out.contains(part), "{}: {part:?} is missing in:\n{out}", rule.id);
            }
        }
    }

    #[test]
    fn a_name_that_is_none_is_a_usage_error_with_a_guess() {
        let (code, out, err) = run("propertyremoved");
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains("did you mean property-removed?"), "{err}");
    }
}
