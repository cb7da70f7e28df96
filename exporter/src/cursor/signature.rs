//! Sealing bytes into text that only the holder of the key can have written.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// The key that signs an archive's cursors.
#[derive(Clone, Debug)]
pub struct Key(Hmac<Sha256>);

impl Key {
    /// The key made of a data directory's own `cursor_secret`.
    pub fn from_secret(secret: &[u8]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        Self(Hmac::new_from_slice(secret).expect("a key of any length"))
    }

    /// The key of a data directory without a secret: derived from the archive's identifier. It guards against
    /// mistakes, not against forgery, which would only show a user what they can read anyway.
    pub fn from_database_id(database_id: &[u8]) -> Self {
        let mut hash = Sha256::new_with_prefix(b"agentexport cursor key\n");
        hash.update(database_id);
        Self::from_secret(&hash.finalize())
    }

    pub(super) fn seal(&self, bytes: &[u8]) -> String {
        let signature = self.0.clone().chain_update(bytes).finalize().into_bytes();
        format!("{}.{}", URL_SAFE_NO_PAD.encode(bytes), URL_SAFE_NO_PAD.encode(signature))
    }

    pub(super) fn unseal(&self, text: &str) -> Option<Vec<u8>> {
        let text: String = text.chars().filter(|character| !matches!(character, '\r' | '\n')).collect();
        let (bytes, signature) = text.split_once('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.0.clone().chain_update(&bytes).verify_slice(&signature).ok()?;
        Some(bytes)
    }
}
