//! Values of table cells, and rows made of them. Text is bytes: archives hold invalid UTF-8.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

/// One value, of one of SQLite's storage classes.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// NULL.
    Null,
    /// A whole number.
    Integer(i64),
    /// A double; SQLite stores one that is not a number as NULL.
    Real(f64),
    /// Text, valid UTF-8 or not.
    Text(Vec<u8>),
    /// Binary data.
    Blob(Vec<u8>),
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(value) => ValueRef::Integer(*value),
            Self::Real(value) => ValueRef::Real(*value),
            Self::Text(bytes) => ValueRef::Text(bytes),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Integer(value.into())
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<Vec<u8>> for Cell {
    fn from(text: Vec<u8>) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row on its way into a table; columns that are not named keep their defaults.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The table.
    pub table: &'static str,
    /// Columns and their values.
    pub cells: Vec<(&'static str, Cell)>,
}

impl Row {
    /// The statement that inserts such a row, with one parameter for each column.
    pub(crate) fn insert(&self) -> String {
        let columns: Vec<&str> = self.cells.iter().map(|(column, _)| *column).collect();
        let parameters = vec!["?"; columns.len()].join(", ");
        format!("INSERT INTO {} ({}) VALUES ({parameters})", self.table, columns.join(", "))
    }
}
