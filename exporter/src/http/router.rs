//! The router: every route of the table, and around all of them what every answer has.

use std::sync::Arc;
use std::time::Duration;

use agent_contracts::Surface;
use axum::Router;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::access::{Access, check_host, check_token};
use super::answer::{self, Document};
use super::failure::Failure;
use super::log::{Log, record};
use super::query::{self, reference};
use super::routes::{Endpoint, ROUTES, Route};
use super::settings::Settings;
use super::work::Work;
use super::{Reports, Request as Asked, openapi, page, tag};
use crate::bytes::published_schema;

/// Bytes below which a body is not worth compressing.
const WORTH_COMPRESSING: u64 = 512;

/// Requests that may wait in line.
const MOST_WAITING: usize = 256;

/// How long a look at the archive may take.
const LOOK_LIMIT: Duration = Duration::from_secs(5);

/// Headers of every answer that does not have them yet. Only the page may load anything, and says so itself.
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// What all requests share.
pub(super) struct Server {
    pub(super) reports: Arc<dyn Reports>,
    /// Where reports are made.
    pub(super) work: Work<Asked, Document>,
    /// Where the archive is looked at, apart from the reports so that these do not stand in the way.
    pub(super) looks: Work<(), ()>,
    pub(super) most_bytes: u64,
    /// What `/openapi.json` answers.
    description: Document,
}

impl Server {
    pub(super) fn new(reports: Arc<dyn Reports>, settings: &Settings) -> Self {
        let work = Work::new(settings.most_running, MOST_WAITING, settings.time_limit);
        let looks = Work::new(1, MOST_WAITING, LOOK_LIMIT);
        let description = Document::new(vec![openapi::description(settings)]);
        Self { reports, work, looks, most_bytes: settings.most_bytes, description }
    }
}

/// The router of a server.
pub(super) fn router(server: &Arc<Server>, settings: &Settings, access: Access, log: Log) -> Router {
    let access = Arc::new(access);
    let mut router = Router::new();
    for route in &ROUTES {
        let server = Arc::clone(server);
        // A body, if any, is not looked at.
        let answer = move |request: Parts| async move {
            answered(&server, route, &request).await.unwrap_or_else(Failure::into_response)
        };
        router = router.route(route.path, get(answer));
    }
    router = router
        .merge(page::router())
        .fallback(async || {
            answer::error(
                StatusCode::NOT_FOUND,
                "there is nothing at this path; /openapi.json lists what there is",
            )
        })
        .method_not_allowed_fallback(async || {
            answer::error(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered here")
        });
    let worth_it = SizeAbove::new(WORTH_COMPRESSING);
    // The layer that is added last sees a request first.
    router = router
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it))
        .layer(map_response(async |mut response: Response| {
            tag::weaken_when_encoded(response.headers_mut());
            response
        }))
        .layer(from_fn_with_state(Arc::clone(&access), check_token));
    if !settings.origins.is_empty() {
        router = router.layer(cross_origin(settings));
    }
    router
        .layer(from_fn_with_state(access, check_host))
        .layer(map_response(async |mut response: Response| {
            for (name, value) in ALWAYS {
                response.headers_mut().entry(name).or_insert(value);
            }
            response
        }))
        .layer(from_fn_with_state(Arc::new(log), record))
}

/// What pages of other origins may do.
fn cross_origin(settings: &Settings) -> CorsLayer {
    let origins = settings.origins.iter().filter_map(|site| HeaderValue::try_from(&site.origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::ACCEPT, header::AUTHORIZATION, header::IF_NONE_MATCH])
        .expose_headers([header::ETAG, header::RETRY_AFTER])
}

/// The answer of a route.
async fn answered(server: &Arc<Server>, route: &'static Route, request: &Parts) -> Result<Response, Failure> {
    let headers = &request.headers;
    match route.endpoint {
        Endpoint::UsageDaily
        | Endpoint::ActivityReport
        | Endpoint::Sessions
        | Endpoint::ReferenceActivity
        | Endpoint::ReferenceSummary => reported(server, route, request).await,
        Endpoint::Schema => Ok(schema(request.uri.path(), headers)),
        Endpoint::Description => {
            Ok(server.description.clone().answer(headers, answer::JSON, "Accept-Encoding"))
        }
        Endpoint::Health => Ok(answer::json(StatusCode::OK, "{\"ok\":true}\n".to_owned())),
        Endpoint::Readiness => {
            let reports = Arc::clone(&server.reports);
            server.looks.run((), move || reports.look()).await?;
            Ok(answer::json(StatusCode::OK, "{\"ok\":true}\n".to_owned()))
        }
    }
}

/// The answer of a route that reports.
async fn reported(server: &Arc<Server>, route: &'static Route, request: &Parts) -> Result<Response, Failure> {
    let pairs = query::pairs(request.uri.query().unwrap_or_default(), route.endpoint.is_lenient())?;
    let as_lines = route.endpoint == Endpoint::Sessions && wants_lines(&request.headers);
    let asked = match route.endpoint {
        Endpoint::ReferenceActivity => reference::activity(route, &pairs)?,
        Endpoint::ReferenceSummary => Asked::UsageSummary(pairs),
        _ => query::request(route, &pairs, as_lines, || server.reports.now())?,
    };
    let (reports, most) = (Arc::clone(&server.reports), server.most_bytes);
    let document = server
        .work
        .run(asked.clone(), move || {
            let document = Document::new(reports.make(&asked)?);
            match document.length() {
                bytes if bytes > most => Err(Failure::TooLarge { bytes, most }),
                _ => Ok(document),
            }
        })
        .await?;
    let (media_type, varies_by) = match route.endpoint {
        Endpoint::Sessions if as_lines => (answer::LINES, "Accept, Accept-Encoding"),
        Endpoint::Sessions => (answer::JSON, "Accept, Accept-Encoding"),
        _ => (answer::JSON, "Accept-Encoding"),
    };
    Ok(document.answer(&request.headers, media_type, varies_by))
}

/// Whether `Accept` asks for lines, and not more for JSON.
fn wants_lines(headers: &HeaderMap) -> bool {
    let weight = |wanted: &str| -> f32 {
        let texts = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let mut weights = texts.flat_map(|text| text.split(',')).filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let is_wanted = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            is_wanted.then(|| quality.and_then(|quality| quality.parse().ok()).unwrap_or(1.0))
        });
        weights.next().unwrap_or(0.0)
    };
    let lines = weight("application/x-ndjson");
    lines > 0.0 && lines >= weight("application/json")
}

/// The published schema whose path this is.
fn schema(path: &str, headers: &HeaderMap) -> Response {
    let file = path.rsplit('/').next().unwrap_or_default();
    let Some(surface) = Surface::ALL.into_iter().find(|surface| surface.file_name() == file) else {
        let files = Surface::ALL.map(Surface::file_name).join(", ");
        return answer::error(StatusCode::NOT_FOUND, &format!("there is no such schema; there are {files}"));
    };
    let document = Document::new(vec![published_schema(surface).as_bytes().to_vec()]);
    document.answer(headers, answer::SCHEMA, "Accept-Encoding")
}

#[cfg(test)]
mod tests {
    use super::{HeaderMap, HeaderValue, header, wants_lines};

    #[test]
    fn lines_are_for_those_who_ask_for_them() {
        for (accept, expected) in [
            ("application/x-ndjson", true),
            ("Application/X-NDJSON;q=0.5", true),
            ("application/json, application/x-ndjson", true),
            ("application/json;q=0.9, application/x-ndjson", true),
            ("application/json, application/x-ndjson;q=0.5", false),
            ("application/x-ndjson;q=0", false),
            ("*/*", false),
            ("text/html", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(wants_lines(&headers), expected, "{accept}");
        }
        assert!(!wants_lines(&HeaderMap::new()));
    }
}
