//! Exit codes. Of several outcomes the worst, which is the largest, becomes the program's.

/// Everything is as it should be.
pub const FINE: u8 = 0;

/// Something was found: an invalid document, a stale schema file, a digest that differs.
pub const FINDINGS: u8 = 1;

/// The question could not be answered: wrong usage, an unreadable file.
pub const FAILED: u8 = 2;
