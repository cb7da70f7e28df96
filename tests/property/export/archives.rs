//! Arbitrary archives: rows that fit the tables, with everything in them that the rules treat specially.

use conformance::{Mapping, Message, Observation, Price, Session, UsageEvent};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::rows::{Contents, keep_first};

/// Any archive of a few sessions.
pub(crate) fn contents() -> impl Strategy<Value = Contents> {
    (
        vec(session(), 0..8),
        vec((any::<Index>(), message()), 0..20),
        vec((any::<Index>(), event()), 0..10),
        vec(price(), 0..8),
        vec(observation(), 0..6),
        vec(mapping(), 0..4),
    )
        .prop_map(|(drafts, messages, events, prices, observations, mappings)| {
            let sessions = family(drafts);
            let ids: Vec<Vec<u8>> = sessions.iter().map(|session| session.id.clone()).collect();
            // Rows of sessions that do not exist must not matter.
            let owner = |index: Index| index.get(&[ids.as_slice(), &[b"nobody".to_vec()]].concat()).clone();
            let message = |(index, message)| Message { session_id: owner(index), ..message };
            let event = |(index, event)| UsageEvent { session_id: owner(index), ..event };
            let mut messages: Vec<Message> = messages.into_iter().map(message).collect();
            let mut events: Vec<UsageEvent> = events.into_iter().map(event).collect();
            keep_first(&mut messages, |message| (message.session_id.clone(), message.ordinal));
            keep_first(&mut events, |event| event.id);
            // The table's unique index leaves out events without a key.
            keep_first(&mut events, |event| {
                let id = if event.dedup_key.is_empty() { Some(event.id) } else { None };
                (event.session_id.clone(), event.source.clone(), event.dedup_key.clone(), id)
            });
            Contents { sessions, messages, events, prices, observations, mappings }.with_distinct_keys()
        })
}

/// Numbers the sessions apart and turns their parents, drafted as numbers, into identifiers.
fn family(drafts: Vec<(Session, Option<Index>)>) -> Vec<Session> {
    let ids: Vec<Vec<u8>> = drafts
        .iter()
        .enumerate()
        .map(|(number, (draft, _))| [&draft.id, number.to_string().as_bytes()].concat())
        .collect();
    let named = |(number, (draft, parent)): (usize, (Session, Option<Index>))| Session {
        parent_session_id: parent.map_or(draft.parent_session_id, |index| Some(index.get(&ids).clone())),
        id: ids[number].clone(),
        ..draft
    };
    drafts.into_iter().enumerate().map(named).collect()
}

/// One of some texts.
fn text(texts: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    select(texts).prop_map(<[u8]>::to_vec)
}

/// A time text: mostly one within a week, often the same, sometimes nothing that is a time.
pub(crate) fn time() -> impl Strategy<Value = Vec<u8>> {
    let fraction = select(&["", "", ".1", ".123", ".1234", ".9996", ",5"][..]);
    let zone = select(&["Z", "Z", "Z", "+02:00", "-23:59", ""][..]);
    let ordinary = (1..8, 0..3, select(&[0, 30, 59][..]), fraction, zone).prop_map(
        |(day, hour, minute, fraction, zone)| {
            format!("2026-07-{day:02}T{hour:02}:{minute:02}:00{fraction}{zone}")
        },
    );
    prop_oneof![5 => ordinary.prop_map(String::into_bytes), 1 => text(&STRANGE_TIMES)]
}

const STRANGE_TIMES: [&[u8]; 24] = [
    b"",
    b"garbage",
    b"now",
    b"12:00",
    b"2461223.5",
    b"-1",
    b"5373484.5",
    b"1.7e9",
    b"2026-07-01",
    b"2026-07-01 10:00:00",
    b"2026-07-01T10:00:60Z",
    b"2026-07-01T24:00:00Z",
    b"2026-07-01t10:00:00z",
    b"2026-07-01T10:00:00+0000",
    b" 2026-07-01T10:00:00Z ",
    b"2026-02-31T10:00:00Z",
    b"0000-01-01T00:00:00Z",
    b"0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59.999Z",
    b"2026-07-01T10:00:00.123456789123Z",
    b"2026-07-01T10:00:00Z\0tail",
    b"2026-07-01T10:00\xff",
    b"\xe2\x80\xa8",
    b"<\"\\\x1f&>",
];

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => 0..5_i64,
        4 => select(&[1000, 2_000_000, 2_000_001, 1 << 53, (1 << 53) + 1][..]),
        1 => select(&[-1, i64::MIN, i64::MAX, 1 << 62][..]),
    ]
}

/// Small enough to pass the filters on counts most of the time.
fn small_number() -> impl Strategy<Value = i64> {
    prop_oneof![9 => 1..6_i64, 1 => number()]
}

fn session() -> impl Strategy<Value = (Session, Option<Index>)> {
    let labels = (
        text(&[b"s", b"s", b"T", b"", b"\xff", b"\xc3\xa9", b"a\0b", b"\"<"]),
        text(&[b"p", b"p", b"q", b"", b"x,y", b" p", b"r\xff", b"a\0b"]),
        text(&[b"local", b"local", b"m2", b" local", b"", b"\xfe"]),
        text(&[b"claude", b"codex", b"", b"\xff"]),
    );
    let times = (option::of(time()), option::of(time()), time(), option::weighted(0.1, time()));
    let counts = (small_number(), small_number(), prop::bool::weighted(0.15));
    let links = (
        option::weighted(0.4, any::<Index>()),
        option::weighted(0.2, text(&[b"", b"missing", b"\xff"])),
        text(&[b"", b"", b"root", b"continuation", b"subagent", b"fork", b"Subagent", b"\xff?", b"null"]),
    );
    let totals = (number(), number(), any::<bool>(), any::<bool>());
    let places = (
        text(&[
            b"",
            b"/nx/p",
            b"/nx/p/sub",
            b"/nx/code/a.worktrees/b",
            b"rel",
            b"C:\\w",
            b"/nx/../nx/p",
            b"/\xff",
        ]),
        text(&[b"", b"main", b"a b", b"\xff"]),
        option::of(text(&[b"", b"/nx/logs/1.jsonl", b"/nx/p/x", b"x"])),
    );
    let signals = (
        text(&[b"unknown", b"success", b"failure", b""]),
        option::of(text(&[b"A", b"B", b"a", b""])),
        number(),
        number(),
    );
    (labels, times, counts, links, totals, places, signals).prop_map(
        |(labels, times, counts, links, totals, places, signals)| {
            let session = Session {
                id: labels.0,
                project: labels.1,
                machine: labels.2,
                agent: labels.3,
                started_at: times.0,
                ended_at: times.1,
                created_at: times.2,
                deleted_at: times.3,
                message_count: counts.0,
                user_message_count: counts.1,
                is_automated: counts.2,
                parent_session_id: links.1,
                relationship_type: links.2,
                total_output_tokens: totals.0,
                peak_context_tokens: totals.1,
                has_total_output_tokens: totals.2,
                has_peak_context_tokens: totals.3,
                cwd: places.0,
                git_branch: places.1,
                file_path: places.2,
                outcome: signals.0,
                health_grade: signals.1,
                tool_failure_signal_count: signals.2,
                secret_leak_count: signals.3,
            };
            (session, links.0)
        },
    )
}

fn model() -> impl Strategy<Value = Vec<u8>> {
    text(&[
        b"m1",
        b"m1",
        b"M1",
        b"m.1",
        b"m-1",
        b"vend/m1",
        b"other/m1",
        b"m1[1m]",
        b"m1-20260101",
        b"zz",
        b"",
        b"\xff!",
        b"<synthetic>",
        b"<Synthetic>",
        b"a\0b",
    ])
}

/// Token counts as agents write them: JSON, nearly JSON, and anything at all.
fn token_usage() -> impl Strategy<Value = Vec<u8>> {
    const KEYS: [&str; 7] = [
        "input_tokens",
        "output_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "reasoning_tokens",
        "Input_tokens",
        "output\\u005ftokens",
    ];
    let value = prop_oneof![
        6 => number().prop_map(|number| number.to_string()),
        2 => select(&["null", "1.9", "1e3", "\"12\"", "\" +3 \"", "\"\\u00a05\"", "{\"input_tokens\":9}", "[1,{}]"][..])
            .prop_map(str::to_owned),
        1 => select(&["007", "-", "bar", "0x10", "[1}", "\"a\\q\"", "\"\\ud800\"", "1.", "99999999999999999999"][..])
            .prop_map(str::to_owned),
    ];
    let members = vec((select(&KEYS[..]), value), 0..5).prop_map(|members| {
        let members: Vec<String> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        format!("{{{}}}", members.join(",")).into_bytes()
    });
    let damaged = (members.clone(), any::<Index>(), any::<u8>()).prop_map(|(mut bytes, index, byte)| {
        let at = index.index(bytes.len());
        bytes[at] = byte;
        bytes
    });
    prop_oneof![6 => members, 2 => damaged, 1 => text(&[b"", b"{}", b"[]", b"{", b" \n{}"]), 1 => vec(any::<u8>(), 0..30)]
}

fn message() -> impl Strategy<Value = Message> {
    let head =
        (0..12_i64, text(&[b"assistant", b"assistant", b"user", b"Assistant", b""]), option::of(time()));
    let usage = (prop_oneof![6 => Just(0), 1 => Just(1), 1 => Just(-7)], model(), token_usage());
    let keys = (
        text(&[b"", b"", b"a", b"a:b", b"\xff"]),
        text(&[b"", b"c", b"b:c", b"\xff"]),
        text(&[b"", b"u1", b"u2", b"\xff"]),
    );
    (head, usage, keys).prop_map(|(head, usage, keys)| Message {
        session_id: Vec::new(),
        ordinal: head.0,
        role: head.1,
        timestamp: head.2,
        is_system: usage.0,
        model: usage.1,
        token_usage: usage.2,
        claude_message_id: keys.0,
        claude_request_id: keys.1,
        source_uuid: keys.2,
    })
}

fn event() -> impl Strategy<Value = UsageEvent> {
    let cost = prop_oneof![
        10 => select(&[0.0, -0.0, 0.1, 0.2, -1.5, 1e-7, 12.5, 1e16, -1e16][..]),
        1 => select(&[f64::MIN_POSITIVE, 1e300, -1e300][..]),
    ];
    let head = (
        prop_oneof![9 => 1..200_i64, 1 => any::<i64>()],
        option::of(0..12_i64),
        text(&[b"provider", b"session", b"message", b"", b"a:id", b"\xff"]),
        model(),
    );
    let counts = (number(), number(), number(), number(), number());
    let tail =
        (option::weighted(0.4, cost), option::of(time()), text(&[b"", b"", b"k", b"id:7", b"b:k", b"\xff"]));
    (head, counts, tail).prop_map(|(head, counts, tail)| UsageEvent {
        id: head.0,
        session_id: Vec::new(),
        message_ordinal: head.1,
        source: head.2,
        model: head.3,
        input_tokens: counts.0,
        output_tokens: counts.1,
        cache_creation_input_tokens: counts.2,
        cache_read_input_tokens: counts.3,
        reasoning_tokens: counts.4,
        cost_usd: tail.0,
        occurred_at: tail.1,
        dedup_key: tail.2,
    })
}

fn price() -> impl Strategy<Value = Price> {
    let pattern = text(&[
        b"m1",
        b"M1",
        b"m-1",
        b"vend/m1",
        b"other/m1",
        b"VEND/M1",
        b"m1-20260101",
        b"_m1",
        b"",
        b"a/m1",
        b"\xff!",
        b"claude-opus-4-6",
    ]);
    let rate = select(&[0.0, -0.0, 0.5, 2.0, 8.0, 1e-7, 1e21, 1.0 / 3.0, -1.0, 5e-324][..]);
    (pattern, [rate.clone(), rate.clone(), rate.clone(), rate], time())
        .prop_map(|(pattern, rates, updated_at)| Price { pattern, rates, updated_at })
}

fn observation() -> impl Strategy<Value = Observation> {
    let place =
        || text(&[b"", b"/nx/p", b"/nx/p/", b"/nx", b"rel", b"C:\\w", b"/nx/q", b"h:/x", b"\xff", b"/\xff"]);
    let labels = (text(&[b"p", b"q", b"", b"r\xff"]), text(&[b"local", b"m2", b"\xfe"]));
    let remote = text(&[
        b"",
        b"",
        b"https://h.ex/a/b.git",
        b"git@h.ex:a/b",
        b"ssh://u:w@h:22/a?x#y",
        b"/local",
        b"\xff:\xff",
    ]);
    (labels, place(), remote, text(&[b"", b"wt", b"\xff"]), place()).prop_map(
        |((project, machine), root_path, git_remote, worktree_name, worktree_root_path)| Observation {
            project,
            machine,
            root_path,
            git_remote,
            worktree_name,
            worktree_root_path,
        },
    )
}

fn mapping() -> impl Strategy<Value = Mapping> {
    let prefix = text(&[b"/nx", b"/nx/", b"/nx/code", b"/", b"", b"rel", b"/\xff"]);
    let layout = text(&[b"explicit", b"repo_dot_worktrees", b"", b"else"]);
    (text(&[b"local", b" local", b"m2"]), prefix, layout, text(&[b"p", b"q", b"a", b""]), 0..3_i64).prop_map(
        |(machine, path_prefix, layout, project, enabled)| Mapping {
            machine,
            path_prefix,
            layout,
            project,
            enabled,
        },
    )
}
