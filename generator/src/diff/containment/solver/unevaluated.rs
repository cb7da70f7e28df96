//! `unevaluatedProperties` and `unevaluatedItems` as case distinctions: for each way in which the sibling keywords that
//! look at members or items can turn out, they say what `additionalProperties` or `items` would.

use std::collections::BTreeSet;

use super::super::assertion::{Assertion, AssertionId, Items, Members, SchemaId};
use super::super::kind::Kind;
use super::super::library::Library;
use super::super::literal::Literal;

/// Cases that one keyword may come to; beyond them it is left open.
const CASE_LIMIT: usize = 64;

/// What is evaluated in one case.
#[derive(Clone, Default)]
struct Evaluated {
    everything: bool,
    names: BTreeSet<String>,
    patterns: BTreeSet<String>,
    prefix: usize,
}

impl Evaluated {
    fn nothing(&self) -> bool {
        !self.everything && self.names.is_empty() && self.patterns.is_empty() && self.prefix == 0
    }
}

/// One way in which the siblings can turn out.
#[derive(Clone, Default)]
struct Case {
    conditions: Vec<Literal>,
    evaluated: Evaluated,
}

/// Every case with the assertion that stands for the keyword in it; exactly one case applies to any value. `None` when
/// there are too many, or when the keyword depends on `contains`.
pub(super) fn cases(
    library: &mut Library,
    kind: Kind,
    siblings: SchemaId,
    rest: SchemaId,
) -> Option<Vec<(Vec<Literal>, AssertionId)>> {
    let cases = of_schema(library, kind, siblings, vec![Case::default()])?;
    let assertion = |library: &mut Library, evaluated: Evaluated| {
        let rest = if evaluated.everything { Library::TRUE } else { rest };
        library.intern(if kind == Kind::Object {
            Assertion::Members(Members {
                named: evaluated.names.into_iter().map(|name| (name, Library::TRUE)).collect(),
                patterns: evaluated.patterns.into_iter().map(|pattern| (pattern, Library::TRUE)).collect(),
                rest,
                looks_at_rest: false,
            })
        } else {
            Assertion::Items(Items {
                prefix: vec![Library::TRUE; evaluated.prefix],
                rest,
                looks_at_rest: false,
            })
        })
    };
    let cases = cases.into_iter().map(|case| (case.conditions, assertion(library, case.evaluated)));
    Some(cases.collect())
}

/// The cases with what a schema that holds evaluates.
fn of_schema(library: &mut Library, kind: Kind, schema: SchemaId, cases: Vec<Case>) -> Option<Vec<Case>> {
    let mut cases = cases;
    for id in library.assertions_of(schema).iter() {
        let assertion = library.assertion(*id);
        cases = match &*assertion {
            Assertion::Members(members) if kind == Kind::Object => note(cases, |evaluated| {
                evaluated.names.extend(members.named.keys().cloned());
                evaluated.patterns.extend(members.patterns.iter().map(|(pattern, _)| pattern.clone()));
                evaluated.everything |= members.looks_at_rest;
            }),
            Assertion::Items(items) if kind == Kind::Array => note(cases, |evaluated| {
                evaluated.prefix = evaluated.prefix.max(items.prefix.len());
                evaluated.everything |= items.looks_at_rest;
            }),
            Assertion::Contains { .. } if kind == Kind::Array => return None,
            Assertion::UnevaluatedMembers { .. } if kind == Kind::Object => {
                note(cases, |evaluated| evaluated.everything = true)
            }
            Assertion::UnevaluatedItems { .. } if kind == Kind::Array => {
                note(cases, |evaluated| evaluated.everything = true)
            }
            Assertion::Opaque(..) => return None,
            Assertion::All(schemas) => {
                for schema in schemas {
                    cases = of_schema(library, kind, *schema, cases)?;
                }
                cases
            }
            Assertion::Any(schemas) | Assertion::One(schemas) => {
                for schema in schemas {
                    cases = either(library, kind, *schema, cases, None)?;
                }
                cases
            }
            Assertion::Condition { test, then, otherwise } => {
                either(library, kind, *test, cases, Some((*then, *otherwise)))?
            }
            Assertion::Dependent { name, schema } if kind == Kind::Object => {
                let present = library.intern(Assertion::Required(name.clone()));
                let present = Literal::assertion(present, true);
                split(library, kind, present, cases, &[*schema], &[])?
            }
            _ => cases,
        };
        if cases.len() > CASE_LIMIT {
            return None;
        }
    }
    Some(cases)
}

/// The cases in which a schema holds, with what it evaluates, and those in which it does not.
fn either(
    library: &mut Library,
    kind: Kind,
    schema: SchemaId,
    cases: Vec<Case>,
    branches: Option<(SchemaId, SchemaId)>,
) -> Option<Vec<Case>> {
    let (then, otherwise) = branches.map_or((None, None), |(then, otherwise)| (Some(then), Some(otherwise)));
    let holding: Vec<SchemaId> = [schema].into_iter().chain(then).collect();
    let failing: Vec<SchemaId> = otherwise.into_iter().collect();
    split(library, kind, Literal::fulfils(schema), cases, &holding, &failing)
}

fn split(
    library: &mut Library,
    kind: Kind,
    condition: Literal,
    cases: Vec<Case>,
    holding: &[SchemaId],
    failing: &[SchemaId],
) -> Option<Vec<Case>> {
    // A schema that evaluates nothing either way needs no cases of its own.
    let mut matters = false;
    for schema in holding.iter().chain(failing) {
        let alone = of_schema(library, kind, *schema, vec![Case::default()])?;
        matters |= alone.iter().any(|case| !case.evaluated.nothing());
    }
    if !matters {
        return Some(cases);
    }
    let with = |literal: Literal| {
        let mut cases = cases.clone();
        for case in &mut cases {
            case.conditions.push(literal);
        }
        cases
    };
    let mut holds = with(condition);
    for schema in holding {
        holds = of_schema(library, kind, *schema, holds)?;
    }
    let mut fails = with(condition.opposite());
    for schema in failing {
        fails = of_schema(library, kind, *schema, fails)?;
    }
    holds.extend(fails);
    (holds.len() <= CASE_LIMIT).then_some(holds)
}

fn note(mut cases: Vec<Case>, note: impl Fn(&mut Evaluated)) -> Vec<Case> {
    for case in &mut cases {
        note(&mut case.evaluated);
    }
    cases
}
