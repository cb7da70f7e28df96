//! A schema compiled for reading: what each place of a document may hold, ready for one pass over the text.
//!
//! Knows the published shapes only (see [`crate::emit`]). A schema that uses anything else has no plan, and
//! its documents take the general validator. Reading by a plan is in [`super::accept`].

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Where a node stands in [`Plan::nodes`].
pub(super) type NodeIndex = usize;

/// The node that allows every value.
pub(super) const ANYTHING: NodeIndex = 0;

/// A compiled schema.
pub(super) struct Plan {
    pub(super) nodes: Vec<Node>,
    /// The schemas of which the document must satisfy one: the root alone, or the branches of its `anyOf`.
    pub(super) roots: Vec<NodeIndex>,
}

/// What one place of a document may hold.
#[derive(Clone, Default)]
pub(super) struct Node {
    pub(super) null: bool,
    pub(super) boolean: bool,
    pub(super) number: bool,
    /// Whole numbers allowed, first and last included.
    pub(super) integers: Option<(i64, i64)>,
    pub(super) text: Option<Text>,
    /// What every element of an array must be.
    pub(super) elements: Option<NodeIndex>,
    pub(super) members: Option<Members>,
}

/// Which texts are allowed.
#[derive(Clone)]
pub(super) enum Text {
    Any,
    OneOf(Vec<String>),
    /// `sha256:` and 64 lower-case hexadecimal digits.
    Digest,
}

/// Which members an object must and may have.
#[derive(Clone, Default)]
pub(super) struct Members {
    /// Declared members by the length of their name: nearly every name is found at the first comparison.
    by_length: Vec<Vec<Member>>,
    /// Bits of the members that must be there.
    pub(super) required: u64,
    /// For each member's bit position, the bits of the members that must be there when it is.
    pub(super) dependent: Vec<u64>,
    /// What undeclared members must be; none are allowed without it.
    pub(super) others: Option<NodeIndex>,
}

/// A declared member.
#[derive(Clone)]
pub(super) struct Member {
    name: String,
    pub(super) bit: u64,
    pub(super) node: NodeIndex,
}

impl Members {
    pub(super) fn find(&self, name: &str) -> Option<&Member> {
        self.by_length.get(name.len())?.iter().find(|member| member.name == name)
    }
}

impl Plan {
    /// Compiles a published schema; `None` when it holds anything but the published shapes.
    pub(super) fn compile(schema: &Value) -> Option<Self> {
        let anything = Node {
            null: true,
            boolean: true,
            number: true,
            integers: None,
            text: Some(Text::Any),
            elements: Some(ANYTHING),
            members: Some(Members { others: Some(ANYTHING), ..Members::default() }),
        };
        let mut compiler = Compiler { root: schema, nodes: vec![anything], named: BTreeMap::new() };
        let branches = schema.get("anyOf").and_then(Value::as_array);
        let roots = match branches {
            Some(branches) => branches.iter().map(|branch| compiler.place(branch)).collect::<Option<_>>()?,
            None => vec![compiler.place(schema)?],
        };
        Some(Self { nodes: compiler.nodes, roots })
    }
}

struct Compiler<'s> {
    root: &'s Value,
    nodes: Vec<Node>,
    named: BTreeMap<&'s str, NodeIndex>,
}

impl<'s> Compiler<'s> {
    /// Compiles the schema of one place of the document.
    fn place(&mut self, schema: &'s Value) -> Option<NodeIndex> {
        let object = schema.as_object()?;
        if let Some(reference) = object.get("$ref") {
            return self.named(reference.as_str()?);
        }
        if let Some(parts) = object.get("allOf") {
            let [only] = parts.as_array()?.as_slice() else { return None };
            return if has_only(object, &["allOf"]) { self.place(only) } else { None };
        }
        let node = match object.get("anyOf") {
            Some(branches) => {
                let [value, null] = branches.as_array()?.as_slice() else { return None };
                if *null != serde_json::json!({"type": "null"}) || !has_only(object, &["anyOf"]) {
                    return None;
                }
                let index = self.place(value)?;
                Node { null: true, ..self.nodes[index].clone() }
            }
            None => self.node(object)?,
        };
        self.nodes.push(node);
        Some(self.nodes.len() - 1)
    }

    fn named(&mut self, reference: &'s str) -> Option<NodeIndex> {
        if let Some(&index) = self.named.get(reference) {
            return Some(index);
        }
        let definition = self.root.pointer(reference.strip_prefix('#')?)?.as_object()?;
        // Reserved first, so that a definition may hold itself.
        let index = self.nodes.len();
        self.nodes.push(Node::default());
        self.named.insert(reference, index);
        self.nodes[index] = self.node(definition)?;
        Some(index)
    }

    fn node(&mut self, schema: &'s Map<String, Value>) -> Option<Node> {
        const KEYWORDS: [&str; 10] = [
            "type",
            "enum",
            "const",
            "pattern",
            "minimum",
            "maximum",
            "items",
            "properties",
            "required",
            "additionalProperties",
        ];
        if !has_only(schema, &[&KEYWORDS[..], &["dependentRequired"]].concat()) {
            return None;
        }
        let mut node = Node::default();
        let one = schema.get("type")?;
        let kinds = one.as_array().map_or(std::slice::from_ref(one), Vec::as_slice);
        for kind in kinds {
            match kind.as_str()? {
                "null" => node.null = true,
                "boolean" => node.boolean = true,
                "number" => node.number = true,
                "integer" => node.integers = Some(integers(schema)?),
                "string" => node.text = Some(text(schema)?),
                "array" => node.elements = Some(self.place(schema.get("items")?)?),
                "object" => node.members = Some(self.members(schema)?),
                _ => return None,
            }
        }
        // Bounds and constants are compiled for integers and texts; elsewhere they would be overlooked.
        let bounded = schema.contains_key("minimum") || schema.contains_key("maximum");
        let listed = schema.contains_key("enum") || schema.contains_key("const");
        let complete = !(node.number && (bounded || listed))
            && !(bounded && node.integers.is_none())
            && !(listed && (node.null || node.boolean || node.elements.is_some() || node.members.is_some()))
            && !(listed && node.integers.is_some() && node.text.is_some());
        complete.then_some(node)
    }

    fn members(&mut self, schema: &'s Map<String, Value>) -> Option<Members> {
        let mut members = Members::default();
        let mut bits = BTreeMap::new();
        for (position, (name, schema)) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten().enumerate()
        {
            let bit = 1_u64.checked_shl(u32::try_from(position).ok()?)?;
            bits.insert(name.as_str(), bit);
            if members.by_length.len() <= name.len() {
                members.by_length.resize(name.len() + 1, Vec::new());
            }
            let node = self.place(schema)?;
            members.by_length[name.len()].push(Member { name: name.clone(), bit, node });
        }
        let mask = |names: &Value| {
            names.as_array()?.iter().try_fold(0, |mask, name| Some(mask | bits.get(name.as_str()?)?))
        };
        members.required = schema.get("required").map_or(Some(0), mask)?;
        members.dependent = vec![0; bits.len()];
        for (name, needed) in schema.get("dependentRequired").and_then(Value::as_object).into_iter().flatten()
        {
            let position = bits.get(name.as_str())?.trailing_zeros() as usize;
            members.dependent[position] = mask(needed)?;
        }
        members.others = match schema.get("additionalProperties") {
            None => Some(ANYTHING),
            Some(Value::Bool(false)) => None,
            Some(others) => Some(self.place(others)?),
        };
        Some(members)
    }
}

/// True when a schema holds these keywords and annotations, nothing else.
fn has_only(schema: &Map<String, Value>, keywords: &[&str]) -> bool {
    const ANNOTATIONS: [&str; 6] = ["$schema", "$id", "$defs", "title", "description", "examples"];
    schema.keys().all(|key| ANNOTATIONS.contains(&key.as_str()) || keywords.contains(&key.as_str()))
}

fn integers(schema: &Map<String, Value>) -> Option<(i64, i64)> {
    if schema.contains_key("enum") {
        return None;
    }
    let bound = |keyword, unbounded| schema.get(keyword).map_or(unbounded, Value::as_i64);
    match schema.get("const") {
        Some(constant) => constant.as_i64().map(|value| (value, value)),
        None => Some((bound("minimum", None)?, bound("maximum", None)?)),
    }
}

fn text(schema: &Map<String, Value>) -> Option<Text> {
    let words = match (schema.get("enum"), schema.get("const"), schema.get("pattern")) {
        (None, None, None) => return Some(Text::Any),
        (None, None, Some(pattern)) => return (pattern == "^sha256:[0-9a-f]{64}$").then_some(Text::Digest),
        (Some(words), None, None) => words.as_array()?.as_slice(),
        (None, Some(word), None) => std::slice::from_ref(word),
        _ => return None,
    };
    words.iter().map(|word| word.as_str().map(str::to_owned)).collect::<Option<_>>().map(Text::OneOf)
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;
    use serde_json::json;

    use super::Plan;
    use crate::emit::{published, published_closed};

    #[test]
    fn every_published_schema_has_a_plan() {
        for surface in Surface::ALL {
            for schema in [published(surface), published_closed(surface)] {
                assert!(Plan::compile(&schema).is_some(), "{surface}: teach the plan the shape it now uses");
            }
        }
    }

    #[test]
    fn what_is_not_a_published_shape_has_no_plan() {
        for schema in [
            json!({"type": "string", "minLength": 1}),
            json!({"type": "integer"}),
            json!({"type": "number", "minimum": 0}),
            json!({"type": ["string", "null"], "enum": ["a"]}),
            json!({"type": "string", "pattern": "^a$"}),
            json!({"type": "object", "properties": {"a": {"not": {}}}}),
            json!({"anyOf": [{"type": "string"}, {"type": "null"}], "minLength": 1}),
            json!({"allOf": [{"type": "string"}, {"type": "null"}]}),
            json!({"$ref": "#/$defs/missing"}),
        ] {
            // The root's own `anyOf` is a choice of roots, so the schema stands inside an object.
            let schema = json!({"type": "object", "properties": {"m": schema}});
            assert!(Plan::compile(&schema).is_none(), "a plan would overlook part of {schema}");
        }
    }

    #[test]
    fn a_definition_may_hold_itself() {
        let schema = json!({"$ref": "#/$defs/Tree", "$defs": {
            "Tree": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
        }});
        let plan = Plan::compile(&schema).unwrap();
        assert_eq!(plan.accept("[[],[[]]]"), Some(0));
        assert_eq!(plan.accept("[[],[1]]"), None);
    }
}
