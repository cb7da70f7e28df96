//! Copies of archives in other databases: where they are, how they are reached, which layouts they have, and the replica
//! that reports read in their place. What is written to them is for `push` to say.

mod address;
mod copies;
mod database;
#[cfg(feature = "duckdb")]
mod duckdb;
mod error;
#[cfg(feature = "duckdb")]
mod file_use;
pub(crate) mod layout;
#[cfg(feature = "postgres")]
mod postgres;
pub(crate) mod reference;
mod replica;
pub(crate) mod tables;
mod value;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

pub use address::Address;
pub use error::MirrorError;
pub use layout::OWN_SCHEMA;

pub(crate) use address::check_schema_name;
pub(crate) use database::{Database, Purpose, Target, connect, text_of};
pub(crate) use replica::Replica;
pub(crate) use value::{Dialect, Kind, Value};

use copies::Copy;

/// A mirror to read from, and the replica of the last reading.
pub struct Mirror {
    address: Address,
    schema: Option<String>,
    archive: Option<String>,
    last: Mutex<Option<(String, Arc<Replica>)>>,
}

impl Mirror {
    /// The mirror at an address: in `schema`, or where there is one; of the archive with this identifier, or of all.
    ///
    /// # Errors
    ///
    /// [`MirrorError::SchemaName`].
    pub fn new(
        address: Address,
        schema: Option<String>,
        archive: Option<String>,
    ) -> Result<Self, MirrorError> {
        schema.as_deref().map_or(Ok(()), address::check_schema_name)?;
        Ok(Self { address, schema, archive, last: Mutex::default() })
    }

    /// The place, without credentials.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// A replica of the mirror as it is now. That of the last call is used again while nothing was pushed since, which
    /// only mirrors of `push` can tell.
    ///
    /// # Errors
    ///
    /// A different one for each reason.
    pub(crate) fn replica(&self) -> Result<Arc<Replica>, MirrorError> {
        // Held while reading: whoever else wants the same state gets it from here.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = self.address.to_string();
        let mut database = connect(&self.address, Purpose::Read)?;
        database.begin_read()?;
        let (schema, layout) = self.find(database.as_mut(), &shown)?;
        let (revision, copies, database_id) = match layout {
            Layout::Own => {
                let revision = layout::revision(database.as_mut(), &schema)?;
                if let Some((_, replica)) = last.as_ref().filter(|(of, _)| *of == revision) {
                    return Ok(Arc::clone(replica));
                }
                let entries = copies::chosen(database.as_mut(), &shown, &schema, self.archive.as_deref())?;
                let ids: Vec<_> = entries.iter().map(|entry| entry.database_id.as_str()).collect();
                (Some(revision), copies::of_archives(&schema, &entries), ids.join("+"))
            }
            Layout::Reference(copies) => {
                if let Some(wanted) = &self.archive {
                    return Err(MirrorError::NoSuchArchive {
                        address: shown,
                        wanted: wanted.clone(),
                        present: "one copy, without identifiers of archives".to_owned(),
                    });
                }
                (None, copies, reference::database_id(database.as_mut(), &schema)?)
            }
        };
        let replica = Arc::new(Replica::fill(database.as_mut(), &copies, &database_id)?);
        *last = revision.map(|revision| (revision, Arc::clone(&replica)));
        Ok(replica)
    }

    /// The schema that holds a mirror, and what kind of one.
    fn find(&self, database: &mut dyn Database, shown: &str) -> Result<(String, Layout), MirrorError> {
        let dialect = database.dialect();
        let candidates = match &self.schema {
            Some(schema) => vec![schema.as_str()],
            None => vec![OWN_SCHEMA, reference::default_schema(dialect)],
        };
        for schema in &candidates {
            if let Some(found) = layout::layout_of(database, shown, schema)? {
                layout::check_readable(found, shown, schema)?;
                return Ok(((*schema).to_owned(), Layout::Own));
            }
            let names = database.names(schema)?;
            if reference::is_recognised(&names) {
                let copies = reference::copies(dialect, schema, &names).map_err(|missing| {
                    let (address, schema) = (shown.to_owned(), (*schema).to_owned());
                    MirrorError::UnknownLayout { address, schema, missing }
                })?;
                return Ok(((*schema).to_owned(), Layout::Reference(copies)));
            }
        }
        Err(MirrorError::NoMirror { address: shown.to_owned(), schema: candidates.join(" or ") })
    }
}

/// The kinds of mirrors.
enum Layout {
    /// Kept by `push`.
    Own,
    /// Pushed by release 0.37.1.
    Reference(Vec<Copy>),
}

impl fmt::Debug for Mirror {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Mirror({})", self.address)
    }
}
