//! Values that cannot hold what v1 forbids: finite numbers, digests, the version constant, bounded integers.
//!
//! Used by every contract type. Knows JSON values one at a time; documents are assembled in [`crate::v1`].

mod digest;
mod integer;
mod number;
mod presence;
mod version;

pub use digest::{NotADigest, Sha256Digest};
pub use number::{NonFinite, Number};
pub use version::SchemaVersion1;

pub(crate) use integer::{count, count_map, integer, nullable_count, nullable_count_map};
pub(crate) use presence::{absent_or_value, required_nullable};
