//! Places in documents, as readers of documents name them: `sessions[].model_usage.cost_usd`.

use std::fmt;

/// One step from a value into a part of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    /// The member of an object with this name.
    Member(String),
    /// Any member of a map, whatever its name.
    AnyMember,
    /// Any item of an array.
    Item,
}

/// A place in documents of one surface; without steps the document itself.
///
/// # Examples
///
/// ```
/// use contractgen::diff::{DocumentPath, Step};
///
/// let path = DocumentPath::root().then(Step::Member("sessions".into())).then(Step::Item);
/// assert_eq!(path.then(Step::Member("id".into())).to_string(), "sessions[].id");
/// assert_eq!(DocumentPath::root().to_string(), "(document)");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct DocumentPath(Vec<Step>);

impl DocumentPath {
    /// The document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// The place one step further in.
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }

    /// The steps, outermost first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl FromIterator<Step> for DocumentPath {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for DocumentPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str("(document)");
        }
        for (index, step) in self.0.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            match step {
                Step::Member(name) => write!(formatter, "{dot}{name}")?,
                Step::AnyMember => write!(formatter, "{dot}*")?,
                Step::Item => formatter.write_str("[]")?,
            }
        }
        Ok(())
    }
}
