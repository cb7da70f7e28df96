//! The published vectors: their form, our own crates against them, and the protocol end to end.
//!
//! Vectors with the evidence `recorded` are held against the recordings in [`recorded`].

#![expect(clippy::expect_used, reason = "a vector that cannot be read fails the test")]

mod recorded;

use std::fs;
use std::path::{Path, PathBuf};

use conformance::answers;
use contractgen::emit::render;
use contractgen::vectors::{SCHEMA, VectorFile, first_difference, load};
use serde_json::Value;

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/v1/vectors")
}

pub(crate) fn files() -> Vec<VectorFile> {
    load(&folder()).unwrap_or_else(|error| panic!("{error}"))
}

/// Runs `contractgen vectors check` on the vectors with a command; exit code and both streams.
pub(crate) fn check(command: &str, more: &[&str]) -> (u8, String, String) {
    let folder = folder();
    let folder = folder.to_str().expect("the folder's name is text");
    let words = [&["contractgen", "vectors", "check", folder, "--command", command], more].concat();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = contractgen::run(words, &mut std::io::empty(), &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("messages are UTF-8");
    (code, text(out), text(err))
}

/// Our program for the protocol, as a command for the shell.
pub(crate) fn our_command() -> String {
    format!("'{}'", env!("CARGO_BIN_EXE_v1-answers"))
}

#[test]
fn our_crates_give_what_version_1_gives() {
    let mut differences = Vec::new();
    for file in files() {
        for vector in &file.vectors {
            let place = format!("{}/{}", file.kind, vector.name);
            let output = match answers::output(&file.kind, &vector.input) {
                Ok(Some(output)) => output,
                Ok(None) => panic!("{place}: teach tests/support/answers this kind of vector"),
                Err(reason) => {
                    differences.push(format!("{place}: {reason}"));
                    continue;
                }
            };
            if let Some(difference) = first_difference(&vector.output, &output, &file.comparison) {
                differences.push(format!("{place}: {difference:?}"));
            }
            let present = vector.absent.iter().filter(|pointer| output.pointer(pointer).is_some());
            differences.extend(present.map(|pointer| format!("{place}: nothing may stand at {pointer}")));
        }
    }
    assert!(
        differences.is_empty(),
        "{} answers differ; the vectors are published, correct the crates:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn our_program_passes_the_check_from_end_to_end() {
    // The test above has put the many archives of row semantics to the same code.
    let files: Vec<VectorFile> = files().into_iter().filter(|file| file.kind != "row-semantics").collect();
    let count: usize = files.iter().map(|file| file.vectors.len()).sum();
    let kinds: Vec<&str> = files.iter().flat_map(|file| ["--kind", file.kind.as_str()]).collect();
    let (code, out, err) = check(&our_command(), &kinds);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert_eq!(err, format!("{count} vectors: {count} passed\n"));
}

#[test]
fn files_are_written_in_one_way_and_say_what_they_are_about() {
    let paths = fs::read_dir(folder()).expect("schemas/v1/vectors can be listed");
    let paths = paths.map(|entry| entry.expect("an entry of the folder").path());
    let schema = folder().join("schema/vector-file.json");
    for path in
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).chain([schema])
    {
        let text = fs::read_to_string(&path).expect("a file of vectors is UTF-8");
        let document: Value = serde_json::from_str(&text).expect("a file of vectors is JSON");
        let name = path.display();
        assert_eq!(
            text,
            render(&document),
            "write {name} with sorted members, two blanks and a final line feed"
        );
    }
    for file in files() {
        let names: Vec<&str> = file.vectors.iter().map(|vector| vector.name.as_str()).collect();
        assert!(names.is_sorted(), "{}: sort the vectors by name", file.kind);
        assert!(file.description.ends_with('.'), "{}: describe the file in sentences", file.kind);
        for vector in &file.vectors {
            let why = &vector.why;
            let is_sentence =
                why.ends_with('.') && !why[..why.len() - 1].contains(". ") && !why.contains('\n');
            assert!(is_sentence, "{}/{}: say why in one sentence", file.kind, vector.name);
        }
    }
}

#[test]
fn the_schema_describes_every_kind_and_rejects_what_is_none() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is a schema");
    let described: Vec<&str> = schema["allOf"]
        .as_array()
        .expect("kinds are told apart in allOf")
        .iter()
        .filter_map(|branch| branch["if"]["properties"]["kind"]["const"].as_str())
        .collect();
    for file in files() {
        assert!(described.contains(&file.kind.as_str()), "describe {} in schema/vector-file.json", file.kind);
        let text =
            fs::read_to_string(folder().join(format!("{}.json", file.kind))).expect("the file is there");
        let mut document: Value = serde_json::from_str(&text).expect("the file is JSON");
        assert!(validator.is_valid(&document), "{} is valid", file.kind);
        for member in ["input", "output"] {
            let original =
                std::mem::replace(&mut document["vectors"][0][member], serde_json::json!({"colour": 3}));
            let is_free = member == "output" && document["members"] == "stated" && file.kind != "cursor";
            assert_eq!(
                validator.is_valid(&document),
                is_free,
                "{}: a wrong {member} must be noticed",
                file.kind
            );
            document["vectors"][0][member] = original;
        }
    }
}

#[test]
fn a_request_that_makes_no_sense_is_answered_with_an_error() {
    for request in ["", "{}", "3", r#"{"kind": "cost", "input": {}}"#, r#"{"kind": "remote-normalisation"}"#]
    {
        let answer: Value = serde_json::from_str(&answers::answer(request)).expect("an answer is JSON");
        assert!(answer["error"].is_string(), "{request}: {answer}");
    }
    let answer: Value = serde_json::from_str(&answers::answer(r#"{"kind": "colour"}"#)).expect("JSON");
    assert!(answer["skip"].is_string(), "{answer}");
}

/// The first block of `docs/vectors.md` in this language.
fn example(language: &str) -> String {
    let text =
        fs::read_to_string(folder().join("../../../docs/vectors.md")).expect("docs/vectors.md is there");
    let start = format!("```{language}\n");
    let (_, rest) =
        text.split_once(&start).unwrap_or_else(|| panic!("docs/vectors.md has a block in {language}"));
    let (block, _) = rest.split_once("```").expect("a block ends");
    block.to_owned()
}

#[test]
fn the_example_of_the_documentation_runs() {
    if !std::process::Command::new("python3")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("skipped: there is no python3");
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let program = directory.path().join("answers.py");
    fs::write(&program, example("python")).expect("the example can be written");
    let (code, out, err) = check(&format!("python3 '{}'", program.display()), &["--kind", "cost"]);
    assert_eq!((code, out.as_str()), (0, ""), "the example must give what version 1 gives: {err}");
    let (code, out, err) = check(&format!("python3 '{}'", program.display()), &[]);
    assert!(
        code == 0 && out.contains("cursor/pages: skipped: "),
        "the example skips other kinds: {out}{err}"
    );
}
