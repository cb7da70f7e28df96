//! The page at `/`: the files of `exporter/page`, carried in the program, as routes to merge. They hold no data and so
//! need no token; what they show they ask the other routes for.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::routing::get;

use super::answer::Document;

/// What the page may load and do: its own files and this server's documents, nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const TEXT: &str = "text/plain; charset=utf-8";

/// A file that the program carries.
struct File {
    path: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

/// A file below `exporter/page`, under the same name below `/page`.
macro_rules! file {
    ($name:literal, $content_type:expr) => {
        File {
            path: concat!("/page/", $name),
            content_type: $content_type,
            bytes: include_bytes!(concat!("../../page/", $name)),
        }
    };
}

/// Everything that the page is made of.
static FILES: [File; 24] = [
    File { path: "/", content_type: HTML, bytes: include_bytes!("../../page/index.html") },
    file!("icon.svg", SVG),
    file!("base.css", CSS),
    file!("parts.css", CSS),
    file!("scheme.js", SCRIPT),
    file!("main.js", SCRIPT),
    file!("activity.js", SCRIPT),
    file!("api.js", SCRIPT),
    file!("calendar.js", SCRIPT),
    file!("chart.js", SCRIPT),
    file!("controls.js", SCRIPT),
    file!("cost.js", SCRIPT),
    file!("dom.js", SCRIPT),
    file!("format.js", SCRIPT),
    file!("gate.js", SCRIPT),
    file!("sections.js", SCRIPT),
    file!("sessions.js", SCRIPT),
    file!("shares.js", SCRIPT),
    file!("summary.js", SCRIPT),
    file!("usage.js", SCRIPT),
    file!("view.js", SCRIPT),
    file!("vendor/uPlot.iife.min.js", SCRIPT),
    file!("vendor/uPlot.min.css", CSS),
    file!("vendor/LICENSE", TEXT), // goes wherever the library goes
];

/// Whether `path` is a part of the page.
pub(super) fn has(path: &str) -> bool {
    FILES.iter().any(|file| file.path == path)
}

/// The routes of the page.
pub(super) fn router() -> Router {
    FILES.iter().fold(Router::new(), |router, file| {
        let document = Document::new(vec![file.bytes.to_vec()]);
        let content_type = HeaderValue::from_static(file.content_type);
        router.route(
            file.path,
            get(async move |request: HeaderMap| {
                let mut response = document.answer(&request, content_type, "Accept-Encoding");
                response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
                response
            }),
        )
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{FILES, has};

    /// Kept beside the files for those who look after them.
    const NOT_SERVED: [&str; 1] = ["/page/vendor/README.md"];

    fn below(directory: &Path, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                below(&entry.path(), &path, found);
            } else {
                found.insert(path);
            }
        }
    }

    #[test]
    fn every_file_is_served() {
        let mut found = BTreeSet::new();
        below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("page"), "/page", &mut found);
        found.remove("/page/index.html");
        found.insert("/".to_owned());
        found.retain(|path| !NOT_SERVED.contains(&path.as_str()));
        let served: BTreeSet<String> = FILES.iter().map(|file| file.path.to_owned()).collect();
        assert_eq!(served, found, "the table of page.rs lists the files of exporter/page");
    }

    #[test]
    fn only_files_of_the_page_are_open() {
        assert!(has("/") && has("/page/main.js") && has("/page/vendor/uPlot.iife.min.js"));
        assert!(!has("/v1/sessions") && !has("/page") && !has("/page/") && !has("/page/vendor/README.md"));
    }

    #[test]
    fn nothing_is_inline_that_the_policy_would_refuse() {
        let page = str::from_utf8(FILES[0].bytes).unwrap();
        for refused in
            [" style=", "<style", " onclick=", " onload=", "<script>", "javascript:", "http://", "https://"]
        {
            assert!(
                !page.contains(refused),
                "index.html has {refused:?}: move it into a file of exporter/page"
            );
        }
    }
}
