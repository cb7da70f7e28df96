//! scratch
use contractgen::diff::review_surface;
use contractgen::rules;
use serde_json::Value;

#[test]
fn write_page() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::write(root.join("docs/rules.md"), rules::page()).unwrap();
    let new: Value = serde_json::from_str(
        &std::fs::read_to_string(root.join("tests/data/schema-diff/session-export-0.38.json")).unwrap(),
    )
    .unwrap();
    let old = contractgen::emit::published(agent_contracts::Surface::SessionExport);
    let start = std::time::Instant::now();
    let review = review_surface("session-export", &old, &new).unwrap();
    println!("HISTORY took {:?}", start.elapsed());
    for f in &review.findings {
        println!(
            "HISTORY {} [{}] {} | also {:?} | {} | {}",
            f.rule.severity.name(),
            f.rule.id,
            f.sentence,
            f.also.iter().map(ToString::to_string).collect::<Vec<_>>(),
            f.pointer,
            matches!(f.example, contractgen::diff::Example::Found(_))
        );
    }
    let start = std::time::Instant::now();
    for surface in agent_contracts::Surface::ALL {
        let a = contractgen::emit::published(surface);
        let mut b = a.clone();
        b["description"] = "other".into();
        let t = std::time::Instant::now();
        let r = review_surface("x", &a, &b).unwrap();
        println!("HISTORY {surface} {:?} {:?}", t.elapsed(), r.verdict());
        assert!(review_surface("x", &a, &a).unwrap().findings.is_empty());
    }
    println!("HISTORY self {:?}", start.elapsed());
}

#[test]
fn scratch_pairs() {
    for rule in rules::all() {
        let (old, new): (Value, Value) = (
            serde_json::from_str(rule.shown_by.old).unwrap(),
            serde_json::from_str(rule.shown_by.new).unwrap(),
        );
        if old.is_null() || new.is_null() || !rule.area.compares_schemas() {
            continue;
        }
        let review = review_surface("x", &old, &new).unwrap();
        let fired: Vec<_> =
            review.findings.iter().map(|f| format!("{} {:?} {}", f.rule.id, f.example, f.sentence)).collect();
        let ok = review.findings.first().is_some_and(|f| f.rule.id == rule.id)
            && review.findings.iter().filter(|f| f.rule.severity >= rule.severity).count() == 1;
        println!("{} {} {fired:#?}", if ok { "ok " } else { "BAD" }, rule.id);
    }
}

#[test]
fn scratch_corpus() {
    let text = std::fs::read_to_string("/work/shared/schema-diff/pairs.json").unwrap();
    let pairs: Value = serde_json::from_str(&text).unwrap();
    let pairs = pairs.as_array().cloned().unwrap_or_else(|| pairs["pairs"].as_array().unwrap().clone());
    let (mut missed, mut alarms, mut policy, mut slow) = (0, 0, 0, std::time::Duration::ZERO);
    let mut byrule = std::collections::BTreeMap::<String, usize>::new();
    let (mut breaking, mut noexample) = (0, 0);
    for pair in &pairs {
        let id = pair["id"].as_str().unwrap();
        let tags: Vec<&str> = pair["tags"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let start = std::time::Instant::now();
        let review = match review_surface("x", &pair["old"], &pair["new"]) {
            Ok(r) => r,
            Err(e) => {
                println!("ERR {id} {e}");
                continue;
            }
        };
        let took = start.elapsed();
        slow = slow.max(took);
        if took.as_millis() > 200 {
            println!("SLOW {id} {took:?}");
        }
        let says = review.verdict() == contractgen::diff::Verdict::Breaking;
        let is = pair["breaking_for_output"].as_bool().unwrap();
        let worst: Vec<String> = review
            .findings
            .iter()
            .filter(|f| f.rule.severity == rules::Severity::Breaking)
            .map(|f| format!("{}@{}", f.rule.id, f.path))
            .collect();
        if is && !says {
            missed += 1;
            println!("MISSED {id}");
        }
        if is {
            breaking += 1;
            for f in review.findings.iter().filter(|f| f.rule.severity == rules::Severity::Breaking) {
                *byrule.entry(f.rule.id.into()).or_default() += 1;
                if matches!(f.example, contractgen::diff::Example::NotFound) {
                    noexample += 1
                }
            }
            if worst.iter().any(|w| w.starts_with("unhandled")) {
                println!("UNHANDLED {id} {worst:?}\n   {}\n   {}", pair["old"], pair["new"]);
            }
        }
        if tags.contains(&"format_sensitive") || tags.contains(&"new_uninhabited") {
            continue;
        }
        if tags.contains(&"policy:property_removed") {
            policy += 1;
            if !says {
                println!("POLICY MISSED {id}\n  {}\n  {}", pair["old"], pair["new"])
            }
            continue;
        }
        if !is && says {
            alarms += 1;
            println!("ALARM {id} {worst:?} \n  {}\n  {}", pair["old"], pair["new"]);
        }
    }
    println!(
        "{} pairs: missed {missed}, alarms {alarms}, policy {policy}, slowest {slow:?}, breaking {breaking} noexample {noexample} {byrule:#?}",
        pairs.len()
    );
}

#[test]
fn scratch_many_definitions() {
    let build = |extra: bool| {
        let mut definitions = serde_json::Map::new();
        let mut properties = serde_json::Map::new();
        for n in 0..10_000 {
            let mut members = serde_json::json!({"id": {"type": "string"}, "n": {"type": ["integer", "null"], "minimum": 0}});
            if extra && n == 7777 { members["more"] = serde_json::json!({"type": "string"}); members["n"] = serde_json::json!({"type": "string"}); }
            if n > 0 { members["next"] = serde_json::json!({"$ref": format!("#/$defs/D{}", n / 2)}); }
            definitions.insert(format!("D{n}"), serde_json::json!({"type": "object", "properties": members, "required": ["id"]}));
            properties.insert(format!("p{n}"), serde_json::json!({"$ref": format!("#/$defs/D{n}")}));
        }
        serde_json::json!({"type": "object", "properties": properties, "$defs": definitions})
    };
    let (old, new) = (build(false), build(true));
    let t = std::time::Instant::now();
    let pair = contractgen::diff::containment::SchemaPair::new(&old, &new).unwrap();
    println!("MANY pair {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let w = pair.whole();
    println!("MANY whole {:?} {}", t.elapsed(), matches!(w, contractgen::diff::containment::Containment::Proved));
    let t = std::time::Instant::now();
    let review = review_surface("x", &old, &new).unwrap();
    println!("MANY review {:?} {} findings", t.elapsed(), review.findings.len());
    for f in &review.findings { println!("MANY {} {} also {} {}", f.rule.id, f.path, f.also.len(), matches!(f.example, contractgen::diff::Example::Found(_))); }
}
