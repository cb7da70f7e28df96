//! The schemas of both sides under one roof: equal ones share an id, so that equality is a comparison of numbers.

use std::collections::HashMap;
use std::sync::Arc;

use super::assertion::{Assertion, AssertionId, SchemaId};
use super::kind::Kinds;

/// Interned schemas and assertions. Ids are never taken back.
#[derive(Debug)]
pub(super) struct Library {
    schemas: Vec<Arc<[AssertionId]>>,
    schema_ids: HashMap<Arc<[AssertionId]>, SchemaId>,
    assertions: Vec<Arc<Assertion>>,
    assertion_ids: HashMap<Arc<Assertion>, AssertionId>,
}

impl Library {
    /// The schema that accepts everything.
    pub(super) const TRUE: SchemaId = SchemaId(0);
    /// The schema that accepts nothing.
    pub(super) const FALSE: SchemaId = SchemaId(1);

    /// A library with the two schemas that need no keywords.
    pub(super) fn new() -> Self {
        let mut library = Self {
            schemas: Vec::new(),
            schema_ids: HashMap::new(),
            assertions: Vec::new(),
            assertion_ids: HashMap::new(),
        };
        library.schema(Vec::new());
        library.single(Assertion::Kinds(Kinds::NONE));
        library
    }

    /// The assertions of a schema.
    pub(super) fn assertions_of(&self, schema: SchemaId) -> Arc<[AssertionId]> {
        Arc::clone(&self.schemas[schema.0 as usize])
    }

    /// What an assertion says.
    pub(super) fn assertion(&self, assertion: AssertionId) -> Arc<Assertion> {
        Arc::clone(&self.assertions[assertion.0 as usize])
    }

    /// The id of an assertion.
    pub(super) fn intern(&mut self, assertion: Assertion) -> AssertionId {
        if let Some(id) = self.assertion_ids.get(&assertion) {
            return *id;
        }
        let id = AssertionId(next_id(self.assertions.len()));
        let assertion = Arc::new(assertion);
        self.assertions.push(Arc::clone(&assertion));
        self.assertion_ids.insert(assertion, id);
        id
    }

    /// The id of the schema with these assertions.
    pub(super) fn schema(&mut self, assertions: Vec<AssertionId>) -> SchemaId {
        let assertions = ordered(assertions);
        if let Some(id) = self.schema_ids.get(&assertions) {
            return *id;
        }
        let id = SchemaId(next_id(self.schemas.len()));
        self.schemas.push(Arc::clone(&assertions));
        self.schema_ids.insert(assertions, id);
        id
    }

    /// The id of the schema with one assertion.
    pub(super) fn single(&mut self, assertion: Assertion) -> SchemaId {
        let assertion = self.intern(assertion);
        self.schema(vec![assertion])
    }

    /// An id for a schema that takes part in a circle; [`Library::define`] says later what it is.
    pub(super) fn reserve(&mut self) -> SchemaId {
        let id = SchemaId(next_id(self.schemas.len()));
        self.schemas.push(Arc::new([]));
        id
    }

    /// Says what a reserved schema is.
    pub(super) fn define(&mut self, schema: SchemaId, assertions: Vec<AssertionId>) {
        let assertions = ordered(assertions);
        self.schemas[schema.0 as usize] = Arc::clone(&assertions);
        self.schema_ids.entry(assertions).or_insert(schema);
    }
}

fn ordered(mut assertions: Vec<AssertionId>) -> Arc<[AssertionId]> {
    assertions.sort_unstable();
    assertions.dedup();
    assertions.into()
}

#[expect(clippy::expect_used, reason = "four thousand million schemas do not fit into memory")]
fn next_id(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 schemas")
}
