//! Exit codes. Of several outcomes the worst, which is the largest, becomes the program's.

/// Everything is as it should be.
pub const FINE: u8 = 0;

/// Something was found: an invalid document, a stale schema file, a digest that differs, a breaking change.
pub const FINDINGS: u8 = 1;

/// The question could not be answered: wrong usage, an unreadable file.
pub const FAILED: u8 = 2;

/// With `diff --detailed-exit-code`: only descriptions, examples or spelling changed.
pub const DOCUMENTATION: u8 = 10;

/// With `diff --detailed-exit-code`: there are changes, and none of them breaks.
pub const ADDITIVE: u8 = 11;
