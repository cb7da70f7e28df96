//! What documents are identified as: those of the releases, and those that somebody changed.

mod changed;
mod fixtures;
mod known;
