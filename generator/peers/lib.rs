//! Nothing but benches; see `Cargo.toml`.
