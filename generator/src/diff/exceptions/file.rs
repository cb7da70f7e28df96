//! The allow file: TOML, one table per accepted change.

use std::ops::Range;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::diff::Finding;
use crate::rules::{self, Area, Rule, Severity};

/// The accepted changes.
#[derive(Clone, PartialEq, Debug)]
pub struct AllowFile {
    /// The file's name, for messages.
    pub name: String,
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// One accepted change.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The rule that reports it.
    pub rule: &'static Rule,
    /// The surface; of every one when there is none.
    pub surface: Option<String>,
    /// The place in documents, as findings name it.
    pub path: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is.
    pub expires: Date,
    /// The line of the entry's rule.
    pub line: usize,
}

impl Entry {
    /// Whether a finding is the change that this entry is about.
    pub fn covers(&self, finding: &Finding) -> bool {
        self.rule.id == finding.rule.id
            && self.surface.as_ref().is_none_or(|surface| *surface == finding.surface)
            && self.path == finding.path.to_string()
    }
}

/// Why an allow file cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct AllowError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to write instead.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    allow: Vec<RawEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    rule: Spanned<String>,
    surface: Option<String>,
    path: Spanned<String>,
    reason: Spanned<String>,
    expires: Spanned<toml::Value>,
}

impl AllowFile {
    /// Reads the text of an allow file.
    ///
    /// # Errors
    ///
    /// [`AllowError`] for text that is no TOML, members that are missing or unknown, unknown rules, rules that need no
    /// exception, blank reasons and dates that are none.
    ///
    /// # Examples
    ///
    /// ```
    /// use contractgen::diff::exceptions::AllowFile;
    ///
    /// let text = r#"
    /// [[allow]]
    /// rule = "surface-removed"
    /// surface = "cursor-reset"
    /// path = "(document)"
    /// reason = "nobody reads it; agreed in the meeting of May 4"
    /// expires = 2027-01-31
    /// "#;
    /// assert_eq!(AllowFile::parse("allow.toml", text)?.entries[0].expires.to_string(), "2027-01-31");
    ///
    /// let error = AllowFile::parse("allow.toml", &text.replace("-01-31", "-01-32")).unwrap_err();
    /// assert!(error.to_string().starts_with("allow.toml:7: "));
    /// # Ok::<(), contractgen::diff::exceptions::AllowError>(())
    /// ```
    pub fn parse(name: &str, text: &str) -> Result<Self, AllowError> {
        let failed = |span: Range<usize>, reason: String| AllowError {
            file: name.to_owned(),
            line: line_of(text, span.start),
            reason,
        };
        let raw: RawFile = toml::from_str(text)
            .map_err(|error| failed(error.span().unwrap_or_default(), one_line(error.message())))?;
        let entries = raw.allow.into_iter().map(|raw| raw.check(text)).collect::<Result<_, _>>();
        let entries = entries.map_err(|(span, reason)| failed(span, reason))?;
        Ok(Self { name: name.to_owned(), entries })
    }
}

impl RawEntry {
    fn check(self, text: &str) -> Result<Entry, (Range<usize>, String)> {
        let id = self.rule.get_ref();
        let rule = rules::find(id).ok_or_else(|| {
            (self.rule.span(), format!("there is no rule {id:?}; `contractgen rules` lists them"))
        })?;
        if rule.severity != Severity::Breaking || rule.area == Area::Exception {
            return Err((
                self.rule.span(),
                format!("the rule {id} needs no exception, as it does not break; remove the entry"),
            ));
        }
        if self.path.get_ref().trim().is_empty() {
            let advice = "the path is blank; write it as the report does, (document) for the whole document";
            return Err((self.path.span(), advice.into()));
        }
        if self.reason.get_ref().trim().is_empty() {
            let advice = "the reason is blank; say why the change is acceptable to those who read documents";
            return Err((self.reason.span(), advice.into()));
        }
        let expires = date(self.expires.get_ref())
            .ok_or_else(|| (self.expires.span(), "expires is no date; write it as \"2027-01-31\"".into()))?;
        Ok(Entry {
            rule,
            surface: self.surface,
            line: line_of(text, self.rule.span().start),
            path: self.path.into_inner(),
            reason: self.reason.into_inner().trim().to_owned(),
            expires,
        })
    }
}

/// A day, written as text or as a date of TOML.
fn date(value: &toml::Value) -> Option<Date> {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(date) => date.to_string(),
        _ => return None,
    };
    day(&text)
}

/// The day that `YYYY-MM-DD` names; no other form is understood.
pub fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|date: &Date| date.to_string() == text)
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(", ")
}
