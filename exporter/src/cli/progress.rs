//! A progress bar for long exports: drawn on stderr when that is a terminal and the work has taken a while,
//! never otherwise. What is counted, bytes or rows, is the caller's choice.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Once;
use std::time::{Duration, Instant};

/// Shorter work shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often a second the bar may be redrawn.
const REDRAWS_PER_SECOND: u8 = 10;

/// The progress of one piece of work. Dropping it takes the bar off the screen, as [`Progress::finish`] does.
///
/// # Examples
///
/// ```
/// use agentexport::cli::progress::Progress;
///
/// let progress = Progress::start(20_000, "reading messages");
/// for _ in 0..20 {
///     progress.advance(1_000);
/// }
/// progress.finish();
/// ```
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Where and when the bar comes up; nowhere for [`Progress::hidden`].
    screen: Option<Screen>,
}

#[derive(Debug)]
struct Screen {
    opened: Once,
    from: Instant,
    patience: Duration,
    target: fn() -> ProgressDrawTarget,
}

impl Progress {
    /// Starts work of `total` units, named `label` on the screen.
    pub fn start(total: u64, label: &'static str) -> Self {
        Self::drawn_on(stderr, PATIENCE, total, label)
    }

    /// Progress that nobody sees, for tests and for output that must stay quiet.
    pub fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), screen: None }
    }

    fn drawn_on(
        target: fn() -> ProgressDrawTarget,
        patience: Duration,
        total: u64,
        label: &'static str,
    ) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        bar.set_style(style());
        bar.set_message(label);
        let screen = Screen { opened: Once::new(), from: Instant::now(), patience, target };
        Self { bar, screen: Some(screen) }
    }

    /// Notes that `units` more are done. Costs two atomic operations and a look at the clock: call it per
    /// thousand.
    pub fn advance(&self, units: u64) {
        if let Some(screen) = &self.screen
            && !screen.opened.is_completed()
            && screen.from.elapsed() >= screen.patience
        {
            screen.opened.call_once(|| self.bar.set_draw_target((screen.target)()));
        }
        self.bar.inc(units);
    }

    /// Ends the work and takes the bar off the screen.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

/// Standard error; draws nothing when that is not a terminal.
fn stderr() -> ProgressDrawTarget {
    ProgressDrawTarget::stderr_with_hz(REDRAWS_PER_SECOND)
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg} {wide_bar} {percent:>3} %  {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::Progress;
    use indicatif::{ProgressDrawTarget, TermLike};
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::time::Duration;

    /// Bytes drawn by the one test that draws.
    static DRAWN: AtomicUsize = AtomicUsize::new(0);

    /// A terminal that counts what is written to it.
    #[derive(Debug)]
    struct CountingTerminal;

    impl TermLike for CountingTerminal {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            DRAWN.fetch_add(text.len(), Relaxed);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn terminal() -> ProgressDrawTarget {
        ProgressDrawTarget::term_like(Box::new(CountingTerminal))
    }

    #[test]
    fn only_long_work_is_drawn() {
        let short = Progress::drawn_on(terminal, Duration::MAX, 10, "reading");
        short.advance(5);
        short.advance(5);
        assert_eq!(short.bar.position(), 10);
        short.finish();
        assert_eq!(DRAWN.load(Relaxed), 0, "work within its patience must leave no trace");

        let long = Progress::drawn_on(terminal, Duration::ZERO, 10, "reading");
        assert_eq!(DRAWN.load(Relaxed), 0, "nothing is drawn before the first report");
        long.advance(5);
        long.finish();
        assert!(DRAWN.load(Relaxed) > 0, "long work must show a bar");
    }

    #[test]
    fn hidden_progress_counts_and_stays_hidden() {
        let progress = Progress::hidden();
        progress.advance(7);
        assert!(progress.bar.is_hidden());
        assert_eq!(progress.bar.position(), 7);
        progress.finish();
    }

    #[test]
    fn more_work_than_announced_is_no_error() {
        let progress = Progress::drawn_on(ProgressDrawTarget::hidden, Duration::ZERO, 1, "reading");
        progress.advance(u64::MAX / 2);
        progress.finish();
    }
}
