//! Remotes, root paths, keys and labels, answered by `agent_contracts::identity`.

use agent_contracts::identity::{
    Evidence, Mapping, Mappings, Observation, SessionPlace, StoredTextOnly, derive, normalize_remote,
    normalize_root, resolve_label,
};
use serde_json::{Value, json};

use super::text::{bytes, list, member, written};

pub(super) fn remote(input: &Value) -> Result<Value, String> {
    Ok(normalize_remote(&bytes(input)?).map_or(Value::Null, |label| written(&label)))
}

pub(super) fn root(input: &Value) -> Result<Value, String> {
    Ok(normalize_root(&bytes(input)?).map_or(Value::Null, |root| written(&root)))
}

pub(super) fn key(input: &Value) -> Result<Value, String> {
    let [root_path, git_remote, worktree_root_path] = place(input)?;
    let evidence =
        Evidence { root_path: &root_path, git_remote: &git_remote, worktree_root_path: &worktree_root_path };
    Ok(json!(derive(&evidence, &StoredTextOnly).map(|identity| identity.to_document())))
}

pub(super) fn label(input: &Value) -> Result<Value, String> {
    let text = |row: &Value, name| member(row, name).map(|text| text.as_bytes().to_vec());
    let observation = |row: &Value| -> Result<Observation, String> {
        let [root_path, git_remote, worktree_root_path] = place(row)?;
        Ok(Observation {
            project: text(row, "project")?,
            machine: text(row, "machine")?,
            root_path,
            git_remote,
            worktree_name: Vec::new(),
            worktree_root_path,
        })
    };
    let mapping = |row: &Value| -> Result<Mapping, String> {
        Ok(Mapping {
            machine: text(row, "machine")?,
            path_prefix: text(row, "path_prefix")?,
            layout: text(row, "layout")?,
            project: text(row, "project")?,
        })
    };
    let session = |row: &'_ Value| -> Result<[Vec<u8>; 3], String> {
        Ok([text(row, "machine")?, text(row, "cwd")?, text(row, "file_path")?])
    };
    let observations: Vec<Observation> =
        list(input, "observations")?.iter().map(observation).collect::<Result<_, _>>()?;
    let mappings: Vec<Mapping> = list(input, "mappings")?.iter().map(mapping).collect::<Result<_, _>>()?;
    let alive = list(input, "sessions")?.iter().filter(|row| row["is_deleted"] != true);
    let sessions: Vec<[Vec<u8>; 3]> = alive.map(session).collect::<Result<_, _>>()?;
    let places = || sessions.iter().map(|[machine, cwd, file_path]| SessionPlace { machine, cwd, file_path });
    let label = member(input, "label")?.as_bytes();
    let resolution = resolve_label(label, &observations, places, &Mappings::new(mappings), &StoredTextOnly);
    Ok(json!(resolution.to_document()))
}

/// Root path, git remote and worktree root.
fn place(value: &Value) -> Result<[Vec<u8>; 3], String> {
    Ok([bytes(&value["root_path"])?, bytes(&value["git_remote"])?, bytes(&value["worktree_root_path"])?])
}
