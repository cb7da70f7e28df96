//! Connections: accepting them, limits on them, and an end that lets running requests finish.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::Reports;
use super::access::Access;
use super::log::{Log, Notice};
use super::router::{Server, router};
use super::settings::{ServeError, Settings};

/// Connections at the same time; others wait to be accepted.
const MOST_CONNECTIONS: usize = 1024;

/// How long the head of a request may take, which is also how long a connection may stay idle.
const HEAD_LIMIT: Duration = Duration::from_secs(30);

/// Bytes that the head of a request may have.
const MOST_HEAD_BYTES: usize = 64 * 1024;

/// How long, beyond the limit of a request, running requests have when the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// How long to wait when connections cannot be accepted, for lack of file descriptors as a rule.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a thread for reports stays when it has nothing to do. An allocator keeps memory by thread: one that stays
/// would keep what a report needed, and the next report would need as much again in another thread.
const IDLE_THREAD: Duration = Duration::from_millis(100);

/// Lines of the log that may wait to be written.
const MOST_LINES: usize = 4096;

/// Serves until the process is told to stop; `tell` gets each line for the operator, the first one when connections are
/// accepted.
///
/// # Errors
///
/// [`ServeError`], when it cannot start.
pub fn serve(
    settings: &Settings,
    reports: Arc<dyn Reports>,
    tell: &mut dyn FnMut(&str),
) -> Result<(), ServeError> {
    settings.check()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // For the reports, and a look at the archive.
        .max_blocking_threads(settings.most_running + 1)
        .thread_keep_alive(IDLE_THREAD)
        .build()?;
    let (lines, received) = sync_channel(MOST_LINES);
    let listening = runtime.block_on(async {
        let address = settings.address;
        let listener =
            TcpListener::bind(address).await.map_err(|cause| ServeError::Bind { address, cause })?;
        let bound = listener.local_addr()?;
        Ok::<_, ServeError>((listener, bound, Stop::new()?))
    });
    let (listener, bound, stop) = listening?;
    tell(&format!("listening on http://{bound}"));

    let server = Arc::new(Server::new(Arc::clone(&reports), settings));
    let log = Log { lines: lines.clone(), now: Box::new(move || reports.now()) };
    let router = router(&server, settings, Access::new(settings, bound), log);
    let patience = settings.time_limit + FAREWELL;
    runtime.spawn(async move {
        accept(listener, router, stop, patience).await;
        // The log is being read, so this does not wait for long.
        let _ = lines.send(Notice::End);
    });
    for notice in received {
        match notice {
            Notice::Line(line) => tell(&line),
            Notice::End => break,
        }
    }
    // A report that nobody waits for any more is not waited for here either.
    runtime.shutdown_background();
    Ok(())
}

/// Accepts connections until told to stop, then waits for those with a request under way.
async fn accept(listener: TcpListener, router: Router, mut stop: Stop, patience: Duration) {
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.told() => break,
        };
        let Ok((stream, _)) = accepted else {
            sleep(PAUSE).await;
            continue;
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_LIMIT)
            .max_buf_size(MOST_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // A client that goes away is its own business.
            let _ = connection.await;
            drop(place);
        });
    }
    drop((listener, router));
    tokio::select! {
        _ = timeout(patience, connections.shutdown()) => {}
        () = stop.told() => {}
    }
}

/// The signals by which a process is told to stop.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    /// Takes the signals over, so that they no longer end the process at once.
    fn new() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits for one of them.
    async fn told(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
