//! Recorded cases and documents that are too many for the project, or not its own: read where they are, when they are
//! there.

use std::path::{Path, PathBuf};

/// The folder of recorded cases, named by `AGENT_CONTRACTS_SHARED` or beside the project; none, and a word on standard
/// error, without it.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
pub fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let folder = std::env::var_os("AGENT_CONTRACTS_SHARED").map_or_else(beside, PathBuf::from);
    if folder.join("cases").is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there are no recorded cases in {}; set AGENT_CONTRACTS_SHARED", folder.display());
    None
}
