//! JSON text as a tree that can hold what a JSON value cannot: members twice, numbers as spelled, broken parts.

use serde_json::Value;

/// A JSON text in parts.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// Text written as it is.
    Raw(String),
    /// An array.
    List(Vec<Tree>),
    /// An object, in order, with names as written between quotes.
    Members(Vec<(String, Tree)>),
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        match value {
            Value::Array(list) => Self::List(list.iter().map(Self::from).collect()),
            Value::Object(members) => {
                let quoted = |name: &str| Value::from(name).to_string().trim_matches('"').to_owned();
                Self::Members(members.iter().map(|(name, value)| (quoted(name), Self::from(value))).collect())
            }
            scalar => Self::Raw(scalar.to_string()),
        }
    }
}

impl Tree {
    /// Number of places: this one and all inside it.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Raw(_) => 1,
            Self::List(list) => 1 + list.iter().map(Self::size).sum::<usize>(),
            Self::Members(members) => 1 + members.iter().map(|(_, tree)| tree.size()).sum::<usize>(),
        }
    }

    /// The place with this number, in the order of the text; the root has number 0.
    pub(super) fn place(&mut self, number: usize) -> &mut Self {
        if number == 0 {
            return self;
        }
        let mut before = 1;
        let parts: Vec<&mut Self> = match self {
            Self::Raw(_) => Vec::new(),
            Self::List(list) => list.iter_mut().collect(),
            Self::Members(members) => members.iter_mut().map(|(_, tree)| tree).collect(),
        };
        for part in parts {
            let size = part.size();
            if number < before + size {
                return part.place(number - before);
            }
            before += size;
        }
        unreachable!("place {number} lies beyond the tree")
    }

    /// The text, without blanks.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Raw(text) => text.clone(),
            Self::List(list) => format!("[{}]", list.iter().map(Self::text).collect::<Vec<_>>().join(",")),
            Self::Members(members) => {
                let members = members.iter().map(|(name, tree)| format!("\"{name}\":{}", tree.text()));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }
}
