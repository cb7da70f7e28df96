//! Digests, matching, costs and token counts, answered by `agent_contracts` and `agentexport::report`.

use agent_contracts::canonical::{DigestRow, pricing_bytes, pricing_digest};
use agent_contracts::pricing::{PriceTable, Rates, Tokens};
use agent_contracts::timestamp::Timestamp;
use agent_contracts::v1::PriceRowSource;
use agentexport::report::TokenCounts;
use serde_json::{Value, json};

use super::text::{bytes, list, member, strings};

pub(super) fn digest(input: &Value) -> Result<Value, String> {
    let rows = list(input, "rows")?;
    let patterns: Vec<Vec<u8>> =
        rows.iter().map(|row| bytes(&row["model_pattern"])).collect::<Result<_, _>>()?;
    let row = |(row, pattern)| -> Result<DigestRow<'_>, String> {
        let rates = rates(row)?;
        let source: PriceRowSource =
            serde_json::from_value(row["source"].clone()).map_err(|error| error.to_string())?;
        Ok(DigestRow {
            pattern,
            source,
            input: rates.input,
            output: rates.output,
            cache_write: rates.cache_write,
            cache_read: rates.cache_read,
            updated_at: row["updated_at"].as_str().and_then(|text| Timestamp::parse(text.as_bytes())),
        })
    };
    let rows: Vec<DigestRow<'_>> =
        rows.iter().zip(patterns.iter().map(Vec::as_slice)).map(row).collect::<Result<_, _>>()?;
    let canonical = pricing_bytes(&rows).map_err(|error| error.to_string())?;
    let canonical = String::from_utf8(canonical).map_err(|error| error.to_string())?;
    let digest = pricing_digest(&rows).map_err(|error| error.to_string())?;
    Ok(json!({"canonical": canonical, "digest": digest}))
}

pub(super) fn matching(input: &Value) -> Result<Value, String> {
    let table = PriceTable::custom(strings(input, "patterns")?.into_iter().map(|name| (name, Rates::ZERO)));
    let row = table.matching(member(input, "model")?.as_bytes());
    Ok(row.map_or(Value::Null, |row| json!(String::from_utf8_lossy(&row.pattern))))
}

pub(super) fn cost(input: &Value) -> Result<Value, String> {
    let count = |name: &str| {
        let value = &input["tokens"][name];
        value.as_i64().ok_or_else(|| format!("expected a whole number for {name}, found {value}"))
    };
    let tokens = Tokens {
        input: count("input")?,
        output: count("output")?,
        cache_write: count("cache_write")?,
        cache_read: count("cache_read")?,
        reasoning: count("reasoning")?,
    };
    Ok(json!(rates(&input["rates"])?.cost(&tokens)))
}

pub(super) fn token_usage(input: &Value) -> Result<Value, String> {
    let counts = TokenCounts::scan(&bytes(input)?).clamp_message();
    Ok(json!({
        "input": counts.input,
        "output": counts.output,
        "cache_write": counts.cache_creation,
        "cache_read": counts.cache_read,
        "reasoning": counts.reasoning,
    }))
}

fn rates(value: &Value) -> Result<Rates, String> {
    let rate = |name: &str| {
        value[name].as_f64().ok_or_else(|| format!("expected a number for {name}, found {}", value[name]))
    };
    Ok(Rates {
        input: rate("input_per_mtok")?,
        output: rate("output_per_mtok")?,
        cache_write: rate("cache_write_per_mtok")?,
        cache_read: rate("cache_read_per_mtok")?,
    })
}
