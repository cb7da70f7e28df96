//! The activity report.

use super::Kind::{Boolean, Count, Integer, List, Nullable, Number, Object, Text, Word};
use super::shared::{MONEY, PRICING, PROJECTS};
use super::{Kind, Member, member};
use crate::identify::stage::Stage::{Between, R0_37, R0_38, R0_39, R0_40, R0_41, R0_42, R0_43, R0_45};

pub(super) const REPORT: &[Member] = &[
    member("schema_version", Integer).since(R0_37),
    member("pricing", PRICING).since(R0_37),
    member("projects", PROJECTS).since(R0_37),
    member("timezone", Text),
    member("range_start", Text),
    member("range_end", Text),
    member("bucket_unit", Word(&["minute", "hour", "day", "week"])),
    member("bucket_seconds", Count),
    member("bucket_count", Count),
    member("partial", Boolean),
    member("as_of", Nullable(&Text)),
    member("effective_end", Text),
    member("elapsed_bucket_count", Count),
    member("buckets", List(&Object(BUCKET))),
    member("peak", PEAK),
    member("interactive_peak", PEAK).since(R0_43),
    member("subagent_peak", PEAK).since(R0_43),
    member("automated_peak", PEAK).since(R0_43),
    member("totals", Object(TOTALS)),
    member("by_project", List(&Object(BY_PROJECT))),
    member("by_model", List(&Object(BREAKDOWN))),
    member("by_agent", List(&Object(BREAKDOWN))),
    member("by_session", List(&Object(BY_SESSION))),
    member("intervals", List(&Object(INTERVAL))).until(R0_40),
    member("sessions_total", Count).since(R0_41),
    member("sessions_next_cursor", Text).since(R0_41).optional(),
    member("report_id", Text).since(R0_41).optional(),
];

const BUCKET: &[Member] = &[
    member("start", Text),
    member("end", Text),
    member("max_agents", Count),
    member("agent_minutes", Number),
    member("input_tokens", Integer).since(R0_42),
    member("output_tokens", Integer),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
    member("automated_at_peak", Count),
    member("interactive_at_peak", Count),
    member("subagent_at_peak", Count).since(R0_43),
    member("max_automated_agents", Count).since(R0_43),
    member("max_interactive_agents", Count).since(R0_43),
    member("max_subagent_agents", Count).since(R0_43),
    member("user_messages", Count).since(R0_45),
    member("assistant_messages", Count).since(R0_45),
];

const PEAK: Kind = Object(&[member("agents", Count), member("at", Nullable(&Text))]);

const TOTALS: &[Member] = &[
    member("active_minutes", Number),
    member("idle_minutes", Number),
    member("agent_minutes", Number),
    member("sessions", Count),
    member("untimed_sessions", Count),
    member("distinct_projects", Count),
    member("distinct_models", Count),
    member("output_tokens", Integer),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
    member("automated_agent_minutes", Number),
    member("interactive_agent_minutes", Number),
    member("subagent_agent_minutes", Number).since(R0_43),
    member("automated_cost", Number).until(R0_39),
    member("automated_cost", MONEY).since(Between),
    member("interactive_cost", Number).until(R0_39),
    member("interactive_cost", MONEY).since(Between),
    member("subagent_cost", MONEY).since(R0_43),
    member("automated_sessions", Count),
    member("interactive_sessions", Count),
    member("subagent_sessions", Count).since(R0_43),
];

const BY_PROJECT: &[Member] = &[
    member("project_key", Text).since(R0_38),
    member("key", Text),
    member("agent_minutes", Number),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
    member("automated_agent_minutes", Number),
    member("interactive_agent_minutes", Number),
    member("subagent_agent_minutes", Number).since(R0_43),
    member("automated_cost", Number).until(R0_39),
    member("automated_cost", MONEY).since(Between),
    member("interactive_cost", Number).until(R0_39),
    member("interactive_cost", MONEY).since(Between),
    member("subagent_cost", MONEY).since(R0_43),
];

/// By model and by agent.
const BREAKDOWN: &[Member] = &[
    member("key", Text),
    member("agent_minutes", Number),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
    member("automated_agent_minutes", Number),
    member("interactive_agent_minutes", Number),
    member("subagent_agent_minutes", Number).since(R0_43),
    member("automated_cost", Number).until(R0_39),
    member("automated_cost", MONEY).since(Between),
    member("interactive_cost", Number).until(R0_39),
    member("interactive_cost", MONEY).since(Between),
    member("subagent_cost", MONEY).since(R0_43),
];

const BY_SESSION: &[Member] = &[
    member("session_id", Text),
    member("project_key", Text).since(R0_38),
    member("title", Text),
    member("project", Text),
    member("agent", Text),
    member("primary_model", Text),
    member("models", Nullable(&List(&Text))).until(R0_41),
    member("models", List(&Text)).since(R0_42),
    member("agent_minutes", Nullable(&Number)),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
    member("output_tokens", Integer),
    member("first_active", Nullable(&Text)),
    member("last_active", Nullable(&Text)),
    member("timing_quality", Word(&["timed", "untimed"])),
    member("is_automated", Boolean),
    member("is_subagent", Boolean).since(R0_43),
];

const INTERVAL: &[Member] = &[member("session_id", Text), member("start", Text), member("end", Text)];
