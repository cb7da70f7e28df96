//! Work that waits: reports run on threads of their own, so many at a time, the others in line, first come first
//! served. Who asks for what somebody in line has asked for waits for the same report: it has not begun, so it will
//! read the archive after both have asked.
//!
//! What takes longer than allowed is answered without its report. A report that has begun runs to its end in its
//! place, so that no more run than were allowed; one that nobody waits for any more is not begun.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::failure::Failure;

/// What a job ends with; none while it has not ended.
type Outcome<T> = Option<Result<T, Failure>>;

/// Jobs that have not begun, by their keys, and where what they end with will be seen.
type Line<K, T> = Vec<(K, watch::Receiver<Outcome<T>>)>;

/// Where jobs are done, each for a key; those with equal keys are the same.
#[derive(Debug)]
pub(super) struct Work<K, T> {
    /// Places for requests that wait.
    admitted: Semaphore,
    /// Places for jobs; given out in the order in which they were asked for.
    running: Arc<Semaphore>,
    in_line: Arc<Mutex<Line<K, T>>>,
    limit: Duration,
}

impl<K, T> Work<K, T>
where
    K: Clone + PartialEq + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// `running` jobs at the same time, for at most `waiting` requests besides, none of which waits longer than
    /// `limit`.
    pub(super) fn new(running: usize, waiting: usize, limit: Duration) -> Self {
        Self {
            admitted: Semaphore::new(running + waiting),
            running: Arc::new(Semaphore::new(running)),
            in_line: Arc::default(),
            limit,
        }
    }

    /// What the job for `key` ends with.
    ///
    /// # Errors
    ///
    /// What the job says; [`Failure::Busy`], [`Failure::TimedOut`], and [`Failure::Internal`] when the job panics.
    pub(super) async fn run(
        &self,
        key: K,
        job: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _place = self.admitted.try_acquire().map_err(|_| Failure::Busy)?;
        let mut outcome = self.join(key, job);
        let ended = async {
            match outcome.wait_for(Option::is_some).await {
                Ok(outcome) => outcome.clone(),
                Err(_) => None,
            }
        };
        match timeout(self.limit, ended).await {
            Ok(outcome) => outcome.unwrap_or_else(|| Err(broken("the job was dropped"))),
            Err(_) => Err(Failure::TimedOut),
        }
    }

    /// Joins the job in line for `key`, or puts one there.
    fn join(
        &self,
        key: K,
        job: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> watch::Receiver<Outcome<T>> {
        // Nothing in here panics, so a poisoned list is as good as another.
        let mut in_line = self.in_line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, outcome)) = in_line.iter().find(|(other, _)| *other == key) {
            return outcome.clone();
        }
        let (sender, outcome) = watch::channel(None);
        in_line.push((key.clone(), outcome.clone()));
        drop(in_line);
        let (running, in_line) = (Arc::clone(&self.running), Arc::clone(&self.in_line));
        tokio::spawn(async move {
            // Nobody closes the line.
            let Ok(place) = running.acquire_owned().await else { return };
            // From here on, others have come too late.
            in_line.lock().unwrap_or_else(PoisonError::into_inner).retain(|(other, _)| *other != key);
            if sender.is_closed() {
                return;
            }
            let job = spawn_blocking(move || {
                let _place = place;
                job()
            });
            let result = job.await.unwrap_or_else(|error| Err(broken(&error.to_string())));
            // When all have gone, there is nobody to tell.
            let _ = sender.send(Some(result));
        });
        outcome
    }
}

fn broken(detail: &str) -> Failure {
    Failure::Internal { detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Work};
    use std::sync::{Arc, Mutex, mpsc};
    use std::time::Duration;
    use tokio::task::{JoinHandle, yield_now};

    const LONG: Duration = Duration::from_mins(1);

    type Numbers = Arc<Work<u32, u32>>;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
    }

    fn work(running: usize, waiting: usize, limit: Duration) -> Numbers {
        Arc::new(Work::new(running, waiting, limit))
    }

    /// A job that ends when the sender is used or dropped.
    fn held() -> (mpsc::Sender<()>, impl FnOnce() -> Result<u32, Failure> + Send + 'static) {
        let (open, gate) = mpsc::channel();
        (open, move || {
            let _ = gate.recv();
            Ok(0)
        })
    }

    fn begin(
        work: &Numbers,
        key: u32,
        job: impl FnOnce() -> Result<u32, Failure> + Send + 'static,
    ) -> JoinHandle<Result<u32, Failure>> {
        let work = Arc::clone(work);
        tokio::spawn(async move { work.run(key, job).await })
    }

    /// Lets what was begun come as far as it can.
    async fn settle() {
        for _ in 0..10 {
            yield_now().await;
        }
    }

    #[test]
    fn those_in_line_are_served_in_the_order_in_which_they_came() {
        runtime().block_on(async {
            let work = work(1, 10, LONG);
            let order = Arc::new(Mutex::new(Vec::new()));
            let (open, job) = held();
            let first = begin(&work, 0, job);
            settle().await;
            let mut others = Vec::new();
            for number in 1..=5 {
                let order = Arc::clone(&order);
                others.push(begin(&work, number, move || {
                    order.lock().unwrap().push(number);
                    Ok(number)
                }));
            }
            settle().await;
            open.send(()).unwrap();
            assert_eq!(first.await.unwrap(), Ok(0));
            for (number, other) in (1..).zip(others) {
                assert_eq!(other.await.unwrap(), Ok(number));
            }
            assert_eq!(*order.lock().unwrap(), [1, 2, 3, 4, 5]);
        });
    }

    #[test]
    fn a_job_in_line_is_shared_and_one_that_has_begun_is_not() {
        runtime().block_on(async {
            let work = work(1, 10, LONG);
            let (open, job) = held();
            let begun = begin(&work, 1, job);
            settle().await;
            // The job for 1 has begun: it may have read the archive before these asked.
            let second = begin(&work, 1, || Ok(2));
            settle().await;
            let third = begin(&work, 1, || Ok(3));
            settle().await;
            open.send(()).unwrap();
            let outcomes = [begun.await.unwrap(), second.await.unwrap(), third.await.unwrap()];
            assert_eq!(outcomes, [Ok(0), Ok(2), Ok(2)]);
        });
    }

    #[test]
    fn a_full_line_turns_away_and_a_late_job_keeps_its_place() {
        runtime().block_on(async {
            let work = work(1, 1, Duration::from_millis(50));
            let (open, job) = held();
            assert_eq!(work.run(1, job).await, Err(Failure::TimedOut));
            // The first one is still at work, so two can wait in vain, and a third one does not get in.
            let waiting =
                [begin(&work, 2, || Ok(2)), begin(&work, 3, || panic!("nobody waits for this one"))];
            settle().await;
            assert_eq!(work.run(4, || Ok(4)).await, Err(Failure::Busy));
            for request in waiting {
                assert_eq!(request.await.unwrap(), Err(Failure::TimedOut));
            }
            open.send(()).unwrap();
            assert_eq!(work.run(5, || Ok(5)).await, Ok(5));
        });
    }

    #[test]
    fn a_job_that_panics_is_an_internal_error() {
        runtime().block_on(async {
            let work = work(1, 0, LONG);
            let result = work.run(1, || panic!("a defect")).await;
            assert!(matches!(&result, Err(Failure::Internal { .. })), "{result:?}");
            // The place is free again.
            assert_eq!(work.run(1, || Ok(1)).await, Ok(1));
        });
    }
}
