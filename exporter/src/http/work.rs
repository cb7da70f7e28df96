//! Work that waits: reports run on threads of their own, so many at a time, the others in line, first come first
//! served. What takes longer than allowed is answered without them; a thread that has begun finishes its report, and
//! keeps its place until then, so that no more run than were allowed.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::failure::Failure;

/// Where reports are made.
#[derive(Debug, Clone)]
pub(super) struct Work {
    /// Places for those who wait and those who are at work.
    admitted: Arc<Semaphore>,
    /// Places for those who are at work; given out in the order in which they were asked for.
    running: Arc<Semaphore>,
    limit: Duration,
}

impl Work {
    /// `running` jobs at the same time, `waiting` in line, none for longer than `limit`.
    pub(super) fn new(running: usize, waiting: usize, limit: Duration) -> Self {
        Self {
            admitted: Arc::new(Semaphore::new(running + waiting)),
            running: Arc::new(Semaphore::new(running)),
            limit,
        }
    }

    /// Does a job.
    ///
    /// # Errors
    ///
    /// What the job says; [`Failure::Busy`], [`Failure::TimedOut`], and [`Failure::Internal`] when the job panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| Failure::Busy)?;
        let in_turn = async {
            let place = Arc::clone(&self.running).acquire_owned().await;
            // Nobody closes the line.
            let place = place.map_err(|error| Failure::Internal { detail: error.to_string() })?;
            let job = spawn_blocking(move || {
                let result = job();
                drop((place, admitted));
                result
            });
            job.await.unwrap_or_else(|error| Err(Failure::Internal { detail: error.to_string() }))
        };
        timeout(self.limit, in_turn).await.unwrap_or(Err(Failure::TimedOut))
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Work};
    use std::sync::{Arc, Mutex, mpsc};
    use std::time::Duration;

    const LONG: Duration = Duration::from_mins(1);

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
    }

    /// A job that ends when the sender is used or dropped.
    fn held() -> (mpsc::Sender<()>, impl FnOnce() -> Result<u32, Failure> + Send + 'static) {
        let (open, gate) = mpsc::channel();
        (open, move || {
            let _ = gate.recv();
            Ok(0)
        })
    }

    #[test]
    fn those_in_line_are_served_in_the_order_in_which_they_came() {
        runtime().block_on(async {
            let work = Work::new(1, 10, LONG);
            let order = Arc::new(Mutex::new(Vec::new()));
            let (open, job) = held();
            let first = tokio::spawn({
                let work = work.clone();
                async move { work.run(job).await }
            });
            tokio::task::yield_now().await;
            let others: Vec<_> = (1..=5)
                .map(|number| {
                    let (work, order) = (work.clone(), Arc::clone(&order));
                    tokio::spawn(async move {
                        work.run(move || {
                            order.lock().unwrap().push(number);
                            Ok(number)
                        })
                        .await
                    })
                })
                .collect();
            tokio::task::yield_now().await;
            open.send(()).unwrap();
            assert_eq!(first.await.unwrap(), Ok(0));
            for (number, other) in (1..).zip(others) {
                assert_eq!(other.await.unwrap(), Ok(number));
            }
            assert_eq!(*order.lock().unwrap(), [1, 2, 3, 4, 5]);
        });
    }

    #[test]
    fn a_full_line_turns_away_and_a_late_job_keeps_its_place() {
        runtime().block_on(async {
            let work = Work::new(1, 1, Duration::from_millis(20));
            let (open, job) = held();
            assert_eq!(work.run(job).await, Err(Failure::TimedOut));
            // The first one is still at work, so the second one waits in vain, and a third one does not get in.
            let (_, job) = held();
            let waiting = tokio::spawn({
                let work = work.clone();
                async move { work.run(job).await }
            });
            tokio::task::yield_now().await;
            assert_eq!(work.run(|| Ok(1)).await, Err(Failure::Busy));
            assert_eq!(waiting.await.unwrap(), Err(Failure::TimedOut));
            open.send(()).unwrap();
            let work = Work { limit: LONG, ..work };
            assert_eq!(work.run(|| Ok(1)).await, Ok(1));
        });
    }

    #[test]
    fn a_job_that_panics_is_an_internal_error() {
        runtime().block_on(async {
            let work = Work::new(1, 0, LONG);
            let result = work.run(|| -> Result<(), Failure> { panic!("a defect") }).await;
            assert!(matches!(&result, Err(Failure::Internal { .. })), "{result:?}");
            // The place is free again.
            assert_eq!(work.run(|| Ok(1)).await, Ok(1));
        });
    }
}
