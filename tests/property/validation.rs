//! First reading, schema, Rust types and identification accept and reject together, on documents damaged in every
//! way.

#![expect(clippy::expect_used, reason = "a schema or an example that cannot be read fails the test")]

mod tree;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use agent_contracts::Surface;
use agent_contracts::identify::{Shape, identify};
use contractgen::emit::{published, published_closed};
use contractgen::validate::{Contract, rule};
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use tree::Tree;

/// One surface's contract and an independent validator of the same schema.
struct Pair {
    contract: Contract,
    validator: Validator,
}

struct Checked {
    open: Pair,
    closed: Pair,
}

static CHECKED: LazyLock<BTreeMap<Surface, Checked>> = LazyLock::new(|| {
    let pair = |contract, schema: &Value| Pair {
        contract,
        validator: jsonschema::validator_for(schema).expect("a schema"),
    };
    let checked = |surface| Checked {
        open: pair(Contract::open(surface), &published(surface)),
        closed: pair(Contract::closed(surface), &published_closed(surface)),
    };
    Surface::ALL.into_iter().map(|surface| (surface, checked(surface))).collect()
});

/// Valid documents of every surface, the meta line among them.
static DOCUMENTS: LazyLock<Vec<(Surface, Tree)>> = LazyLock::new(|| {
    let mut documents: Vec<(Surface, Value)> = Surface::ALL
        .map(|surface| (surface, serde_json::from_str(surface.example()).expect("an example")))
        .to_vec();
    let mut meta: Value = serde_json::from_str(Surface::SessionExport.example()).expect("an example");
    meta.as_object_mut().expect("an object").remove("sessions");
    meta["type"] = "meta".into();
    documents.push((Surface::SessionExportLine, meta));
    documents.iter().map(|(surface, value)| (*surface, Tree::from(value))).collect()
});

/// Values that readers are known to disagree on, and plain ones of every type.
const VALUES: [&str; 43] = [
    "null",
    "true",
    "\"\"",
    "\"text\"",
    "{}",
    "[]",
    "0",
    "1",
    "-1",
    "5.0",
    "5.5",
    "-0",
    "-0.0",
    "1e2",
    "1.5e1",
    "1e400",
    "-1e400",
    "1e-400",
    "9223372036854775807",
    "9223372036854775808",
    "9.223372036854775807e18",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "1.0000000000000000000001",
    "\"\\ud800\"",
    "\"\\udc00x\"",
    "\"\\ud83d\\ude00\"",
    "\"\\u0000\"",
    "\"\\x\"",
    "\"a\nb\"",
    "{\"a\":1,\"a\":2}",
    "{\"a\":{\"b\":1,\"b\":1}}",
    "[1,]",
    "01",
    "1.",
    "NaN",
    "\"meta\"",
    "[null,null]",
    "[\"next\"]",
    "{\"computed\":null}",
];

/// Deep nesting around the reader's limit of 128 levels.
fn nested(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(&VALUES[..]).prop_map(str::to_owned),
        1 => (100_usize..140).prop_map(nested),
        1 => any::<f64>().prop_map(|number| number.to_string()),
        1 => any::<i64>().prop_map(|number| number.to_string()),
    ]
}

/// A change of one place of a document.
#[derive(Clone, Debug)]
enum Change {
    Replace(String),
    UpperCase,
    Remove(Index),
    Rename(Index),
    Repeat(Index),
    Add(String, String),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => value().prop_map(Change::Replace),
        1 => Just(Change::UpperCase),
        2 => any::<Index>().prop_map(Change::Remove),
        1 => any::<Index>().prop_map(Change::Rename),
        1 => any::<Index>().prop_map(Change::Repeat),
        2 => ("(added_later|type|id|\\\\u0069d|caf\u{e9})", value()).prop_map(|(name, value)| Change::Add(name, value)),
    ]
}

fn apply(change: Change, place: &mut Tree) {
    match (change, place) {
        (Change::Replace(text), place) => *place = Tree::Raw(text),
        (Change::UpperCase, Tree::Raw(text)) => *text = text.to_uppercase(),
        (Change::Remove(index), Tree::Members(members)) if !members.is_empty() => {
            members.remove(index.index(members.len()));
        }
        (Change::Remove(index), Tree::List(list)) if !list.is_empty() => {
            list.remove(index.index(list.len()));
        }
        (Change::Rename(index), Tree::Members(members)) if !members.is_empty() => {
            let position = index.index(members.len());
            members[position].0.push('s');
        }
        (Change::Repeat(index), Tree::Members(members)) if !members.is_empty() => {
            let member = members[index.index(members.len())].clone();
            members.push(member);
        }
        (Change::Repeat(index), Tree::List(list)) if !list.is_empty() => {
            let element = list[index.index(list.len())].clone();
            list.push(element);
        }
        (Change::Add(name, text), Tree::Members(members)) => members.push((name, Tree::Raw(text))),
        (Change::Add(_, text), Tree::List(list)) => list.push(Tree::Raw(text)),
        _ => {}
    }
}

/// A change of the text's bytes.
#[derive(Clone, Debug)]
enum Damage {
    None,
    Truncate(Index),
    Insert(Index, &'static [u8]),
    Prepend(&'static [u8]),
    Append(&'static [u8]),
}

fn damage() -> impl Strategy<Value = Damage> {
    let inserted: [&'static [u8]; 9] =
        [b"\0", b"\xff", b"\xed\xa0\x80", b" ", b"\r\n", b",", b"}", b"\\", b"\""];
    prop_oneof![
        12 => Just(Damage::None),
        1 => any::<Index>().prop_map(Damage::Truncate),
        3 => (any::<Index>(), prop::sample::select(inserted.to_vec())).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => prop::sample::select(vec![&b"\xef\xbb\xbf"[..], b"\r\n ", b"\0"]).prop_map(Damage::Prepend),
        1 => prop::sample::select(vec![&b"\r\n"[..], b",", b"{}", b"\0"]).prop_map(Damage::Append),
    ]
}

fn damaged(mut text: Vec<u8>, damage: &Damage) -> Vec<u8> {
    match damage {
        Damage::None => {}
        Damage::Truncate(at) => text.truncate(at.index(text.len())),
        Damage::Insert(at, bytes) => {
            let at = at.index(text.len());
            text.splice(at..at, bytes.iter().copied());
        }
        Damage::Prepend(bytes) => drop(text.splice(0..0, bytes.iter().copied())),
        Damage::Append(bytes) => text.extend_from_slice(bytes),
    }
    text
}

/// True when no object of a JSON text holds a member twice: a reader keeps as many members as the text has
/// colons outside of strings.
fn members_are_unique(text: &[u8], value: &Value) -> bool {
    fn members(value: &Value) -> usize {
        match value {
            Value::Array(list) => list.iter().map(members).sum(),
            Value::Object(object) => object.len() + object.values().map(members).sum::<usize>(),
            _ => 0,
        }
    }
    let (mut colons, mut in_string, mut escaped) = (0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b':' if !in_string => colons += 1,
            _ => {}
        }
    }
    colons == members(value)
}

/// What the schema says, by another reader and validator than the program's own.
fn satisfies_schema(text: &[u8], validator: &Validator) -> bool {
    serde_json::from_slice::<Value>(text)
        .is_ok_and(|value| members_are_unique(text, &value) && validator.is_valid(&value))
}

/// What only the strict reading objects to: no schema can see it, and types skip over undeclared members.
const BEYOND_TYPES: [&str; 5] =
    [rule::DUPLICATE_MEMBER, rule::LONE_SURROGATE, rule::NUMBER_RANGE, rule::NESTING, rule::ENCODING];

fn assert_agreement(surface: Surface, text: &[u8]) {
    let shown = String::from_utf8_lossy(text);
    let Checked { open, closed } = &CHECKED[&surface];
    for Pair { contract, validator } in [open, closed] {
        let valid = satisfies_schema(text, validator);
        assert_eq!(contract.passes(text), valid, "{surface}: first reading and schema must agree on {shown}");
        let problems = contract.problems(text);
        assert_eq!(
            problems.is_empty(),
            valid,
            "{surface}: {problems:?} must be the reason to reject {shown}"
        );
    }
    let identity = identify(text);
    if identity.shape() == Some(Shape::V1) {
        let found = identity.surface.expect("a shape is one of a surface");
        assert!(
            CHECKED[&found].open.contract.accepts(text),
            "{found}: identified as v1 and invalid: {shown}"
        );
    } else {
        assert!(
            !open.contract.accepts(text),
            "{surface}: valid and not identified as v1: {identity:?} {shown}"
        );
    }
    let typed = surface.check(text);
    let problems = open.contract.problems(text);
    if problems.is_empty() {
        assert!(typed.is_ok(), "{surface}: the types must read what the schema accepts: {typed:?} {shown}");
    } else if typed.is_ok() {
        let beyond = problems.iter().all(|problem| BEYOND_TYPES.contains(&problem.rule.as_str()));
        assert!(beyond, "{surface}: the types must reject what the schema rejects: {problems:?} {shown}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn reading_and_schema_accept_and_reject_together(
        document in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), change()), 0..3),
        damage in damage(),
    ) {
        let (surface, mut tree) = document.get(&DOCUMENTS).clone();
        for (place, change) in changes {
            let place = place.index(tree.size());
            apply(change, tree.place(place));
        }
        assert_agreement(surface, &damaged(tree.text().into_bytes(), &damage));
    }

    #[test]
    fn undeclared_members_break_no_reader_and_are_seen_by_the_closed_copy(
        document in any::<Index>(),
        place in any::<Index>(),
        value in "[1-9][0-9]{0,2}|\"[a-z]{0,5}\"|null|true|\\{\\}|\\[\\]",
    ) {
        let (surface, mut tree) = document.get(&DOCUMENTS).clone();
        let place = place.index(tree.size());
        if let Tree::Members(members) = tree.place(place) {
            members.push(("added_later".to_owned(), Tree::Raw(value)));
            let text = tree.text();
            assert_agreement(surface, text.as_bytes());
            let Checked { open, closed } = &CHECKED[&surface];
            // In a map the name is a key, and the value is checked as an entry.
            let undeclared = !closed.contract.accepts(text.as_bytes()) && open.contract.accepts(text.as_bytes());
            prop_assert!(undeclared || is_map(&mut tree, place), "{surface}: {text}");
        }
    }
}

/// True when the object at a place is a map from names to entries.
fn is_map(tree: &mut Tree, place: usize) -> bool {
    const MAPS: [&str; 5] = ["projects", "models", "by_model", "byProject", "byAgent"];
    (0..tree.size()).any(|parent| {
        let mut child = parent + 1;
        let Tree::Members(members) = tree.place(parent) else { return false };
        members.iter().any(|(name, member)| {
            let at = child;
            child += member.size();
            at == place && MAPS.contains(&name.as_str())
        })
    })
}

#[test]
fn every_document_to_be_damaged_is_valid_before() {
    for (surface, tree) in DOCUMENTS.iter() {
        assert!(CHECKED[surface].closed.contract.passes(tree.text().as_bytes()), "{surface}");
        assert_agreement(*surface, tree.text().as_bytes());
    }
}

#[test]
fn every_value_agrees_at_every_place() {
    for (surface, tree) in DOCUMENTS.iter() {
        for place in 0..tree.size() {
            for value in VALUES {
                let mut changed = tree.clone();
                *changed.place(place) = Tree::Raw(value.to_owned());
                assert_agreement(*surface, changed.text().as_bytes());
            }
        }
    }
}
