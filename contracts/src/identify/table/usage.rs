//! Usage daily.

use super::Kind::{Count, Integer, List, Map, Number, Object, Text};
use super::shared::{MONEY, PRICING, PROJECTS};
use super::{Kind, Member, member};
use crate::identify::stage::Stage::{Between, Legacy, R0_37, R0_38, R0_39, R0_44};

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
