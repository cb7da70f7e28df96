//! General rules, on generated input.

mod digest;
mod export;
mod identity;
mod validation;
