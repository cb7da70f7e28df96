//! Time zones by name, from the database inside this program, so that a day is the same day on every machine.
//!
//! What the process calls its own zone (`TZ`, `/etc/localtime`) comes in through [`ProcessZone`]; nothing else here
//! looks at the world. Windows and ranges are the business of their commands.

use std::ffi::OsString;
use std::path::{Component, Path};
use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Names sit in a table inside the program; looking one up never touches the host.
static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The name that stands for the zone of the process.
pub const LOCAL: &str = "Local";

/// Where Unix systems keep their zone.
const HOST_FILE: &str = "/etc/localtime";

/// A name that no zone has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "invalid --timezone: unknown time zone {name:?}; use an IANA name such as Europe/Berlin, in its exact letter \
     case, or UTC or Local"
)]
pub struct ZoneError {
    name: String,
}

/// What is known of the zone of the process.
pub struct ProcessZone<'a> {
    /// Looks up an environment variable, for `TZ`.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// The zone of the host, asked only when `TZ` does not name one.
    pub host: &'a dyn Fn() -> TimeZone,
}

impl ProcessZone<'_> {
    /// The zone that the value of `--timezone` means: an IANA name; `Local` or nothing for the zone of the process.
    ///
    /// # Errors
    ///
    /// [`ZoneError`].
    pub fn resolve(&self, name: &str) -> Result<TimeZone, ZoneError> {
        if name.is_empty() || name == LOCAL {
            return Ok(self.zone());
        }
        named(name).ok_or_else(|| ZoneError { name: name.to_owned() })
    }

    /// How documents call the zone that [`Self::resolve`] finds: as it was asked for, and for the zone of the process
    /// the value of `TZ`, `UTC` or `Local`.
    pub fn name(&self, name: &str) -> String {
        if !name.is_empty() {
            return name.to_owned();
        }
        let Some(value) = (self.variable)("TZ") else { return LOCAL.to_owned() };
        let value = value.to_string_lossy();
        match value.strip_prefix(':').unwrap_or(&value) {
            HOST_FILE => LOCAL.to_owned(),
            name if named(name).is_some() => name.to_owned(),
            _ => "UTC".to_owned(),
        }
    }

    /// The zone of the process: what `TZ` names (UTC when it names nothing), without it the host's.
    fn zone(&self) -> TimeZone {
        let Some(value) = (self.variable)("TZ") else { return (self.host)() };
        let value = value.to_string_lossy();
        // POSIX allows a colon before a name.
        match value.strip_prefix(':').unwrap_or(&value) {
            HOST_FILE => (self.host)(),
            name => named(name).unwrap_or(TimeZone::UTC),
        }
    }
}

/// The zone of exactly this name.
pub fn named(name: &str) -> Option<TimeZone> {
    // The database ignores letter case and knows a word for "unknown"; v1 does neither.
    DATABASE.get(name).ok().filter(|zone| !zone.is_unknown() && zone.iana_name() == Some(name))
}

/// The zone of the host, as `/etc/localtime` says; UTC when it says nothing.
pub fn of_host() -> TimeZone {
    of_file(Path::new(HOST_FILE)).unwrap_or(TimeZone::UTC)
}

/// The zone behind a link into a zone directory by its name, so that the host's copy of the rules does not matter;
/// otherwise the rules in the file itself.
fn of_file(path: &Path) -> Option<TimeZone> {
    let linked = std::fs::canonicalize(path).ok().and_then(|target| {
        let parts = target.components().filter_map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        });
        let after = parts.skip_while(|part| *part != "zoneinfo").skip(1).collect::<Vec<_>>();
        named(&after.join("/"))
    });
    linked.or_else(|| TimeZone::tzif(LOCAL, &std::fs::read(path).ok()?).ok())
}

#[cfg(test)]
mod tests {
    use super::{ProcessZone, named, of_file};
    use jiff::tz::TimeZone;
    use std::ffi::OsString;
    use std::path::Path;

    fn resolved(name: &str, tz: Option<&str>) -> Option<String> {
        let process = ProcessZone {
            variable: &|name| tz.filter(|_| name == "TZ").map(OsString::from),
            host: &|| named("Asia/Kathmandu").unwrap(),
        };
        process.resolve(name).ok().map(|zone| zone.iana_name().unwrap().to_owned())
    }

    #[test]
    fn names_are_exact() {
        for name in ["UTC", "Europe/Berlin", "EST5EDT", "Etc/GMT+12", "Pacific/Kiritimati"] {
            assert_eq!(resolved(name, None).as_deref(), Some(name));
        }
        for name in
            ["utc", "america/new_york", "Mars/Phobos", "../UTC", "/UTC", "\\UTC", "Etc/Unknown", " UTC"]
        {
            assert_eq!(resolved(name, None), None, "{name:?} names no zone");
        }
    }

    #[test]
    fn without_a_name_the_process_decides() {
        for (tz, zone) in [
            (None, "Asia/Kathmandu"),
            (Some("Asia/Tokyo"), "Asia/Tokyo"),
            (Some(":Asia/Tokyo"), "Asia/Tokyo"),
            (Some(""), "UTC"),
            (Some("/etc/localtime"), "Asia/Kathmandu"),
            (Some("Mars/Phobos"), "UTC"),
        ] {
            assert_eq!(resolved("", tz).as_deref(), Some(zone), "TZ={tz:?}");
            assert_eq!(resolved("Local", tz).as_deref(), Some(zone), "TZ={tz:?}");
        }
        assert_eq!(resolved("UTC", Some("Asia/Tokyo")).as_deref(), Some("UTC"));
    }

    #[test]
    fn the_host_is_asked_for_a_name_first() {
        assert_eq!(of_file(Path::new("/nowhere/localtime")), None);
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("localtime");
        std::fs::write(&file, "no zone").unwrap();
        assert_eq!(of_file(&file), None);
        let target = directory.path().join("zoneinfo/Europe");
        std::fs::create_dir_all(&target).unwrap();
        std::fs::write(target.join("Berlin"), "").unwrap();
        let zone: Option<TimeZone> = of_file(&target.join("Berlin"));
        assert_eq!(zone.as_ref().and_then(TimeZone::iana_name), Some("Europe/Berlin"));
    }
}
