//! What a cursor carries, as JSON.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::report::{Fingerprint, JulianDay, Position, Selection};

/// The version of the payload; another one is not ours.
const VERSION: u32 = 1;

/// The order that positions refer to.
const ORDER: &str = "last_activity_at DESC, id ASC";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payload {
    version: u32,
    database_id: String,
    order: String,
    #[serde(with = "SelectionPayload")]
    selection: Selection,
    /// Milliseconds of the Julian day.
    watermark: i64,
    /// Milliseconds of the Julian day.
    last_activity: i64,
    /// Base64: identifiers need not be valid text.
    last_id: String,
    snapshot: FingerprintPayload,
    prefix: FingerprintPayload,
}

#[derive(Serialize, Deserialize)]
struct FingerprintPayload {
    count: u64,
    /// Base64.
    digest: String,
}

/// The filters, member by member: a filter added to [`Selection`] must be added here to compile.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Selection")]
#[expect(clippy::struct_excessive_bools, reason = "one switch per filter")]
struct SelectionPayload {
    project: String,
    exclude_project: String,
    machines: Vec<String>,
    branches: Option<Vec<(String, String)>>,
    agents: Vec<String>,
    date: String,
    date_from: String,
    date_to: String,
    active_since: String,
    min_messages: i64,
    max_messages: i64,
    min_user_messages: i64,
    include_one_shot: bool,
    include_automated: bool,
    include_children: bool,
    outcomes: Vec<String>,
    health_grades: Vec<String>,
    min_tool_failures: Option<i64>,
    has_secret: bool,
}

impl Payload {
    pub(super) fn new(database_id: String, selection: Selection, position: &Position) -> Self {
        Self {
            version: VERSION,
            database_id,
            order: ORDER.to_owned(),
            selection,
            watermark: position.watermark.milliseconds(),
            last_activity: position.last_activity.milliseconds(),
            last_id: URL_SAFE_NO_PAD.encode(&position.last_id),
            snapshot: FingerprintPayload::new(position.snapshot),
            prefix: FingerprintPayload::new(position.prefix),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        #[expect(clippy::expect_used, reason = "text keys and a growing buffer: nothing can fail")]
        serde_json::to_vec(self).expect("a payload is representable")
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|payload: &Self| payload.version == VERSION)
    }

    pub(super) fn is_for(&self, database_id: &str) -> bool {
        self.database_id == database_id
    }

    pub(super) fn has_current_order(&self) -> bool {
        self.order == ORDER
    }

    pub(super) fn into_parts(self) -> Option<(Selection, Position)> {
        let position = Position {
            watermark: JulianDay::from_milliseconds(self.watermark)?,
            last_activity: JulianDay::from_milliseconds(self.last_activity)?,
            last_id: URL_SAFE_NO_PAD.decode(self.last_id).ok()?,
            snapshot: self.snapshot.into_fingerprint()?,
            prefix: self.prefix.into_fingerprint()?,
        };
        Some((self.selection, position))
    }
}

impl FingerprintPayload {
    fn new(fingerprint: Fingerprint) -> Self {
        Self { count: fingerprint.count, digest: URL_SAFE_NO_PAD.encode(fingerprint.digest) }
    }

    fn into_fingerprint(self) -> Option<Fingerprint> {
        let digest = URL_SAFE_NO_PAD.decode(self.digest).ok()?.try_into().ok()?;
        Some(Fingerprint { count: self.count, digest })
    }
}
