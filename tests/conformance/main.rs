//! Recorded behaviour, vector by vector and case by case.

mod activity;
mod architecture;
mod digests;
mod generations;
mod goldens;
mod guards;
mod identity;
mod ingest;
mod recorded;
mod releases;
mod sessions;
mod synced;
mod usage;
mod usage_summary;
mod vectors;
