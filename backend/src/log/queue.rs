//! The lines that wait to be written. A thread of its own writes them: logging never waits for what reads the log.
//!
//! Where that is too slow, as many lines wait as there is room for; the rest is dropped and counted.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tracing_subscriber::fmt::MakeWriter;

/// Bytes of lines that wait at the most.
const ROOM: usize = 1024 * 1024;
/// From one write to the next, so that a busy server writes many lines at once and is seldom interrupted by it.
const PAUSE: Duration = Duration::from_millis(5);
/// How long the end of the process waits for the last lines.
const PATIENCE: Duration = Duration::from_secs(1);

/// The way into the queue.
pub(super) struct Queue(Arc<Shared>);

/// Waits, when it is dropped, until all lines are written, but not for long.
#[derive(Clone)]
pub(crate) struct Flush(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    /// Lines for which there was no room.
    dropped: u64,
    is_writing: bool,
}

impl Queue {
    /// Writes what is put into it to `output`, and tells `report` how many lines are missing after those that were written.
    ///
    /// # Errors
    ///
    /// Where the system has no thread for it.
    pub(super) fn start(
        output: impl Write + Send + 'static,
        report: impl Fn(u64) + Send + 'static,
    ) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let queue = Self(shared.clone());
        thread::Builder::new().name("log".to_owned()).spawn(move || shared.write_on(output, report))?;
        Ok(queue)
    }

    pub(super) fn flush(&self) -> Flush {
        Flush(self.0.clone())
    }
}

impl Shared {
    /// Lines that a panic left behind are still lines.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, line: &[u8]) {
        let mut waiting = self.lock();
        if waiting.lines.len() + line.len() > ROOM {
            waiting.dropped += 1;
            return;
        }
        let is_first = waiting.lines.is_empty();
        waiting.lines.extend_from_slice(line);
        drop(waiting);
        if is_first {
            self.changed.notify_all();
        }
    }

    fn write_on(&self, mut output: impl Write, report: impl Fn(u64)) {
        let (mut lines, mut missing, mut is_well) = (Vec::new(), 0, true);
        loop {
            missing += self.take(&mut lines);
            // Into the queue that was just emptied, and so behind the last line before the gap.
            if is_well && missing > 0 {
                report(std::mem::take(&mut missing));
            }
            is_well = output.write_all(&lines).is_ok();
            if !is_well {
                missing += lines.iter().filter(|byte| **byte == b'\n').count() as u64;
            }
            lines.clear();
            self.lock().is_writing = false;
            self.changed.notify_all();
            thread::sleep(PAUSE);
        }
    }

    /// Waits for lines, and takes all there are into `lines`, which is empty; returns how many were dropped behind them.
    fn take(&self, lines: &mut Vec<u8>) -> u64 {
        let waiting = self.changed.wait_while(self.lock(), |waiting| waiting.lines.is_empty());
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut waiting.lines, lines);
        waiting.is_writing = true;
        std::mem::take(&mut waiting.dropped)
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        let is_busy = |waiting: &mut Waiting| waiting.is_writing || !waiting.lines.is_empty();
        drop(self.0.changed.wait_timeout_while(self.0.lock(), PATIENCE, is_busy));
    }
}

impl<'w> MakeWriter<'w> for Queue {
    type Writer = Line<'w>;

    fn make_writer(&'w self) -> Line<'w> {
        Line(&self.0)
    }
}

/// Takes a line, which comes in one piece.
pub(super) struct Line<'w>(&'w Shared);

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// A reader that takes one write for each of its permits, and shows it.
    struct Reader {
        permits: Receiver<()>,
        written: Sender<Vec<u8>>,
    }

    impl Write for Reader {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.permits.recv().map_err(io::Error::other)?;
            self.written.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_is_too_slow_keeps_nobody_waiting_and_learns_what_is_missing() {
        let ((permit, permits), (written, read)) = (channel(), channel());
        let (report, reported) = channel();
        let queue =
            Queue::start(Reader { permits, written }, move |lines| report.send(lines).unwrap()).unwrap();
        queue.0.push(b"first\n");
        // Once it is taken, all room is free.
        while !queue.0.lock().is_writing {
            thread::yield_now();
        }
        let line = [b"x".repeat(1023), b"\n".to_vec()].concat();
        for _ in 0..ROOM / line.len() + 7 {
            queue.0.push(&line);
        }
        assert_eq!(queue.0.lock().dropped, 7);
        (0..3).for_each(|_| permit.send(()).unwrap());
        assert_eq!(read.recv().unwrap(), b"first\n");
        assert_eq!((read.recv().unwrap().len(), reported.recv().unwrap()), (ROOM, 7));
        queue.0.push(b"last\n");
        drop(queue.flush());
        assert_eq!(read.try_recv().unwrap(), b"last\n", "the end waits for it");
    }

    /// Refuses what is written first.
    struct Broken(bool);

    impl Write for Broken {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match std::mem::take(&mut self.0) {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => Ok(bytes.len()),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_could_not_be_written_are_missing_too() {
        let (report, reported) = channel();
        let queue = Queue::start(Broken(true), move |lines| report.send(lines).unwrap()).unwrap();
        for lines in ["first\nsecond\n", "third\n", "fourth\n"] {
            queue.0.push(lines.as_bytes());
            drop(queue.flush());
        }
        assert_eq!(reported.recv().unwrap(), 2);
    }
}
