//! Reports as text for people: tables and lines, coloured where that suits. Nothing here computes a figure.

mod activity_report;
mod checkup;
mod money;
mod statusline;
mod table;
mod usage_daily;

pub use activity_report::activity_summary;
pub use checkup::checkup_text;
pub use statusline::{Template, TemplateError};
pub use usage_daily::daily_table;
