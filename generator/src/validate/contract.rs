//! What a document of one surface is checked against: the plan for a quick yes, the schema for everything else.

use std::sync::OnceLock;

use agent_contracts::Surface;
use agent_contracts::reading::Content;
use jsonschema::Validator;
use serde_json::Value;

use super::explain::{self, Problems};
use super::plan::Plan;
use super::problem::{Problem, rule};
use super::version;
use crate::emit::{published, published_closed};

/// The definition that NDJSON's first line satisfies.
const META: &str = "#/$defs/SessionExportMeta";

/// The contract of one surface, open (as published) or closed.
///
/// # Examples
///
/// ```
/// use agent_contracts::Surface;
/// use contractgen::validate::Contract;
///
/// let contract = Contract::open(Surface::CursorReset);
/// assert!(contract.accepts(Surface::CursorReset.example().as_bytes()));
/// let problems = contract.problems(br#"{"error":"cursor_reset","message":"start over"}"#);
/// assert_eq!(problems[0].message, "expected the member \"database_id\", which is missing");
/// ```
pub struct Contract {
    surface: Surface,
    closed: bool,
    plan: Option<Plan>,
    /// The schema's roots: itself, or the branches when it is a choice; in the plan's order.
    roots: OnceLock<Vec<Validator>>,
    meta_root: Option<usize>,
}

/// A document or line that its contract does not accept.
pub(super) struct Rejection {
    pub(super) is_meta: bool,
    pub(super) problems: Problems,
    /// Set when it is a document of another version: which one, and how to get v1.
    pub(super) note: Option<String>,
}

impl Contract {
    /// The contract as published: undeclared members are allowed.
    pub fn open(surface: Surface) -> Self {
        Self::new(surface, false)
    }

    /// The contract without room for undeclared members.
    pub fn closed(surface: Surface) -> Self {
        Self::new(surface, true)
    }

    pub(super) fn new(surface: Surface, closed: bool) -> Self {
        let schema = schema(surface, closed);
        let meta_root =
            roots(&schema).iter().position(|root| root.get("$ref").is_some_and(|name| name == META));
        let plan = Plan::compile(&schema);
        Self { surface, closed, plan, roots: OnceLock::new(), meta_root }
    }

    /// True when `document` (or line) has no problems.
    pub fn accepts(&self, document: &[u8]) -> bool {
        self.check(document, 0).is_ok()
    }

    /// True when `document` passes at first reading, without a look at the schema: never for an invalid one,
    /// and always for a valid one as far as the project's property test knows.
    pub fn passes(&self, document: &[u8]) -> bool {
        self.pass(document).is_some()
    }

    /// Everything that is wrong with `document` (or line); columns and lines are those of JSON syntax errors.
    pub fn problems(&self, document: &[u8]) -> Vec<Problem> {
        self.check(document, usize::MAX).err().map(|rejection| rejection.problems.listed).unwrap_or_default()
    }

    /// Accepts the document and says whether it is a meta line, or says what is wrong with it.
    pub(super) fn check(&self, document: &[u8], limit: usize) -> Result<bool, Rejection> {
        match self.pass(document) {
            Some(root) => Ok(self.meta_root == Some(root)),
            None => self.explain(document, limit),
        }
    }

    fn pass(&self, document: &[u8]) -> Option<usize> {
        self.plan.as_ref()?.accept(std::str::from_utf8(document).ok()?)
    }

    fn explain(&self, document: &[u8], limit: usize) -> Result<bool, Rejection> {
        let mut problems = Problems::default();
        let Content { value, repeated, error, .. } = Content::of(document);
        if let Some(error) = error {
            problems.add(limit, || Problem::unreadable(&error));
            return Err(Rejection { is_meta: false, problems, note: None });
        }
        for path in repeated {
            problems.add(limit, || {
                let message =
                    "expected every member once, found this one twice: readers disagree on which counts";
                Problem::at(path, rule::DUPLICATE_MEMBER, message)
            });
        }
        let roots = self.roots();
        let accepted = roots.iter().position(|root| root.is_valid(&value));
        if let (Some(root), 0) = (accepted, problems.count) {
            return Ok(self.meta_root == Some(root));
        }
        // A line is measured against the kind it claims to be.
        let is_meta = self.meta_root.is_some() && value.get("type").is_some_and(|kind| kind == "meta");
        let claimed = self.meta_root.filter(|_| is_meta).unwrap_or(0);
        let mut note = None;
        if accepted.is_none() {
            let found = explain::explain(&roots[claimed], &value, limit - problems.listed.len());
            problems.count += found.count;
            problems.listed.extend(found.listed);
            if limit > 0 {
                note = version::note(document);
            }
        }
        Err(Rejection { is_meta, problems, note })
    }

    fn roots(&self) -> &[Validator] {
        self.roots.get_or_init(|| {
            let roots = roots(&schema(self.surface, self.closed));
            let validators = roots.iter().map(jsonschema::validator_for);
            #[expect(clippy::expect_used, reason = "tests compile every published schema")]
            validators.collect::<Result<_, _>>().expect("published schemas are valid schemas")
        })
    }
}

fn schema(surface: Surface, closed: bool) -> Value {
    if closed { published_closed(surface) } else { published(surface) }
}

/// The schema itself, or the branches of its choice, each with the definitions it needs.
fn roots(schema: &Value) -> Vec<Value> {
    let Some(branches) = schema.get("anyOf").and_then(Value::as_array) else { return vec![schema.clone()] };
    let definitions = schema.get("$defs").cloned().unwrap_or_default();
    branches
        .iter()
        .map(|branch| {
            let mut root = branch.clone();
            if let Value::Object(root) = &mut root {
                root.insert("$defs".into(), definitions.clone());
            }
            root
        })
        .collect()
}
