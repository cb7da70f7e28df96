//! What an archive was made with: its writer, and the choices that decide what its rows hold.

use agent_contracts::scalar::Sha256Digest;
use rusqlite::{Connection, OptionalExtension as _};

use crate::logs::AutomationPatterns;

/// `PRAGMA application_id` of archives made here; in ASCII it reads `AgXp`.
pub(super) const APPLICATION: i32 = 0x4167_5870;

/// `PRAGMA user_version`: the layout of release 0.37.1, which opens no newer one.
pub(super) const LAYOUT: i32 = 59;

/// The version of the rules by which logs are read. Archives made by others are made anew.
const RULES: &str = "1";

/// The row of `archive_metadata` with the identifier of the archive.
pub(super) const DATABASE_ID: &str = "database_id";
/// Its row with the name and version of the program that wrote it.
pub(super) const WRITER: &str = "writer";
/// Its row with what [`Settings::fingerprint`] gives.
pub(super) const SETTINGS: &str = "writer_settings";

/// Choices that decide what is stored.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Settings {
    /// Names of sessions and the beginning of the first prompt are stored.
    pub keep_titles: bool,
    /// Which prompts come from programs.
    pub automation: AutomationPatterns,
}

impl Settings {
    /// A text that differs when rows would.
    pub(super) fn fingerprint(&self) -> String {
        let automation = Sha256Digest::of(format!("{:?}", self.automation).as_bytes());
        let titles = if self.keep_titles { "kept" } else { "dropped" };
        format!("rules {RULES}, titles {titles}, automation {}", automation.as_str())
    }
}

/// The settings that the archive was made with.
pub(super) fn fingerprint_of(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection
        .query_row("SELECT value FROM archive_metadata WHERE key = ?1", [SETTINGS], |row| row.get(0))
        .optional()
}

/// Writes down what a new archive is: its program, its layout, a name of its own.
pub(super) fn introduce(connection: &Connection, settings: &Settings, now: &str) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", LAYOUT)?;
    let mut insert = connection.prepare(
        "INSERT INTO archive_metadata (key, value, created_at, updated_at) VALUES (?1, ?2, ?3, ?3) \
         ON CONFLICT DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
    )?;
    let program = concat!("agentexport ", env!("CARGO_PKG_VERSION"));
    insert.execute([DATABASE_ID, &random_uuid(connection)?, now])?;
    insert.execute([WRITER, program, now])?;
    insert.execute([SETTINGS, &settings.fingerprint(), now])?;
    Ok(())
}

/// A version 4 UUID.
fn random_uuid(connection: &Connection) -> rusqlite::Result<String> {
    let digits: String = connection.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0))?;
    let variant = ['8', '9', 'a', 'b'][usize::from(digits.as_bytes()[16]) % 4];
    Ok(format!(
        "{}-{}-4{}-{variant}{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_random_uuids() {
        let connection = Connection::open_in_memory().unwrap();
        let (one, other) = (random_uuid(&connection).unwrap(), random_uuid(&connection).unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 36);
        assert_eq!(one.as_bytes()[14], b'4');
        assert!(b"89ab".contains(&one.as_bytes()[19]), "{one}");
    }

    #[test]
    fn every_choice_shows_in_the_fingerprint() {
        let plain = Settings::default().fingerprint();
        assert_ne!(Settings { keep_titles: true, ..Settings::default() }.fingerprint(), plain);
        let automation = AutomationPatterns::new(&["x".to_owned()], &[], &[]);
        assert_ne!(Settings { automation, ..Settings::default() }.fingerprint(), plain);
    }
}
