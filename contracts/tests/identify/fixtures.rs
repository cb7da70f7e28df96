//! One document of every release and surface that changed, cut down to a few values; see the README beside them.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use agent_contracts::identify::Shape;
use serde_json::Value;

/// A document, with what it is.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) shape: Shape,
}

impl Fixture {
    pub(crate) fn is_stream(&self) -> bool {
        self.name.ends_with(".ndjson")
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.text).expect("a JSON document")
    }
}

/// What each release prints: daily usage and usage summary, activity report, session export.
const RELEASES: [(&str, Shape, Shape, Option<Shape>); 9] = [
    ("0.36.1", Shape::Legacy, Shape::Legacy, None),
    ("0.37.1", Shape::V1, Shape::V1, Some(Shape::V1)),
    ("0.38.1", Shape::MislabelledV1, Shape::MislabelledV1, Some(Shape::MislabelledV1)),
    ("0.39.0", Shape::V2, Shape::V2, Some(Shape::V2)),
    ("0.40.1", Shape::V4, Shape::V4, Some(Shape::V4)),
    ("0.41.1", Shape::V5, Shape::V6, Some(Shape::V5)),
    ("0.42.0", Shape::V6, Shape::V7, Some(Shape::V6)),
    ("0.43.0", Shape::V6, Shape::V8, Some(Shape::V6)),
    ("0.46.1", Shape::V6, Shape::V8, Some(Shape::V7)),
];

pub(crate) fn all() -> &'static [Fixture] {
    static FIXTURES: LazyLock<Vec<Fixture>> = LazyLock::new(read);
    &FIXTURES
}

fn read() -> Vec<Fixture> {
    let mut fixtures = Vec::new();
    for (release, usage, activity, sessions) in RELEASES {
        let mut add = |file: &str, shape| {
            let name = format!("{release}/{file}");
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/versions").join(&name);
            let text =
                fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            fixtures.push(Fixture { name, text, shape });
        };
        add("usage-daily.json", usage);
        add("usage-summary.json", usage);
        add("activity-report.json", activity);
        if let Some(shape) = sessions {
            add("sessions.json", shape);
            add("sessions.ndjson", shape);
        }
    }
    fixtures
}

pub(crate) fn named(name: &str) -> &'static Fixture {
    all().iter().find(|fixture| fixture.name == name).unwrap_or_else(|| panic!("no fixture {name}"))
}
