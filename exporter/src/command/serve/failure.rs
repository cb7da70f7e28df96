//! What a client is told when a report fails: whether the request, the archive or the program is to blame, in a
//! sentence that names no file of this machine. The command's own sentence goes to the log.

use agent_contracts::json;

use crate::archive::ArchiveError;
use crate::cli::window::WindowError;
use crate::command::ExportError;
use crate::http::{Failure, Request};
use crate::report::RangeError;

/// The failure of a request.
pub(super) fn of(error: ExportError, request: &Request) -> Failure {
    if let Request::ReferenceActivity(activity) = request
        && let Some(sentence) = in_words_of_v1(&error, &activity.command.timezone)
    {
        return Failure::Invalid(sentence);
    }
    let sentence = error.to_string();
    match error {
        // These begin with the name of a flag; here it is that of a parameter.
        ExportError::Zone(_)
        | ExportError::Window(WindowError::Unreadable { .. } | WindowError::TooLong { .. }) => {
            Failure::Invalid(match sentence.strip_prefix("invalid --") {
                Some(rest) => format!("invalid {rest}"),
                None => sentence,
            })
        }
        ExportError::Window(WindowError::Reversed { since, until }) => {
            Failure::Invalid(format!("since ({since}) must not be after until ({until}); exchange them"))
        }
        ExportError::Range(_)
        | ExportError::Automation(_)
        | ExportError::Cursor(_)
        | ExportError::Query(_)
        | ExportError::Usage(_) => Failure::Invalid(sentence),
        ExportError::CursorReset(reset) => match json::to_string(&reset) {
            Ok(object) => Failure::CursorReset(object),
            Err(error) => Failure::Internal { detail: error.to_string() },
        },
        error => of_archive(&error),
    }
}

/// The failure of an archive, whatever was asked for.
pub(super) fn of_archive(error: &ExportError) -> Failure {
    let detail = error.to_string();
    let sentence = match error {
        ExportError::Archive(error) => state(error),
        ExportError::Config(_) => Some("the settings of the archive cannot be read"),
        ExportError::NoDatabaseId => Some("the archive is not initialised yet"),
        _ => None,
    };
    match sentence {
        Some(sentence) => {
            let sentence = format!("{sentence}; the log of the server says what to do");
            Failure::Unavailable { sentence, detail }
        }
        None => Failure::Internal { detail },
    }
}

/// What is the matter with an archive, when its operator can mend it.
fn state(error: &ArchiveError) -> Option<&'static str> {
    match error {
        ArchiveError::NoDataDirectory
        | ArchiveError::MissingDirectory(_)
        | ArchiveError::Missing(_)
        | ArchiveError::IsDirectory(_)
        | ArchiveError::NotAFile(_) => Some("there is no archive"),
        ArchiveError::Empty(_) => Some("the archive is empty"),
        ArchiveError::Unreadable { .. } => Some("the archive cannot be read for lack of permission"),
        ArchiveError::InterruptedWrite(_) => Some("the archive holds an interrupted write"),
        ArchiveError::Locked { .. } => Some("the archive is locked by another program"),
        ArchiveError::KeptChanging(_) => Some("the archive kept changing while it was read"),
        ArchiveError::UnknownLayout { .. } => {
            Some("the archive is of a layout that this program does not know")
        }
        ArchiveError::Mirror(error) if error.is_passing() => Some("the mirror cannot be reached"),
        ArchiveError::Mirror(_) => Some("the mirror cannot be read"),
        // Damage, and what SQLite has no name for.
        _ => None,
    }
}

/// What v1's route says of a mistake in the request.
fn in_words_of_v1(error: &ExportError, timezone: &str) -> Option<String> {
    Some(match error {
        ExportError::Zone(_) => format!("invalid timezone: {timezone}"),
        ExportError::Automation(error) => error.to_string(),
        ExportError::Range(error) => match error {
            RangeError::Date(text) => format!("invalid date: {text}"),
            RangeError::Preset(text) => format!("invalid preset: {text}"),
            RangeError::MissingBound => "custom range requires both from and to".to_owned(),
            RangeError::Bound { bound, text } => format!("invalid {bound}: {text}"),
            RangeError::RemovedDay(_) | RangeError::Reversed { .. } => "from must be before to".to_owned(),
            RangeError::TooLong => "range exceeds maximum of one year".to_owned(),
            RangeError::Bucket(text) => format!("invalid bucket: {text}"),
            RangeError::TooManyBuckets { .. } => {
                "bucket configuration would produce too many buckets".to_owned()
            }
        },
        _ => return None,
    })
}
