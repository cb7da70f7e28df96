//! Reading logs on several threads while one writes: results come in the order of the files, and not many wait.

use std::io;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use crate::logs::{Buffers, LogFile, Transcript};

/// Threads that read. Writing is a thread's work, too, so more than two readers only wait for it.
const READERS: usize = 2;
/// Transcripts that may wait for the writer, for each reader.
const WAITING: usize = 8;

/// Calls `read` for each file on some thread, and `take` with the result, on this one and in order.
///
/// # Errors
///
/// The first of `take`; nothing more is taken then.
pub(super) fn in_order<E>(
    files: &[&LogFile],
    read: impl Fn(&LogFile, &mut Buffers) -> io::Result<Transcript> + Sync,
    mut take: impl FnMut(&LogFile, io::Result<Transcript>) -> Result<(), E>,
) -> Result<(), E> {
    let read = &read;
    thread::scope(|scope| {
        // Each reader has every other file, so that the order needs no sorting. All end when nobody receives.
        let readers: Vec<Receiver<io::Result<Transcript>>> = (0..READERS.min(files.len()))
            .map(|first| {
                let (sender, receiver) = sync_channel(WAITING);
                scope.spawn(move || {
                    let mut buffers = Buffers::default();
                    for file in files.iter().skip(first).step_by(READERS) {
                        if sender.send(read(file, &mut buffers)).is_err() {
                            break;
                        }
                    }
                });
                receiver
            })
            .collect();
        for (file, reader) in files.iter().zip(readers.iter().cycle()) {
            // A reader that is gone has panicked, which the end of the scope passes on.
            let Ok(transcript) = reader.recv() else { break };
            take(file, transcript)?;
        }
        drop(readers);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_files() {
        for count in [0, 1, 2, 3, 50] {
            let files: Vec<LogFile> =
                (0..count).map(|number| LogFile { id: number.to_string(), ..LogFile::default() }).collect();
            let files: Vec<&LogFile> = files.iter().collect();
            let mut seen = Vec::new();
            let read = |file: &LogFile, _: &mut Buffers| {
                if file.id.ends_with('7') { Err(io::Error::other("no")) } else { Ok(Transcript::default()) }
            };
            let taken: Result<(), ()> = in_order(&files, read, |file, transcript| {
                assert_eq!(transcript.is_err(), file.id.ends_with('7'));
                seen.push(file.id.clone());
                Ok(())
            });
            assert_eq!(taken, Ok(()));
            assert_eq!(seen, files.iter().map(|file| file.id.clone()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_of_the_writer_ends_the_reading() {
        let files: Vec<LogFile> = (0..1000).map(|_| LogFile::default()).collect();
        let files: Vec<&LogFile> = files.iter().collect();
        let mut count = 0;
        let result = in_order(
            &files,
            |_, _| Ok(Transcript::default()),
            |_, _| {
                count += 1;
                if count == 3 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((result, count), (Err("full"), 3));
    }
}
