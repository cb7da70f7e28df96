//! Cells of a row, checked for the type that their column must hold.

use rusqlite::Row;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use crate::archive::{ArchiveError, Snapshot};

/// Why a table could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// SQLite refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A cell holds what its column cannot mean.
    #[error("scanning {table}.{column}{row}: found {found}, expected {expected}; re-sync or repair that row")]
    Cell {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// Which row, as ` of "<id>"`; empty when unknown.
        row: String,
        /// What was found.
        found: String,
        /// What the column holds.
        expected: &'static str,
    },
}

impl RowError {
    /// Names the row that the cell belongs to.
    pub(super) fn of_row(self, id: &[u8]) -> Self {
        match self {
            Self::Cell { table, column, found, expected, .. } => {
                let row = format!(" of {:?}", agent_contracts::text::lossy(id));
                Self::Cell { table, column, row, found, expected }
            }
            other => other,
        }
    }
}

/// A table and the columns selected from it, in order.
#[derive(Clone, Copy)]
pub(super) struct Source {
    pub(super) table: &'static str,
    pub(super) columns: &'static [&'static str],
}

impl Source {
    /// `SELECT` of the columns, with `rest` (`WHERE`, `ORDER BY`) appended.
    pub(super) fn select(self, rest: &str) -> String {
        format!("SELECT {} FROM {} {rest}", self.columns.join(", "), self.table)
    }

    /// Reads a whole (small) table.
    pub(super) fn read_all<T>(
        self,
        snapshot: &Snapshot,
        rest: &str,
        mut read: impl FnMut(&Cells<'_>) -> Result<T, RowError>,
    ) -> Result<Vec<T>, RowError> {
        let sqlite = |error| snapshot.error(&error);
        let mut statement = snapshot.connection().prepare(&self.select(rest)).map_err(sqlite)?;
        let mut found = statement.query([]).map_err(sqlite)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(sqlite)? {
            rows.push(read(&Cells { source: self, row })?);
        }
        Ok(rows)
    }
}

/// The cells of one row of a [`Source`], by position.
pub(super) struct Cells<'r> {
    pub(super) source: Source,
    pub(super) row: &'r Row<'r>,
}

impl<'r> Cells<'r> {
    /// The cell as SQLite holds it.
    pub(super) fn get(&self, index: usize) -> ValueRef<'r> {
        self.row.get_ref_unwrap(index)
    }

    fn unusable(&self, index: usize, found: ValueRef<'_>, expected: &'static str) -> RowError {
        let found = match found {
            ValueRef::Null => "NULL".to_owned(),
            ValueRef::Integer(value) => format!("the integer {value}"),
            ValueRef::Real(value) => format!("the number {value}"),
            ValueRef::Text(text) => {
                let shown: String = agent_contracts::text::lossy(text).chars().take(40).collect();
                format!("the text {shown:?}")
            }
            ValueRef::Blob(bytes) => format!("{} bytes of binary data", bytes.len()),
        };
        let column = self.source.columns[index];
        RowError::Cell { table: self.source.table, column, row: String::new(), found, expected }
    }

    /// Text or binary data as bytes; `None` for NULL.
    pub(super) fn nullable_text(&self, index: usize) -> Result<Option<&'r [u8]>, RowError> {
        match self.get(index) {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(Some(bytes)),
            ValueRef::Null => Ok(None),
            found => Err(self.unusable(index, found, "text")),
        }
    }

    /// As [`Self::nullable_text`], with NULL an error.
    pub(super) fn text(&self, index: usize) -> Result<&'r [u8], RowError> {
        self.nullable_text(index)?.ok_or_else(|| self.unusable(index, ValueRef::Null, "text"))
    }

    /// A whole number; `None` for NULL.
    pub(super) fn nullable_integer(&self, index: usize) -> Result<Option<i64>, RowError> {
        match self.get(index) {
            ValueRef::Integer(value) => Ok(Some(value)),
            ValueRef::Null => Ok(None),
            found => Err(self.unusable(index, found, "a whole number")),
        }
    }

    /// As [`Self::nullable_integer`], with NULL an error.
    pub(super) fn integer(&self, index: usize) -> Result<i64, RowError> {
        self.nullable_integer(index)?.ok_or_else(|| self.unusable(index, ValueRef::Null, "a whole number"))
    }

    /// A number; `None` for NULL.
    #[expect(clippy::cast_precision_loss, reason = "SQLite itself converts integers in REAL columns so")]
    pub(super) fn nullable_real(&self, index: usize) -> Result<Option<f64>, RowError> {
        match self.get(index) {
            ValueRef::Real(value) => Ok(Some(value)),
            ValueRef::Integer(value) => Ok(Some(value as f64)),
            ValueRef::Null => Ok(None),
            found => Err(self.unusable(index, found, "a number")),
        }
    }

    /// As [`Self::nullable_real`], with NULL an error.
    pub(super) fn real(&self, index: usize) -> Result<f64, RowError> {
        self.nullable_real(index)?.ok_or_else(|| self.unusable(index, ValueRef::Null, "a number"))
    }

    /// Fails unless `value`, read from the column at `index`, is 0 or 1.
    pub(super) fn expect_flag(&self, index: usize, value: i64) -> Result<(), RowError> {
        match value {
            0 | 1 => Ok(()),
            _ => Err(self.unusable(index, ValueRef::Integer(value), "0 or 1")),
        }
    }
}

/// Bytes bound as text, valid UTF-8 or not.
pub(super) struct AsText<'a>(pub(super) &'a [u8]);

impl ToSql for AsText<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0)))
    }
}
