//! Reads a document by a [`Plan`] in one pass: nothing is kept, nothing but odd member names is allocated.
//!
//! Only ever says yes or "not so sure". Finding out what is wrong is the business of [`super::explain`].

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::plan::{Node, NodeIndex, Plan, Text};

/// 2^63, the first double beyond the signed 64-bit range.
const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;

impl Plan {
    /// Which of the plan's roots the JSON text satisfies; the first when there are several. Members that occur
    /// twice, anywhere, satisfy none.
    pub(super) fn accept(&self, text: &str) -> Option<usize> {
        self.roots.iter().position(|&root| {
            let mut reader = serde_json::Deserializer::from_str(text);
            self.at(root).deserialize(&mut reader).and_then(|()| reader.end()).is_ok()
        })
    }

    fn at(&self, node: NodeIndex) -> Place<'_> {
        Place { plan: self, node: &self.nodes[node] }
    }
}

/// One place of the document and what the plan allows there.
#[derive(Clone, Copy)]
struct Place<'p> {
    plan: &'p Plan,
    node: &'p Node,
}

fn verdict<E: Error>(allowed: bool) -> Result<(), E> {
    if allowed { Ok(()) } else { Err(E::custom("not what the plan allows")) }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the plan allows")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        verdict(self.node.null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        verdict(self.node.boolean)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        let integer = self.node.integers.is_some_and(|(first, last)| first <= value && value <= last);
        verdict(integer || self.node.number)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => verdict(self.node.number),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        if self.node.number {
            return Ok(());
        }
        if value.fract() == 0.0 && (-TWO_POW_63..TWO_POW_63).contains(&value) {
            #[expect(clippy::cast_possible_truncation, reason = "whole and in range, checked above")]
            return self.visit_i64(value as i64);
        }
        verdict(false)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        verdict(match &self.node.text {
            Some(Text::Any) => true,
            Some(Text::OneOf(words)) => words.iter().any(|word| word == value),
            Some(Text::Digest) => is_digest(value),
            None => false,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Some(node) = self.node.elements else { return verdict(false) };
        while elements.next_element_seed(self.plan.at(node))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(members) = &self.node.members else { return verdict(false) };
        let mut seen = 0_u64;
        let mut others = BTreeSet::new();
        while let Some(name) = map.next_key_seed(Name)? {
            if let Some(member) = members.find(&name) {
                verdict(seen & member.bit == 0)?;
                seen |= member.bit;
                map.next_value_seed(self.plan.at(member.node))?;
            } else {
                let Some(node) = members.others else { return verdict(false) };
                verdict(others.insert(name))?;
                map.next_value_seed(self.plan.at(node))?;
            }
        }
        let mut needed = members.required;
        for (position, dependent) in members.dependent.iter().enumerate() {
            if seen >> position & 1 == 1 {
                needed |= dependent;
            }
        }
        verdict(needed & !seen == 0)
    }
}

fn is_digest(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:").unwrap_or_default().as_bytes();
    digits.len() == 64 && digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

/// A member's name, borrowed from the text unless it holds escapes.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}
