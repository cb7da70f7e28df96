//! Measures a value against a table, for all stages in one walk.

use serde_json::Value;

use super::stage::{Stage, Stages};
use super::table::{Kind, Member};
use crate::reading::push_step;
use crate::scalar::Sha256Digest;

/// 2^63, the first double beyond the signed 64-bit range.
const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;

/// Stages whose readers must ignore members that they do not know: version 1 promises it. A known member of another
/// version speaks against every other stage.
const OPEN: Stages = Stages::of(Stage::R0_37);

/// Stages whose closed lists are known: those that have the words of version 1.
const CLOSED: Stages = Stages::between(Stage::Legacy, Stage::R0_39);

/// Longest excerpt of a document quoted in a message, in characters.
const EXCERPT: usize = 60;

/// How well a value fits each stage.
#[derive(Clone, Copy, Default)]
pub(super) struct Measure {
    misfits: [u32; Stage::ALL.len()],
}

impl Measure {
    pub(super) fn misfits(&self, stage: Stage) -> u32 {
        self.misfits[stage as usize]
    }

    /// The stages among `stages` that nothing speaks against.
    pub(super) fn fits(&self, stages: Stages) -> Stages {
        let fitting = stages.iter().filter(|stage| self.misfits(*stage) == 0);
        fitting.fold(Stages::default(), |all, stage| all.or(Stages::of(stage)))
    }
}

/// One thing that speaks against a stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Misfit {
    pub(super) path: String,
    pub(super) message: String,
}

/// Measures the object `root` against `stages`. In an `incomplete` value nothing is missing.
pub(super) fn measure(value: &Value, root: &'static [Member], stages: Stages, incomplete: bool) -> Measure {
    let mut walk = Walk { measure: Measure::default(), incomplete, path: Vec::new(), list: None };
    walk.object(value, root, stages);
    walk.measure
}

/// The first `limit` things that speak against one stage, and how many more there are.
pub(super) fn misfits(
    value: &Value,
    root: &'static [Member],
    stage: Stage,
    incomplete: bool,
    limit: usize,
) -> (Vec<Misfit>, u64) {
    let list = Some((Vec::new(), limit));
    let mut walk = Walk { measure: Measure::default(), incomplete, path: Vec::new(), list };
    walk.object(value, root, Stages::of(stage));
    let listed = walk.list.map(|(listed, _)| listed).unwrap_or_default();
    let more = u64::from(walk.measure.misfits(stage)).saturating_sub(listed.len() as u64);
    (listed, more)
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

struct Walk<'v> {
    measure: Measure,
    incomplete: bool,
    path: Vec<Step<'v>>,
    /// Where misfits are listed, and how many at most.
    list: Option<(Vec<Misfit>, usize)>,
}

impl<'v> Walk<'v> {
    fn against(&mut self, stages: Stages, message: impl FnOnce() -> String) {
        for stage in stages.iter() {
            let count = &mut self.measure.misfits[stage as usize];
            *count = count.saturating_add(1);
        }
        if let Some((list, limit)) = &mut self.list
            && !stages.is_empty()
            && list.len() < *limit
        {
            let mut path = String::new();
            for step in &self.path {
                match step {
                    Step::Name(name) => push_step(&mut path, name),
                    Step::Index(index) => push_step(&mut path, &index.to_string()),
                }
            }
            list.push(Misfit { path, message: message() });
        }
    }

    fn within(&mut self, step: Step<'v>, value: &'v Value, kind: &'static Kind, stages: Stages) {
        self.path.push(step);
        self.value(value, kind, stages);
        self.path.pop();
    }

    /// Goes as deep as the tables do, whatever the value.
    fn value(&mut self, value: &'v Value, kind: &'static Kind, stages: Stages) {
        if stages.is_empty() {
            return;
        }
        match (kind, value) {
            (Kind::Nullable(_), Value::Null) => {}
            (Kind::Nullable(kind), value) => self.value(value, kind, stages),
            (Kind::Filled(_), Value::Array(list)) if list.is_empty() => {
                self.against(stages, || "expected null or elements, found an empty list".into());
            }
            (Kind::List(kind) | Kind::Filled(kind), Value::Array(list)) => {
                for (index, element) in list.iter().enumerate() {
                    self.within(Step::Index(index), element, kind, stages);
                }
            }
            (Kind::Map(kind), Value::Object(members)) => {
                for (name, value) in members {
                    self.within(Step::Name(name), value, kind, stages);
                }
            }
            (Kind::AllOrNone(members), Value::Object(object))
                if !members.iter().any(|member| object.contains_key(member.name)) => {}
            (Kind::Object(members) | Kind::AllOrNone(members), value) => self.object(value, members, stages),
            (Kind::Word(words), Value::String(text)) if !words.contains(&text.as_str()) => {
                self.against(stages.and(CLOSED), || {
                    format!("expected one of {}, found {}", quoted(words), excerpt(value))
                });
            }
            (kind, value) if allows_scalar(kind, value) => {}
            (kind, value) => {
                self.against(stages, || format!("expected {}, found {}", described(kind), excerpt(value)));
            }
        }
    }

    fn object(&mut self, value: &'v Value, members: &'static [Member], stages: Stages) {
        let Value::Object(object) = value else {
            let kind = Kind::Object(members);
            return self
                .against(stages, || format!("expected {}, found {}", described(&kind), excerpt(value)));
        };
        for rows in members.chunk_by(|row, next| row.name == next.name) {
            let name = rows[0].name;
            let Some(value) = object.get(name) else {
                let missing = rows.iter().filter(|row| row.required);
                let missing = missing.fold(Stages::default(), |all, row| all.or(row.stages.and(stages)));
                if !self.incomplete {
                    self.against(missing, || format!("expected the member {name:?}, which is missing"));
                }
                continue;
            };
            let mut strangers = stages.without(OPEN);
            for row in rows {
                self.within(Step::Name(name), value, &row.kind, row.stages.and(stages));
                strangers = strangers.without(row.stages);
            }
            self.path.push(Step::Name(name));
            self.against(strangers, || "expected no such member".into());
            self.path.pop();
        }
    }
}

/// Whether a value without parts is of this kind.
fn allows_scalar(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Any, _)
        | (Kind::Text | Kind::Word(_), Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Number, Value::Number(_)) => true,
        (Kind::Constant(constant), Value::String(text)) => text == constant,
        (Kind::Digest, Value::String(text)) => Sha256Digest::try_from(text.clone()).is_ok(),
        (Kind::Integer, value) => whole(value).is_some(),
        (Kind::Count, value) => whole(value).is_some_and(|number| number >= 0),
        _ => false,
    }
}

/// A whole number of 64 bits, however it is spelled.
pub(super) fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64().filter(|_| !value.is_u64())?;
        #[expect(clippy::cast_possible_truncation, reason = "whole and in range, checked before")]
        (number.fract() == 0.0 && (-TWO_POW_63..TWO_POW_63).contains(&number)).then_some(number as i64)
    })
}

fn described(kind: &Kind) -> String {
    match kind {
        Kind::Any => "anything".into(),
        Kind::Text | Kind::Word(_) => "text".into(),
        Kind::Constant(text) => format!("{text:?}"),
        Kind::Digest => "a SHA-256 digest".into(),
        Kind::Boolean => "true or false".into(),
        Kind::Number => "a number".into(),
        Kind::Integer => "a whole number".into(),
        Kind::Count => "a whole number that is not negative".into(),
        Kind::Nullable(kind) => format!("{} or null", described(kind)),
        Kind::List(_) | Kind::Filled(_) => "a list".into(),
        Kind::Object([only]) => format!("an object with the member {:?}", only.name),
        Kind::Map(_) | Kind::AllOrNone(_) | Kind::Object(_) => "an object".into(),
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ")
}

/// A short form of a value for messages.
fn excerpt(value: &Value) -> String {
    let count = |count, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    match value {
        Value::Object(members) => format!("an object of {}", count(members.len(), "member")),
        Value::Array(elements) => format!("a list of {}", count(elements.len(), "element")),
        scalar => {
            let text = scalar.to_string();
            match text.char_indices().nth(EXCERPT) {
                Some((end, _)) => format!("{}...", &text[..end]),
                None => text,
            }
        }
    }
}
