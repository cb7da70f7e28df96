//! The line of `usage statusline`: a template with names in braces.

use std::str::FromStr;

use agent_contracts::pricing::Tokens;
use agent_contracts::text::lossy;

use super::money::{dollars, short_count};
use super::table::printable;
use crate::report::DailyReport;

/// Why a template cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// A name that stands for nothing.
    #[error(
        "invalid --format: there is no {{{0}}}; use {{cost}}, {{tokens}}, {{input}}, {{output}}, {{cache_write}}, {{cache_read}}, {{sessions}}, {{model}} or {{date}}"
    )]
    UnknownName(String),
    /// A brace without its partner.
    #[error("invalid --format: a brace has no partner; write {{{{ or }}}} for a brace itself")]
    LoneBrace,
}

/// A name in braces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Name {
    Cost,
    Tokens,
    Input,
    Output,
    CacheWrite,
    CacheRead,
    Sessions,
    Model,
    Date,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Text(String),
    Name(Name),
}

/// A line with names in braces, to be filled in. `{{` and `}}` are braces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template(Vec<Part>);

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            parts.push(Part::Text(before.to_owned()));
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                parts.push(Part::Text(from[..1].to_owned()));
                rest = after;
                continue;
            }
            let inner = from.strip_prefix('{').ok_or(TemplateError::LoneBrace)?;
            let (name, after) = inner.split_once('}').ok_or(TemplateError::LoneBrace)?;
            parts.push(Part::Name(Name::of(name)?));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self(parts))
    }
}

impl Name {
    fn of(name: &str) -> Result<Self, TemplateError> {
        Ok(match name {
            "cost" => Self::Cost,
            "tokens" => Self::Tokens,
            "input" => Self::Input,
            "output" => Self::Output,
            "cache_write" => Self::CacheWrite,
            "cache_read" => Self::CacheRead,
            "sessions" => Self::Sessions,
            "model" => Self::Model,
            "date" => Self::Date,
            _ => return Err(TemplateError::UnknownName(name.to_owned())),
        })
    }
}

impl Template {
    /// The line for the day `date` with the figures of its report. One line whatever names the archive holds.
    pub fn fill(&self, date: &str, report: &DailyReport) -> String {
        let Tokens { input, output, cache_write, cache_read, .. } = report.totals.tokens;
        let all = [input, output, cache_write, cache_read].into_iter().fold(0, i64::saturating_add);
        let dearest = || report.days.first().and_then(|day| day.models.first());
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Name(Name::Cost) => dollars(report.totals.cost),
            Part::Name(Name::Tokens) => short_count(all),
            Part::Name(Name::Input) => short_count(input),
            Part::Name(Name::Output) => short_count(output),
            Part::Name(Name::CacheWrite) => short_count(cache_write),
            Part::Name(Name::CacheRead) => short_count(cache_read),
            Part::Name(Name::Sessions) => report.sessions.total.to_string(),
            Part::Name(Name::Model) => {
                dearest().map_or_else(|| "-".to_owned(), |share| printable(&lossy(&share.name)))
            }
            Part::Name(Name::Date) => date.to_owned(),
        };
        self.0.iter().map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Template, TemplateError};
    use crate::report::{DailyReport, DailySessions, DailyTotals, Day, Share};
    use agent_contracts::pricing::Tokens;
    use std::collections::BTreeMap;

    fn report() -> DailyReport {
        let tokens = Tokens { input: 1200, output: 300, cache_write: 0, cache_read: 2_000_000, reasoning: 9 };
        let share = Share { name: b"m\x1b1".to_vec(), tokens, cost: 1.5 };
        let day = Day {
            date: b"2026-07-31".to_vec(),
            tokens,
            cost: 1.5,
            models: vec![share],
            projects: Vec::new(),
            agents: Vec::new(),
        };
        DailyReport {
            days: vec![day],
            totals: DailyTotals { tokens, cost: 1.5, ..DailyTotals::default() },
            sessions: DailySessions { total: 2, ..DailySessions::default() },
            models: BTreeMap::new(),
            projects: BTreeMap::new(),
        }
    }

    #[test]
    fn names_are_filled_in() {
        let every =
            "{date} {cost} {tokens} {input} {output} {cache_write} {cache_read} {sessions} {model} {{x}}";
        let template: Template = every.parse().unwrap();
        assert_eq!(
            template.fill("2026-07-31", &report()),
            "2026-07-31 $1.50 2.0M 1.2k 300 0 2.0M 2 m\\u{1b}1 {x}"
        );
    }

    #[test]
    fn mistakes_are_told() {
        let refusal = |text: &str| text.parse::<Template>().unwrap_err();
        assert_eq!(refusal("{price}"), TemplateError::UnknownName("price".to_owned()));
        for lone in ["{", "}", "a } b", "{cost", "{{}"] {
            assert_eq!(refusal(lone), TemplateError::LoneBrace, "{lone}");
        }
        assert!(refusal("{x}").to_string().starts_with("invalid --format: there is no {x}; use {cost},"));
    }
}
