//! `contractgen digest`: recompute a digest, compare it with a document's.

use std::io::{self, Read, Write};

use super::arguments::DigestRequest;
use crate::exit;

/// Runs the command and returns its exit code.
pub(super) fn run(_: &DigestRequest, _: &mut dyn Read, _: &mut dyn Write, _: &mut dyn Write) -> io::Result<u8> {
    Ok(exit::FAILED)
}
