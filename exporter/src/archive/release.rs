//! What a file says about itself beyond its rows: the release whose layout it has, its size, whether its pages hold
//! together. For diagnosis only: reading depends on the [`super::Generation`] alone.

use super::error::ArchiveError;
use super::layout::{columns, has};
use super::snapshot::Snapshot;

/// The newest table and column that each release brought, newest release first. An upgraded archive has the marks of the
/// release that upgraded it, whatever its version number says.
const MARKS: [(&str, &str, &str); 9] = [
    ("0.46", "sessions", "friction_count"),
    ("0.45", "excluded_sessions", "file_path"),
    ("0.44", "session_project_assignments", "session_id"),
    ("0.43", "messages", "reasoning_effort"),
    ("0.42", "messages", "provider_id"),
    ("0.41", "provider_freshness", "agent"),
    ("0.40", "usage_events", "cost_microdollars"),
    ("0.39", "sessions", "agent_label"),
    ("0.38", "sessions", "transcript_revision"),
];

/// The release of archives that have none of the marks.
const FIRST: &str = "0.37";

/// Numbers from the header of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// `PRAGMA user_version`. Decides nothing: upgrades leave old numbers behind.
    pub user_version: i64,
    /// `PRAGMA application_id`; 0 unless its writer signs its files.
    pub application_id: i64,
}

/// How closely to look at the pages of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scrutiny {
    /// That tables and indexes can be walked.
    Quick,
    /// Also that every index has exactly the rows of its table; takes several times as long.
    Thorough,
}

impl Snapshot {
    /// The release whose layout this is: the newest one that left a mark.
    ///
    /// # Errors
    ///
    /// SQLite's, as an [`ArchiveError`].
    pub fn release(&self) -> Result<&'static str, ArchiveError> {
        for (release, table, column) in MARKS {
            let present = columns(self.connection(), table).map_err(|error| self.error(&error))?;
            if has(&present, column) {
                return Ok(release);
            }
        }
        Ok(FIRST)
    }

    /// What the header says.
    ///
    /// # Errors
    ///
    /// SQLite's, as an [`ArchiveError`].
    pub fn header(&self) -> Result<Header, ArchiveError> {
        let sqlite = |error| self.error(&error);
        let number = |name| self.connection().pragma_query_value(None, name, |row| row.get(0));
        Ok(Header {
            user_version: number("user_version").map_err(sqlite)?,
            application_id: number("application_id").map_err(sqlite)?,
        })
    }

    /// What SQLite finds wrong with the file, at most `limit` sentences; none when it is sound.
    ///
    /// # Errors
    ///
    /// SQLite's, as an [`ArchiveError`], when it cannot even look.
    pub fn defects(&self, scrutiny: Scrutiny, limit: u32) -> Result<Vec<String>, ArchiveError> {
        let sqlite = |error| self.error(&error);
        let pragma = match scrutiny {
            Scrutiny::Quick => "quick_check",
            Scrutiny::Thorough => "integrity_check",
        };
        let mut statement =
            self.connection().prepare(&format!("PRAGMA {pragma}({limit})")).map_err(sqlite)?;
        let found = statement.query_map([], |row| row.get::<_, String>(0)).map_err(sqlite)?;
        let mut defects = found.collect::<rusqlite::Result<Vec<String>>>().map_err(sqlite)?;
        defects.retain(|defect| defect != "ok");
        Ok(defects)
    }
}
