//! Checks an NDJSON session export of any length in constant memory, on all cores.
//!
//! The calling thread cuts the stream into chunks at line ends and merges verdicts in the order of the file;
//! workers check the lines. Memory holds a few chunks, each as long as the longest line or [`CHUNK`](crate::lines::CHUNK).

use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use super::contract::Contract;
use super::explain::Problems;
use super::problem::{Problem, rule};
use crate::lines::Lines;

/// What was found in a stream or a part of it.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) lines: u64,
    pub(super) problems: Problems,
    pub(super) note: Option<String>,
}

impl Findings {
    /// Adds what was found in the part that follows, whose line numbers start at 1.
    fn append(&mut self, next: Self, limit: usize) {
        let room = limit - self.problems.listed.len();
        let listed = next.problems.listed.into_iter().take(room).map(|mut problem| {
            problem.line = problem.line.map(|line| line + self.lines);
            problem
        });
        self.problems.listed.extend(listed);
        self.problems.count += next.problems.count;
        self.lines += next.lines;
        self.note = self.note.take().or(next.note);
    }
}

/// Checks every line of a session export: the meta line first, then sessions. Lists at most `limit` problems.
pub(super) fn check(lines: &mut Lines<'_>, contract: &Contract, limit: usize) -> io::Result<Findings> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let (chunks, waiting) = mpsc::sync_channel::<(usize, Vec<u8>)>(workers);
    let (verdicts, arriving) = mpsc::channel();
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (waiting, verdicts) = (&waiting, verdicts.clone());
            scope.spawn(move || {
                loop {
                    // The lock is held only while taking the next chunk.
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((index, chunk)) = next else { return };
                    let findings = check_chunk(&chunk, index == 0, contract, limit);
                    if verdicts.send((index, findings, chunk)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(verdicts);
        let mut merged = Merged { findings: Findings::default(), next: 0, early: BTreeMap::new(), limit };
        let mut spare = Vec::new();
        let mut index = 0;
        while let Some(chunk) = lines.next_chunk(spare.pop().unwrap_or_default())? {
            if chunks.send((index, chunk)).is_err() {
                break;
            }
            index += 1;
            while let Ok((index, findings, buffer)) = arriving.try_recv() {
                merged.take(index, findings);
                spare.push(buffer);
            }
        }
        drop(chunks);
        for (index, findings, _) in arriving {
            merged.take(index, findings);
        }
        Ok(merged.findings)
    })
}

/// Verdicts in the order of the file, whatever order they arrive in.
struct Merged {
    findings: Findings,
    next: usize,
    early: BTreeMap<usize, Findings>,
    limit: usize,
}

impl Merged {
    fn take(&mut self, index: usize, findings: Findings) {
        self.early.insert(index, findings);
        while let Some(findings) = self.early.remove(&self.next) {
            self.findings.append(findings, self.limit);
            self.next += 1;
        }
    }
}

fn check_chunk(chunk: &[u8], is_first: bool, contract: &Contract, limit: usize) -> Findings {
    let mut findings = Findings::default();
    for line in chunk.strip_suffix(b"\n").unwrap_or(chunk).split(|&byte| byte == b'\n') {
        findings.lines += 1;
        let verdict = contract.check(line, limit - findings.problems.listed.len());
        let opens_stream = is_first && findings.lines == 1;
        let before = findings.problems.listed.len();
        if let Some(problem) = misplaced(line, &verdict, opens_stream) {
            findings.problems.add(limit, || problem);
        }
        if let Err(rejection) = verdict
            && !line.trim_ascii().is_empty()
        {
            findings.problems.count += rejection.problems.count;
            let room = limit - findings.problems.listed.len();
            findings.problems.listed.extend(rejection.problems.listed.into_iter().take(room));
            findings.note = findings.note.take().or(rejection.note);
        }
        for problem in &mut findings.problems.listed[before..] {
            problem.line = Some(findings.lines);
        }
    }
    findings
}

/// What is wrong with a line's kind at its place: v1 streams hold one meta line, at the top, and no blank lines.
fn misplaced(
    line: &[u8],
    verdict: &Result<bool, super::contract::Rejection>,
    first: bool,
) -> Option<Problem> {
    if line.trim_ascii().is_empty() {
        let message = "expected a JSON object on every line, found a blank line";
        return Some(Problem::whole(rule::BLANK_LINE, message));
    }
    let is_meta = match verdict {
        Ok(is_meta) => *is_meta,
        Err(rejection) => rejection.is_meta,
    };
    if first && verdict.is_ok() && !is_meta {
        let message = "expected the meta line first, found a session: the beginning of the export is missing";
        return Some(Problem::whole(rule::META_LINE_FIRST, message));
    }
    if !first && is_meta {
        let message = "expected a session, found another meta line: are these several exports in one file? \
                       Check each one by itself";
        return Some(Problem::whole(rule::META_LINE_REPEATED, message));
    }
    None
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;
    use serde_json::Value;

    use super::{Contract, Findings, Lines, check};
    use crate::lines::CHUNK;

    fn row() -> String {
        serde_json::from_str::<Value>(Surface::SessionExportLine.example()).unwrap().to_string()
    }

    fn meta() -> String {
        let mut document: Value = serde_json::from_str(Surface::SessionExport.example()).unwrap();
        let members = document.as_object_mut().unwrap();
        members.remove("sessions");
        members.insert("type".into(), "meta".into());
        document.to_string()
    }

    fn checked(text: &str) -> Findings {
        let contract = Contract::open(Surface::SessionExportLine);
        check(&mut Lines::new(&mut text.as_bytes()), &contract, 3).unwrap()
    }

    fn summary(text: &str) -> (u64, u64, Vec<(u64, String)>) {
        let findings = checked(text);
        let listed = findings.problems.listed.into_iter().map(|p| (p.line.unwrap(), p.rule)).collect();
        (findings.lines, findings.problems.count, listed)
    }

    #[test]
    fn a_stream_is_one_meta_line_and_then_sessions() {
        let (meta, row) = (meta(), row());
        assert_eq!(summary(&format!("{meta}\n{row}\n{row}\n")), (3, 0, vec![]));
        assert_eq!(summary(&format!("{meta}\r\n{row}")), (2, 0, vec![]), "CRLF and an open end are fine");
        assert_eq!(summary(&format!("{row}\n{row}\n")), (2, 1, vec![(1, "meta-line-first".into())]));
        let repeated = vec![(3, "meta-line-repeated".into())];
        assert_eq!(summary(&format!("{meta}\n{row}\n{meta}\n{row}\n")), (4, 1, repeated));
        let blank = vec![(2, "blank-line".into()), (4, "blank-line".into())];
        assert_eq!(summary(&format!("{meta}\n\n{row}\n \n")), (4, 2, blank));
        let cut = &row[..row.len() / 2];
        assert_eq!(summary(&format!("{meta}\n{row}\n{cut}")), (3, 1, vec![(3, "truncated".into())]));
    }

    #[test]
    fn line_numbers_and_order_survive_chunks_and_threads() {
        let (meta, row) = (meta(), row());
        let bad = row.replace("\"agent\":\"claude\"", "\"agent\":5");
        let lines_per_chunk = CHUNK / row.len();
        let mut text = format!("{meta}\n");
        for line in 2..=lines_per_chunk * 6 {
            text.push_str(if line % lines_per_chunk == 7 { &bad } else { &row });
            text.push('\n');
        }
        let found = summary(&text);
        let expected: Vec<(u64, String)> = (0..3)
            .map(|chunk| (u64::try_from(chunk * lines_per_chunk + 7).unwrap(), "type".into()))
            .collect();
        assert_eq!(found, (u64::try_from(lines_per_chunk * 6).unwrap(), 6, expected));
    }

    #[test]
    fn a_line_longer_than_a_chunk_is_read_whole() {
        let (meta, row) = (meta(), row());
        let long = row.replacen('{', &format!("{{\"added_later\":\"{}\",", "x".repeat(CHUNK * 2 + 5)), 1);
        assert_eq!(summary(&format!("{meta}\n{long}\n{row}\n{long}")), (4, 0, vec![]));
    }
}
