//! The two reports about usage: their days are the same.

use super::Kind::{Count, Integer, List, Map, Nullable, Number, Object, Text, Word};
use super::shared::{MONEY, PRICING, PROJECTS};
use super::{Kind, Member, member};
use crate::identify::stage::Stage::{Between, Legacy, R0_37, R0_38, R0_39, R0_41, R0_42, R0_44, R0_46};

pub(super) const DAILY: &[Member] = &[
    member("schema_version", Integer).since(R0_37),
    member("pricing", PRICING).since(R0_37),
    member("projects", PROJECTS).since(R0_37),
    member("daily", List(&Object(DAY))),
    member("totals", Object(TOTALS)),
    member("sessionCounts", SESSION_COUNTS).until(Legacy).optional(),
    member("sessionCounts", SESSION_COUNTS).since(R0_37),
    member("machine_labels", Map(&Text)).since(R0_44).optional(),
];

/// As the HTTP route prints it.
pub(super) const SUMMARY: &[Member] = &[
    member("schema_version", Integer).since(R0_37),
    member("pricing", PRICING).since(R0_37),
    member("projects", PROJECTS).since(R0_37),
    member("from", Text),
    member("to", Text),
    member("totals", Object(TOTALS)),
    member("daily", List(&Object(DAY))),
    member("projectTotals", List(&Object(PROJECT))),
    member("modelTotals", List(&Object(MODEL_TOTAL))),
    member("agentTotals", List(&Object(AGENT))),
    member("sessionCounts", Object(OPTIONAL_COUNTS)),
    member("cacheStats", Object(CACHE_STATS)),
    member("unsupportedUsage", Object(UNSUPPORTED)).optional(),
    member("planOnlySessions", Count).since(R0_46),
    member("partlyCapturedSessions", Count).since(R0_46),
];

const DAY: &[Member] = &[
    member("date", Text),
    member("inputTokens", Integer),
    member("outputTokens", Integer),
    member("cacheCreationTokens", Integer),
    member("cacheReadTokens", Integer),
    member("totalCost", Number).until(R0_39),
    member("totalCost", MONEY).since(Between),
    member("modelsUsed", List(&Text)),
    member("modelBreakdowns", List(&Object(MODEL))),
    member("projectBreakdowns", List(&Object(PROJECT))).until(Legacy).optional(),
    member("projectBreakdowns", List(&Object(PROJECT))).since(R0_37),
    member("agentBreakdowns", List(&Object(AGENT))).until(Legacy).optional(),
    member("agentBreakdowns", List(&Object(AGENT))).since(R0_37),
    member("machineBreakdowns", List(&Object(MACHINE))).since(R0_39),
];

const MODEL: &[Member] = &[
    member("modelName", Text),
    member("inputTokens", Integer),
    member("outputTokens", Integer),
    member("cacheCreationTokens", Integer),
    member("cacheReadTokens", Integer),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
];

const PROJECT: &[Member] = &[
    member("project_key", Text).since(R0_38),
    member("project", Text),
    member("inputTokens", Integer),
    member("outputTokens", Integer),
    member("cacheCreationTokens", Integer),
    member("cacheReadTokens", Integer),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
];

const AGENT: &[Member] = &[
    member("agent", Text),
    member("inputTokens", Integer),
    member("outputTokens", Integer),
    member("cacheCreationTokens", Integer),
    member("cacheReadTokens", Integer),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
];

const MACHINE: &[Member] = &[
    member("machineName", Text),
    member("inputTokens", Integer),
    member("outputTokens", Integer),
    member("cacheCreationTokens", Integer),
    member("cacheReadTokens", Integer),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
];

const MODEL_TOTAL: &[Member] = &[
    member("model", Text),
    member("inputTokens", Integer),
    member("outputTokens", Integer),
    member("cacheCreationTokens", Integer),
    member("cacheReadTokens", Integer),
    member("cost", Number).until(R0_39),
    member("cost", MONEY).since(Between),
    member("planOnlySessions", Count).since(R0_46),
];

const TOTALS: &[Member] = &[
    member("inputTokens", Integer),
    member("outputTokens", Integer),
    member("cacheCreationTokens", Integer),
    member("cacheReadTokens", Integer),
    member("totalCost", Number).until(R0_39),
    member("totalCost", MONEY).since(Between),
    member("copilotAICredits", Number).optional(),
    member("cacheSavings", Number).until(R0_39),
    member("cacheSavings", MONEY).since(Between),
];

const SESSION_COUNTS: Kind =
    Object(&[member("total", Count), member("byProject", Map(&Count)), member("byAgent", Map(&Count))]);

/// Where counts were not asked for, the maps are null up to 0.41 and empty later.
const OPTIONAL_COUNTS: &[Member] = &[
    member("total", Count),
    member("byProject", Nullable(&Map(&Count))).until(R0_41),
    member("byProject", Map(&Count)).since(R0_42),
    member("byAgent", Nullable(&Map(&Count))).until(R0_41),
    member("byAgent", Map(&Count)).since(R0_42),
];

const CACHE_STATS: &[Member] = &[
    member("cacheReadTokens", Integer),
    member("cacheCreationTokens", Integer),
    member("uncachedInputTokens", Integer),
    member("outputTokens", Integer),
    member("hitRate", Number),
    member("savingsVsUncached", Number).until(R0_39),
    member("savingsVsUncached", MONEY).since(Between),
];

const UNSUPPORTED: &[Member] = &[member("kind", Word(&["copilot-no-token-data", "no-token-data"]))];
