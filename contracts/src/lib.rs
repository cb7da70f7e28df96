//! The v1 JSON contracts for AI-agent session data, as Rust types.
//!
//! Four surfaces describe an archive of coding-agent sessions: [usage per day](v1::UsageDaily), [chosen
//! usage](v1::UsageSummary), an [activity report](v1::ActivityReport) and content-free [session
//! summaries](v1::SessionExport). The types here are the source of the JSON Schemas in `schemas/v1`, and hold the
//! rules no schema can say: the [pricing digest](canonical), [project identity](identity) and [prices](pricing). No
//! I/O, no clock, no environment.
//!
//! # Reading a document
//!
//! Unknown members are ignored, as every consumer must; unknown values of closed lists are errors.
//!
//! ```
//! use agent_contracts::Surface;
//! use agent_contracts::v1::{ProjectResolution, SessionExport};
//!
//! let export: SessionExport = serde_json::from_str(Surface::SessionExport.example())?;
//! for session in &export.sessions {
//!     println!("{} {} ${}", session.last_activity_at, session.project, session.model_usage.cost_usd);
//! }
//! let project = &export.projects["alpha"];
//! match project.resolution {
//!     ProjectResolution::Resolved => assert!(project.identity.is_some()),
//!     ProjectResolution::Unknown | ProjectResolution::Ambiguous => assert!(project.identity.is_none()),
//! }
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Recomputing a digest
//!
//! Documents with equal digests were priced from identical tables.
//!
//! ```
//! use agent_contracts::Surface;
//! use agent_contracts::v1::PricingDigestInput;
//!
//! let table: PricingDigestInput = serde_json::from_str(Surface::PricingDigestInput.example())?;
//! println!("{}", table.digest());
//! # assert!(table.digest().as_str().starts_with("sha256:"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Naming a project
//!
//! ```
//! use agent_contracts::identity::{Evidence, StoredTextOnly, derive};
//!
//! let evidence = Evidence {
//!     root_path: b"/home/me/src/alpha",
//!     git_remote: b"https://me:secret@GitHub.com/acme/alpha.git",
//!     worktree_root_path: b"",
//! };
//! let identity = derive(&evidence, &StoredTextOnly).ok_or("no usable evidence")?;
//! assert_eq!(identity.value, b"github.com/acme/alpha");
//! # Ok::<(), &str>(())
//! ```

pub mod canonical;
pub mod identify;
pub mod identity;
pub mod json;
pub mod pricing;
pub mod reading;
mod registry;
pub mod scalar;
pub mod text;
pub mod timestamp;
pub mod v1;

pub use registry::{Surface, UnknownSurface};
