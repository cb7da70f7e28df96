//! What there is: schemas, the description of the server, and nothing else.

use agent_contracts::Surface;
use conformance::Directory;
use serde_json::Value;

use crate::program::{Server, archive};

#[test]
fn schemas_are_the_published_files() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    for surface in Surface::ALL {
        let answer = server.get(&format!("/schemas/v1/{}", surface.file_name()));
        let file = format!("{}/../schemas/v1/{}", env!("CARGO_MANIFEST_DIR"), surface.file_name());
        assert!(answer.body == std::fs::read(file).unwrap(), "{surface}");
        assert_eq!(answer.header("content-type").as_deref(), Some("application/schema+json"));
        let tag = answer.header("etag").unwrap();
        let again =
            server.ask("GET", &format!("/schemas/v1/{}", surface.file_name()), &[("If-None-Match", &tag)]);
        assert_eq!(again.status, 304);
    }
    for target in ["/schemas/v1/none.json", "/schemas/v1/..%2Fv1%2Fusage-daily.json"] {
        assert!(server.get(target).error(404).contains("usage-daily.json"), "{target}");
    }
}

#[test]
fn what_is_not_there_is_a_json_error() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    for target in
        ["/nowhere", "/api/v1/usage/daily", "/v1", "/v1/sessions/", "/schemas", "//", "/v1/../healthz"]
    {
        assert!(server.get(target).error(404).contains("/openapi.json"), "{target}");
    }
}

#[test]
fn the_description_fits_the_server() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    let description = server.get("/openapi.json").json();
    assert_eq!(description["openapi"], "3.1.0");
    let mut examples = 0;
    for (path, methods) in description["paths"].as_object().unwrap() {
        let operation = &methods["get"];
        let parameters = operation["parameters"].as_array().unwrap();
        let path = path.replace("{file}", "usage-daily.json");
        assert_eq!(server.get(&path).status, 200, "{path}");
        // Each parameter is taken, with its example or a value that its schema has.
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let value = match (&parameter["example"], parameter["schema"]["type"].as_str().unwrap()) {
                (Value::String(text), _) => text.clone(),
                (Value::Number(number), _) => number.to_string(),
                (_, "boolean") => "true".to_owned(),
                (_, "integer") => "1".to_owned(),
                // A cursor cannot be made up.
                _ => String::new(),
            };
            let query = match name {
                // Where they are instants, these go together.
                "from" | "to" if path != "/api/v1/usage/summary" => {
                    "preset=custom&from=2026-07-01T09:00:00Z&to=2026-07-01T11:00:00Z".to_owned()
                }
                _ => format!("{name}={}", value.replace('\u{1f}', "%1F")),
            };
            assert_eq!(server.get(&format!("{path}?{query}")).status, 200, "{path}?{query}");
            examples += 1;
        }
        if path.starts_with("/v1/") {
            let unknown = server.get(&format!("{path}?nonsense=1")).error(400);
            for parameter in parameters {
                let name = parameter["name"].as_str().unwrap();
                assert!(unknown.contains(name), "{path} does not list {name}: {unknown}");
            }
        }
    }
    assert!(examples > 40, "parameters were lost: {examples}");
}

#[test]
fn serving_leaves_the_archive_as_it_is() {
    let archive = archive();
    let before = Directory::observe(archive.directory());
    let server = Server::start(archive.directory(), &[]);
    for target in
        ["/v1/usage-daily", "/v1/activity-report", "/v1/sessions", "/readyz", "/v1/sessions?cursor=x"]
    {
        server.get(target);
    }
    server.signal("TERM");
    assert!(server.ended().0.success());
    before.assert_unchanged(archive.directory());
}
