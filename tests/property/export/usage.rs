//! Tokens and costs of any archive, against the plain model of them.

use agent_contracts::text::lossy;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::archives::contents;
use super::cases;
use super::usage_model::{Usage, prices, usage};

/// Relative difference that printing and reading a double may make.
const TOLERANCE: f64 = 1e-15;

fn prop_assert_figures(found: &Value, expected: &Usage) -> Result<(), TestCaseError> {
    let members = [
        "input_tokens",
        "output_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "reasoning_tokens",
    ];
    for (member, count) in members.into_iter().zip(expected.counts) {
        prop_assert_eq!(&found[member], &json!(count), "{} of {}", member, found);
    }
    let cost = found["cost_usd"].as_f64().unwrap_or(f64::NAN);
    prop_assert!(
        (cost - expected.cost).abs() <= TOLERANCE * expected.cost.abs(),
        "{} cost {}",
        found,
        expected.cost
    );
    prop_assert_eq!(&found["has_cost"], &json!(expected.records > 0 && expected.unpriced == 0));
    Ok(())
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn usage_follows_the_model(mut contents in contents()) {
        for session in &mut contents.sessions {
            // Every session comes, so that every session is compared.
            session.deleted_at = None;
            session.message_count = 1;
            session.relationship_type = Vec::new();
            session.created_at = b"2026-07-01".to_vec();
        }
        let output = contents.archive().export(&["--all", "--include-one-shot", "--include-automated"]);
        if output.code == 0 {
            let document = output.document();
            let prices = prices(&contents);
            prop_assert_eq!(document["sessions"].as_array().map(Vec::len), Some(contents.sessions.len()));
            for session in &contents.sessions {
                let is_it = |row: &&Value| row["id"] == lossy(&session.id).as_ref();
                let row = document["sessions"].as_array().and_then(|rows| rows.iter().find(is_it));
                let found = &row.expect("every session is there")["model_usage"];
                let (total, by_model) = usage(&contents, &prices, session);
                prop_assert_figures(found, &total)?;
                let names: Vec<_> = by_model.keys().map(|model| lossy(model).into_owned()).collect();
                prop_assert_eq!(&found["models"], &json!(names));
                for (name, usage) in names.iter().zip(by_model.values()) {
                    let found = &found["by_model"][name];
                    prop_assert_figures(found, usage)?;
                    let source = match usage.reported {
                        0 => "computed",
                        reported if reported == usage.records => "reported",
                        _ => "mixed",
                    };
                    prop_assert_eq!(&found["cost_source"], &json!(source));
                }
            }
        }
    }
}
