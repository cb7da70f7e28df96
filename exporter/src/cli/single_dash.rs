//! Long flags written with one dash, `-limit 1`: the reference takes them and warns, so they are rewritten
//! before the argument parser sees the line. Values are left alone: `--project -all` is a project named
//! `-all`.

use super::arguments::PROGRAM;
use clap::{Arg, Command};
use std::ffi::{OsStr, OsString};

/// The command that a line names, with what is needed to talk about it.
pub(super) struct Named<'a> {
    /// Its definition.
    command: &'a Command,
    /// Its words: `agentexport export sessions`.
    pub(super) path: String,
    /// How many words of the line name it.
    depth: usize,
}

/// Follows the first words of the line from command to command.
pub(super) fn named<'a>(root: &'a Command, line: &[OsString]) -> Named<'a> {
    let mut named = Named { command: root, path: PROGRAM.to_owned(), depth: 0 };
    for word in line {
        let Some(next) = named.command.find_subcommand(word) else { break };
        named.command = next;
        named.path = format!("{} {}", named.path, next.get_name());
        named.depth += 1;
    }
    named
}

/// Gives such flags of the named command their second dash, and returns the warning they deserve.
pub(super) fn rewrite(named: &Named<'_>, line: &mut [OsString]) -> Option<String> {
    let mut changes: Vec<String> = Vec::new();
    let mut words = line.iter_mut().skip(named.depth);
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        }
        let Some((flag, dashes, has_value)) = flag(named.command, word) else { continue };
        if dashes == 1 {
            let name = flag.get_long().unwrap_or_default();
            let change = format!("-{name} -> --{name}");
            if !changes.contains(&change) {
                changes.push(change);
            }
            let mut doubled = OsString::from("-");
            doubled.push(&*word);
            *word = doubled;
        }
        if !has_value && flag.get_action().takes_values() && !flag.is_require_equals_set() {
            words.next();
        }
    }
    (!changes.is_empty()).then(|| {
        format!(
            "deprecated single-dash long flags detected; use GNU-style long flags instead: {}",
            changes.join(", ")
        )
    })
}

/// The flag that a word names, its number of dashes, and whether the word holds a value too.
fn flag<'a>(command: &'a Command, word: &OsStr) -> Option<(&'a Arg, usize, bool)> {
    // A value may be no UTF-8; the name in front of it is.
    let word = word.to_string_lossy();
    let bare = word.strip_prefix('-')?;
    let (bare, dashes) = bare.strip_prefix('-').map_or((bare, 1), |bare| (bare, 2));
    let (name, has_value) = bare.split_once('=').map_or((bare, false), |(name, _)| (name, true));
    let flag = command.get_arguments().find(|flag| flag.get_long() == Some(name))?;
    Some((flag, dashes, has_value))
}

#[cfg(test)]
mod tests {
    use super::{named, rewrite};
    use crate::cli::arguments;
    use std::ffi::OsString;

    fn rewritten(line: &str) -> (String, bool) {
        let definition = arguments::command();
        let mut line: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let warning = rewrite(&named(&definition, &line), &mut line);
        let words: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
        (words.join(" "), warning.is_some())
    }

    #[test]
    fn only_known_flags_outside_values_change() {
        for (line, meant) in [
            ("export sessions -limit 1", "export sessions --limit 1"),
            ("export sessions -all -project -all", "export sessions --all --project -all"),
            ("export sessions --all -limit=-limit", "export sessions --all --limit=-limit"),
            ("demo -data-dir x", "demo --data-dir x"),
        ] {
            assert_eq!(rewritten(line), (meant.to_owned(), true));
        }
        for line in [
            "export sessions --limit 1",
            "export sessions --project -limit",
            "export sessions -lim 1",
            "export sessions -h -- -limit",
            "export sessions -- -limit",
            "export sessions - -1",
            "demo -limit 1",
        ] {
            assert_eq!(rewritten(line), (line.to_owned(), false));
        }
    }

    #[test]
    fn a_line_names_the_command_it_starts_with() {
        let definition = arguments::command();
        for (line, path) in [
            (vec![], "agentexport"),
            (vec!["export"], "agentexport export"),
            (vec!["export", "sessions", "demo"], "agentexport export sessions"),
            (vec!["--all", "export"], "agentexport"),
        ] {
            let line: Vec<OsString> = line.into_iter().map(OsString::from).collect();
            assert_eq!(named(&definition, &line).path, path);
        }
    }
}
