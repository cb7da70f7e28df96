//! The request log: one JSON object a line, when an answer is done. It has no query, no header and no body, so nothing
//! that a client keeps secret.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Bytes, Frame, SizeHint};
use jiff::Timestamp;
use serde::Serialize;

use super::failure::Detail;

/// Characters of a path that are written.
const SHOWN: usize = 200;

/// Where lines go, and the clock they are dated by.
pub(super) struct Log {
    pub(super) lines: SyncSender<Notice>,
    pub(super) now: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

/// What the thread that writes the log is told.
pub(super) enum Notice {
    /// Write this line.
    Line(String),
    /// Nothing more will come that matters.
    End,
}

/// A line.
#[derive(Serialize)]
struct Entry {
    time: String,
    method: String,
    path: String,
    status: u16,
    bytes: u64,
    milliseconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Logs a request when the last byte of its answer is on its way, or the client is gone.
pub(super) async fn record(State(log): State<Arc<Log>>, request: Request, next: Next) -> Response {
    let begin = Instant::now();
    let time = (log.now)().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let is_head = request.method() == Method::HEAD;
    let method = request.method().as_str().chars().take(SHOWN).collect();
    let path = request.uri().path().chars().take(SHOWN).collect();
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<Detail>().map(|Detail(detail)| detail);
    let status = response.status().as_u16();
    let entry = Entry { time, method, path, status, bytes: 0, milliseconds: 0.0, error };
    response.map(|body| Body::new(Counted { body, is_head, begin, entry, log }))
}

/// A body whose bytes are counted, and which is logged when it is done with.
struct Counted {
    body: Body,
    is_head: bool,
    begin: Instant,
    entry: Entry,
    log: Arc<Log>,
}

impl hyper::body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.entry.bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if self.is_head {
            self.entry.bytes = 0;
        }
        let microseconds = self.begin.elapsed().as_micros();
        self.entry.milliseconds = f64::from(u32::try_from(microseconds).unwrap_or(u32::MAX)) / 1000.0;
        if let Ok(line) = serde_json::to_string(&self.entry) {
            // A reader of the log that does not keep up loses lines; clients do not wait for it.
            let _ = self.log.lines.try_send(Notice::Line(line));
        }
    }
}
