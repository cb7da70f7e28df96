//! Which prompts come from programs: the list of v1, and what a user adds to it.

use agent_contracts::text::trim;

/// Beginnings.
const PREFIXES: [&str; 19] = [
    "You are a code reviewer.",
    "You are a security code reviewer.",
    "You are a design reviewer.",
    "You are a code assistant. Your task is to address",
    "You are a code review insights analyst.",
    "You are reviewing whether an implementation matches",
    "You are a plan document reviewer.",
    "You are a spec document reviewer.",
    "You are summarizing a day of AI agent activity.",
    "You are analyzing AI agent sessions.",
    "## Analysis Request",
    "# Fix Request",
    "You are a helpful assistant working on a software project.",
    "You are combining multiple code review outputs into a single GitHub PR comment.",
    "You are generating a changelog",
    "<user_action>",
    "Review the code changes introduced by commit ",
    "Review the code changes in commit ",
    "Implement the following plan:",
];

/// Parts.
const SUBSTRINGS: [&str; 3] = [
    "invoked by roborev to perform this review",
    "You are a security code reviewer with an exploitability burden of proof. Review the code changes for concrete vulnerabilities",
    "You are a conversation title generator",
];

/// Whole texts, blanks around them aside.
const WHOLE: [&str; 3] = ["Warmup", "Respond with exactly: OK", "Reply with exactly OK."];

/// The longest pattern a user may add, in bytes.
const LONGEST: usize = 1024;

/// What a user adds to the list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct AutomationPatterns {
    prefixes: Vec<String>,
    substrings: Vec<String>,
    whole: Vec<String>,
}

impl AutomationPatterns {
    /// Patterns without blanks around them; empty and overlong ones are left out.
    pub fn new(prefixes: &[String], substrings: &[String], whole: &[String]) -> Self {
        let usable = |patterns: &[String]| {
            let trimmed = patterns.iter().map(|pattern| pattern.trim());
            trimmed.filter(|text| !text.is_empty() && text.len() <= LONGEST).map(str::to_owned).collect()
        };
        Self { prefixes: usable(prefixes), substrings: usable(substrings), whole: usable(whole) }
    }

    /// Whether a program wrote this prompt.
    pub(super) fn match_text(&self, text: &[u8]) -> bool {
        let any = |fixed: &[&'static str], added: &[String], matches: &dyn Fn(&[u8]) -> bool| {
            fixed.iter().any(|pattern| matches(pattern.as_bytes()))
                || added.iter().any(|pattern| matches(pattern.as_bytes()))
        };
        let trimmed = trim(text);
        any(&PREFIXES, &self.prefixes, &|pattern| text.starts_with(pattern))
            || any(&WHOLE, &self.whole, &|pattern| trimmed == pattern)
            || any(&SUBSTRINGS, &self.substrings, &|pattern| memchr::memmem::find(text, pattern).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_goes_by_beginning_part_and_whole() {
        let own = AutomationPatterns::default();
        for (text, is_automated) in [
            ("You are a code reviewer. Review.", true),
            (" You are a code reviewer.", false),
            ("you are a code reviewer.", false),
            (" Warmup\n", true),
            ("Warmup now", false),
            ("xx You are a conversation title generator xx", true),
            ("", false),
        ] {
            assert_eq!(own.match_text(text.as_bytes()), is_automated, "{text:?}");
        }
    }

    #[test]
    fn users_add_patterns() {
        let list = |text: &str| vec![text.to_owned()];
        let added = AutomationPatterns::new(&list("  Nightly: "), &list("[bot]"), &list("ping"));
        for text in ["Nightly: x", "a [bot] b", " ping "] {
            assert!(added.match_text(text.as_bytes()), "{text:?}");
        }
        let useless = AutomationPatterns::new(&list(" "), &[], &list(&"x".repeat(LONGEST + 1)));
        assert_eq!(useless, AutomationPatterns::default());
    }
}
