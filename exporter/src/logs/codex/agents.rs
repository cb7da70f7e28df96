//! Sessions that a session starts, and what they report back.

use agent_contracts::text::trim;
use agent_contracts::timestamp::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use super::ID_PREFIX;
use crate::logs::json::{Reader, Value};
use crate::logs::session::Delegation;
use crate::logs::stored_text::stored_text;

/// The tool that starts an agent.
const SPAWN: &str = "spawn_agent";

/// The tools that wait for agents.
const WAIT: [&str; 2] = ["wait", "wait_agent"];

/// States in a report that come with a text.
const STATES: [&str; 3] = ["completed", "errored", "running"];

/// Who was started and waited for.
#[derive(Default, Debug)]
pub(super) struct Agents {
    /// Calls that start agents, in order: the row and the call's identifier.
    spawns: Vec<(usize, String)>,
    /// Agents by the call that started them.
    by_call: FxHashMap<String, String>,
    /// What calls say whom they wait for.
    waits: Vec<Vec<u8>>,
    reports: Vec<Report>,
}

/// What an agent reported.
#[derive(Debug)]
struct Report {
    agent: Vec<u8>,
    state: &'static str,
    text: Vec<u8>,
    /// The row before which it came.
    at: usize,
    time: Option<Timestamp>,
}

impl Agents {
    /// A call of this tool, in this row.
    pub(super) fn read_call(&mut self, tool: &str, item: Value<'_>, row: usize) {
        if tool == SPAWN {
            self.spawns.push((row, stored_text(&item.text_of("call_id"))));
        } else if WAIT.contains(&tool) {
            self.waits.push(item.text_of("arguments").into_owned());
        }
    }

    /// The output of a call, which names the agent if the call started one.
    pub(super) fn read_output(&mut self, item: Value<'_>) {
        let call = stored_text(&item.text_of("call_id"));
        if self.spawns.iter().any(|(_, spawn)| *spawn == call) {
            let output = item.text_of("output");
            let agent =
                Reader::default().read(&output).map(|output| stored_text(&output.text_of("agent_id")));
            self.add(call, agent.unwrap_or_default());
        }
    }

    /// The event that an agent has been started.
    pub(super) fn read_spawn(&mut self, event: Value<'_>) {
        self.add(stored_text(&event.text_of("call_id")), stored_text(&event.text_of("new_thread_id")));
    }

    fn add(&mut self, call: String, agent: String) {
        if !call.is_empty() && !agent.is_empty() {
            self.by_call.insert(call, agent);
        }
    }

    /// A report that came before the row `at`.
    pub(super) fn read_notification(&mut self, text: &[u8], at: usize, time: Option<Timestamp>) {
        let mut reader = Reader::default();
        let Some(report) = reader.read(text) else { return };
        let (agent, status) = (report.text_of("agent_id"), report.get("status"));
        let state = STATES.into_iter().find_map(|state| {
            let text = status?.text_of(state);
            (!trim(&text).is_empty()).then_some((state, text))
        });
        if let Some((state, text)) = state.filter(|_| !agent.is_empty()) {
            let (agent, text) = (agent.into_owned(), text.into_owned());
            self.reports.push(Report { agent, state, text, at, time });
        }
    }

    /// Where reports of agents belong that nobody started or waited for; each report once.
    pub(super) fn reports(&self) -> Vec<(usize, Option<Timestamp>)> {
        let mut seen = FxHashSet::default();
        let is_expected = |agent: &[u8]| {
            self.by_call.values().any(|known| known.as_bytes() == agent)
                || self.waits.iter().any(|wait| memchr::memmem::find(wait, agent).is_some())
        };
        self.reports
            .iter()
            .filter(|report| !is_expected(&report.agent))
            .filter(|report| seen.insert((&report.agent, report.state, &report.text)))
            .map(|report| (report.at, report.time))
            .collect()
    }

    /// The calls that started agents; `ordinal` is the row before reports are put in.
    pub(super) fn delegations(&self) -> Vec<Delegation> {
        let delegation = |(row, call): &(usize, String)| {
            Some(Delegation {
                ordinal: i64::try_from(*row).ok()?,
                tool: SPAWN.to_owned(),
                tool_use_id: call.clone(),
                session_id: format!("{ID_PREFIX}{}", self.by_call.get(call)?),
            })
        };
        self.spawns.iter().filter_map(delegation).collect()
    }
}
