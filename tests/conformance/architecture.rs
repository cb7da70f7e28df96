//! Guards on the shape of the source: who may import whom, and how long and how described a module is.
//! Each failure says what to do; a change of design begins with a change of the tables here.

#![expect(clippy::expect_used, reason = "source that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines a module may have.
const LONGEST_MODULE: usize = 400;

/// The members of the workspace.
const MEMBERS: [&str; 4] = ["contracts", "generator", "exporter", "tests"];

/// Each part of the exporter with the other parts it may name. The first five are the path of the data: rows are read
/// from an archive, a report drives that reading, a document looks up the rows behind a report's figures, and bytes
/// know the contract only. `logs`, `capture` and `store` are the path by which an archive is made; `push` copies one into a mirror. The others stand
/// beside the paths, and only commands join them.
const EXPORTER: [(&str, &[&str]); 17] = [
    ("archive", &[]),
    ("rows", &["archive"]),
    ("report", &["archive", "rows"]),
    ("document", &["rows", "report"]),
    ("bytes", &[]),
    ("human", &["report", "document"]),
    ("cursor", &["report"]),
    ("cli", &[]),
    ("http", &["cli", "bytes"]),
    ("logs", &[]),
    ("capture", &["logs", "checkout"]),
    ("store", &["logs", "capture", "checkout", "archive", "prices"]),
    ("push", &["archive", "rows", "report"]),
    ("config", &["logs"]),
    ("prices", &[]),
    ("checkout", &[]),
    (
        "command",
        &[
            "archive", "rows", "report", "document", "bytes", "human", "cursor", "cli", "http", "config",
            "prices", "checkout", "logs", "capture", "store", "push",
        ],
    ),
];

/// What would let the world into the contract: its results must follow from its arguments alone.
const OUTSIDE_WORLD: [&str; 7] =
    ["std::fs", "std::env", "std::time", "std::process", "std::thread", "std::net", "std::io::std"];

/// Plain data from modules that are otherwise off limits.
const HARMLESS: [&str; 1] = ["std::net::Ipv6Addr"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every source file below a folder of the workspace, with its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut pending = vec![PathBuf::from(folder)];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("the folder can be listed") {
            let entry = entry.expect("the folder can be listed");
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                if path != Path::new("tests/data") && entry.file_name() != "target" {
                    pending.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(entry.path()).expect("a source file is text");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

/// The lines of a source file that are no comments, numbered from 1.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// What follows each occurrence of `prefix` in a line, up to the end of the name.
fn names_after<'t>(line: &'t str, prefix: &'t str) -> impl Iterator<Item = &'t str> {
    line.match_indices(prefix).map(move |(at, _)| {
        let rest = &line[at + prefix.len()..];
        let end = rest
            .find(|character: char| !character.is_alphanumeric() && character != '_')
            .unwrap_or(rest.len());
        &rest[..end]
    })
}

fn assert_none(found: &[String], advice: &str) {
    assert!(found.is_empty(), "{advice}:\n{}", found.join("\n"));
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent = |(path, text): (String, String)| (!text.starts_with("//! ")).then_some(path);
    let found: Vec<String> = MEMBERS.into_iter().flat_map(sources).filter_map(silent).collect();
    assert_none(
        &found,
        "begin each of these files with a `//!` line: its purpose, its place, what it leaves out",
    );
}

#[test]
fn no_module_is_too_long() {
    let long = |(path, text): (String, String)| {
        let lines = text.lines().count();
        (lines > LONGEST_MODULE).then(|| format!("{path}: {lines} lines"))
    };
    let found: Vec<String> = MEMBERS.into_iter().flat_map(sources).filter_map(long).collect();
    assert_none(
        &found,
        &format!("split each of these modules by purpose, {LONGEST_MODULE} lines are the limit"),
    );
}

#[test]
fn data_flows_in_one_direction() {
    let mut found = Vec::new();
    let mut parts = BTreeSet::new();
    for (path, text) in sources("exporter/src") {
        let inner = path.trim_start_matches("exporter/src/");
        let part = inner.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        if matches!(part, "lib" | "main") {
            continue;
        }
        parts.insert(part.to_owned());
        let Some((_, allowed)) = EXPORTER.iter().find(|(name, _)| *name == part) else { continue };
        for (number, line) in code(&text) {
            found.extend(
                names_after(line, "crate::").filter(|name| *name != part && !allowed.contains(name)).map(
                    |name| {
                        format!("{path}:{number} names crate::{name}, but {part} may name {allowed:?} only")
                    },
                ),
            );
        }
    }
    assert_none(
        &found,
        "data flows archive, rows, report, document, bytes; move the code, or pass the value in",
    );
    let described: BTreeSet<String> = EXPORTER.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(parts, described, "describe a new part of the exporter in the table of this test");
}

#[test]
fn the_contract_knows_nothing_of_the_world() {
    let mut found = Vec::new();
    for (path, text) in sources("contracts/src") {
        for (number, line) in code(&text) {
            let line = HARMLESS.iter().fold(line.to_owned(), |line, name| line.replace(name, ""));
            let named = OUTSIDE_WORLD.iter().filter(|name| line.contains(**name));
            found.extend(named.map(|name| format!("{path}:{number} names {name}")));
        }
    }
    assert_none(
        &found,
        "no files, environment, clock, threads or network in the contract: pass the value in",
    );
}

#[test]
fn generator_and_exporter_do_not_know_each_other() {
    let forbidden: [(&str, &[&str]); 3] = [
        ("contracts", &["contractgen", "agentexport", "rusqlite", "clap"]),
        ("generator", &["agentexport", "rusqlite"]),
        ("exporter", &["contractgen", "schemars"]),
    ];
    for (member, others) in forbidden {
        let path = root().join(member).join("Cargo.toml");
        let manifest = fs::read_to_string(path).expect("a member has a manifest");
        let dependencies: BTreeSet<&str> =
            manifest.lines().filter_map(|line| line.split(['=', '.', ' ']).next()).collect();
        let named: Vec<_> = others.iter().filter(|other| dependencies.contains(**other)).collect();
        assert!(
            named.is_empty(),
            "{member}/Cargo.toml must not depend on {named:?}; what both need belongs into contracts, or into a test"
        );
    }
}
