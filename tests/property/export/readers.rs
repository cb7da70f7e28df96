//! Readers of today read documents of tomorrow: members that they do not know change nothing.

use agent_contracts::Surface;
use agent_contracts::v1::{
    ActivityReport, CursorReset, PricingDigestInput, SessionExport, SessionExportLine, UsageDaily,
    UsageSummary,
};
use proptest::prelude::*;
use proptest::sample::Index;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::archives::contents;
use super::filters::wideners;
use super::{cases, with};

/// Members that are maps: their keys are data, so that every member of them is known.
const MAPS: [&str; 5] = ["by_model", "projects", "models", "byProject", "byAgent"];

/// Gives some objects of the document, maps excepted, further members.
fn extend(document: &mut Value, members: &mut impl Iterator<Item = Option<(String, Value)>>, is_map: bool) {
    match document {
        Value::Object(object) => {
            for (name, member) in object.iter_mut() {
                // `models` is a list of names in one place and a map in another.
                extend(member, members, !is_map && MAPS.contains(&name.as_str()));
            }
            if let Some((name, value)) = members.next().flatten().filter(|_| !is_map) {
                object.entry(name).or_insert(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| extend(item, members, false)),
        _ => {}
    }
}

/// Names that v1 does not have, some of them nearly.
fn unknown_name() -> impl Strategy<Value = String> {
    const NEAR: [&str; 10] = [
        "",
        "$schema",
        "Schema_version",
        "schemaVersion",
        "ID",
        "Sessions",
        "future",
        "cost-usd",
        "\u{0}",
        "é",
    ];
    prop_oneof![3 => prop::sample::select(&NEAR[..]).prop_map(str::to_owned), 1 => "[a-z]{1,4}".prop_map(|text| format!("x_{text}"))]
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,3}".prop_map(Value::from),
        Just(json!({"sessions": [{"id": 1}]})),
        Just(json!([[], {}, "meta"])),
    ]
}

fn members() -> impl Strategy<Value = Vec<Option<(String, Value)>>> {
    prop::collection::vec(prop::option::of((unknown_name(), anything())), 1..12)
}

/// Reads the document with and without further members, and writes both again.
fn prop_assert_unmoved<T>(
    surface: Surface,
    document: &Value,
    members: &[Option<(String, Value)>],
) -> Result<(), TestCaseError>
where
    T: DeserializeOwned + Serialize,
{
    let mut extended = document.clone();
    extend(&mut extended, &mut members.iter().cloned().cycle(), false);
    let read = |document: &Value| serde_json::from_str::<T>(&document.to_string()).map(|value| json!(value));
    prop_assert_eq!(
        surface.check(extended.to_string().as_bytes()).map_err(|error| error.to_string()),
        Ok(())
    );
    match (read(document), read(&extended)) {
        (Ok(plain), Ok(extended)) => {
            prop_assert_eq!(plain, extended, "unknown members must be ignored on read");
        }
        (plain, extended) => {
            prop_assert!(false, "unknown members must be ignored on read: {plain:?} and {extended:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn unknown_members_of_an_export_are_ignored(contents in contents(), flags in wideners(), members in members()) {
        let archive = contents.archive();
        let json = archive.export(&with(&flags, ["--all"]));
        if json.code == 0 {
            prop_assert_unmoved::<SessionExport>(Surface::SessionExport, &json.document(), &members)?;
            for line in archive.export(&with(&flags, ["--all", "--format=ndjson"])).lines() {
                prop_assert_unmoved::<SessionExportLine>(Surface::SessionExportLine, &line, &members)?;
            }
        }
    }

    #[test]
    fn unknown_members_of_any_surface_are_ignored(index: Index, members in members()) {
        let surface = *index.get(&Surface::ALL);
        let document: Value = serde_json::from_str(surface.example()).expect("an example is JSON");
        match surface {
            Surface::ActivityReport => prop_assert_unmoved::<ActivityReport>(surface, &document, &members)?,
            Surface::CursorReset => prop_assert_unmoved::<CursorReset>(surface, &document, &members)?,
            Surface::PricingDigestInput => prop_assert_unmoved::<PricingDigestInput>(surface, &document, &members)?,
            Surface::SessionExport => prop_assert_unmoved::<SessionExport>(surface, &document, &members)?,
            Surface::SessionExportLine => prop_assert_unmoved::<SessionExportLine>(surface, &document, &members)?,
            Surface::UsageDaily => prop_assert_unmoved::<UsageDaily>(surface, &document, &members)?,
            Surface::UsageSummary => prop_assert_unmoved::<UsageSummary>(surface, &document, &members)?,
            other => prop_assert!(false, "add the type of {other} to this test"),
        }
    }
}
