//! The keeper of the v1 contract: writes the published schemas from the contract types, checks that the files
//! are fresh, compares versions of them, validates documents against them and recomputes pricing digests.
//!
//! The `contractgen` program is [`run`] and nothing else; every command can be called from a test with its
//! streams in memory. Exporting documents is the business of another crate, which this one never sees.
//!
//! ```
//! let mut out = Vec::new();
//! let code = contractgen::run(
//!     ["contractgen", "emit", "--print", "cursor-reset"],
//!     &mut std::io::empty(),
//!     &mut out,
//!     &mut std::io::sink(),
//! );
//! assert_eq!(code, 0);
//! assert!(String::from_utf8(out)?.contains("urn:agent-contracts:v1:cursor-reset"));
//! # Ok::<(), std::string::FromUtf8Error>(())
//! ```

mod cli;
pub mod diff;
pub mod digest;
pub mod emit;
pub mod exit;
pub mod identify;
mod lines;
pub mod rules;
pub mod validate;
pub mod vectors;

pub use cli::{Surroundings, run, run_in};
