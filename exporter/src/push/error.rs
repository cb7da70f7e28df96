//! Why an archive could not be copied.

use crate::archive::ArchiveError;
use crate::archive::mirror::MirrorError;
use crate::rows::RowError;

/// Why a push failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    /// The mirror.
    #[error(transparent)]
    Mirror(#[from] MirrorError),
    /// The archive's file.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A row of the archive.
    #[error(transparent)]
    Row(#[from] RowError),
    /// The archive does not say which one it is.
    #[error("the archive has no identifier; start the program that writes it once, so that it gets one")]
    NoDatabaseId,
}

impl PushError {
    /// True when the same push may succeed on a new connection.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Mirror(error) if error.is_passing())
    }
}
