//! One connection to a mirror's database: what the drivers have in common. Which tables there are is for
//! [`super::layout`] to know.

use std::collections::BTreeSet;

use rusqlite::types::ToSqlOutput;

use super::address::Address;
use super::error::MirrorError;
use super::value::{Dialect, Kind, Value};

/// Takes one row of a result.
pub(crate) type Visit<'a> = &'a mut dyn FnMut(&[ToSqlOutput<'_>]) -> Result<(), MirrorError>;

/// Rows to be appended.
pub(crate) type Rows<'i, 'r> = &'i mut dyn Iterator<Item = &'r [Value<'static>]>;

/// Whether a connection may change anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// Never.
    Read,
    /// What is there; a file must exist, as it must to be read.
    Change,
    /// Everything: tables are made, and the file itself.
    Fill,
}

/// A table and the columns in which rows are appended to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    /// Schema.
    pub(crate) schema: &'a str,
    /// Table.
    pub(crate) table: &'a str,
    /// All of its columns, in order.
    pub(crate) columns: &'a [(&'a str, Kind)],
}

/// A connection. Statements are complete texts; values travel as parameters or rows.
pub(crate) trait Database: Send {
    /// How statements are to be written.
    fn dialect(&self) -> Dialect;

    /// Runs statements without parameters or results.
    fn execute(&mut self, sql: &str) -> Result<(), MirrorError>;

    /// Runs one statement with parameters `$1`, `$2` and so on; returns how many rows it touched.
    fn execute_with(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, MirrorError>;

    /// Runs a statement that ends in a condition, with one more: that `column` is one of some texts.
    fn execute_among(&mut self, sql: &str, column: &str, texts: &[&str]) -> Result<u64, MirrorError>;

    /// Visits the rows of a result whose columns are of these kinds, as [`Dialect::cast`] makes them.
    fn visit(&mut self, sql: &str, kinds: &[Kind], row: Visit<'_>) -> Result<(), MirrorError>;

    /// Appends rows to a table.
    fn append(&mut self, target: Target<'_>, rows: Rows<'_, '_>) -> Result<(), MirrorError>;

    /// Begins a transaction that sees one state of the database and changes nothing.
    fn begin_read(&mut self) -> Result<(), MirrorError>;

    /// Keeps every other push away until the connection ends; false when another one is at work.
    fn try_lock(&mut self, schema: &str) -> Result<bool, MirrorError>;

    /// Every `table`, and every `table.column`, of a schema.
    fn names(&mut self, schema: &str) -> Result<BTreeSet<String>, MirrorError> {
        let text = |column: &str| self.dialect().cast(column, Kind::Text);
        let sql = format!(
            "SELECT {}, {} FROM information_schema.columns WHERE table_schema = '{schema}'",
            text("table_name"),
            text("column_name")
        );
        let mut names = BTreeSet::new();
        self.visit(&sql, &[Kind::Text, Kind::Text], &mut |cells| {
            let (table, column) = (text_of(&cells[0]), text_of(&cells[1]));
            names.insert(format!("{table}.{column}"));
            names.insert(table);
            Ok(())
        })?;
        Ok(names)
    }
}

/// The text in a cell; empty when there is none.
pub(crate) fn text_of(cell: &ToSqlOutput<'_>) -> String {
    use rusqlite::types::{Value as Owned, ValueRef};
    match cell {
        ToSqlOutput::Borrowed(ValueRef::Text(text)) => String::from_utf8_lossy(text).into_owned(),
        ToSqlOutput::Owned(Owned::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// The integer in a cell; 0 when there is none.
pub(crate) fn integer_of(cell: &ToSqlOutput<'_>) -> i64 {
    use rusqlite::types::{Value as Owned, ValueRef};
    match cell {
        ToSqlOutput::Borrowed(ValueRef::Integer(value)) | ToSqlOutput::Owned(Owned::Integer(value)) => *value,
        _ => 0,
    }
}

/// Connects.
pub(crate) fn connect(address: &Address, purpose: Purpose) -> Result<Box<dyn Database>, MirrorError> {
    match address {
        #[cfg(feature = "postgres")]
        Address::Postgres(_) => Ok(Box::new(super::postgres::Postgres::connect(address, purpose)?)),
        #[cfg(not(feature = "postgres"))]
        Address::Postgres(_) => Err(MirrorError::NotBuiltIn("PostgreSQL", "postgres")),
        #[cfg(feature = "duckdb")]
        Address::DuckDb(path) => Ok(Box::new(super::duckdb::DuckDb::open(path, purpose)?)),
        #[cfg(not(feature = "duckdb"))]
        Address::DuckDb(_) => Err(MirrorError::NotBuiltIn("DuckDB", "duckdb")),
    }
}
