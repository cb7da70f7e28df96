//! What a document is that is no v1, when it is a document of another version.

use agent_contracts::identify::identify;

use crate::identify::way_to_v1;

/// Which version it is and how to get v1; none where that is not certain.
pub(super) fn note(document: &[u8]) -> Option<String> {
    let identity = identify(document);
    let way = way_to_v1(&identity)?;
    Some(format!("this is {identity}; for version 1, run `{way}` on the archive it came from"))
}
