//! Child processes, ended in order on Ctrl-C.

use crate::{os, place};
use anyhow::{Context, Result, anyhow, bail};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

static STOPPED: AtomicBool = AtomicBool::new(false);
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Lines of a failed child's output that are worth showing.
const TAIL: usize = 60;

/// On Ctrl-C and SIGTERM ends the running children; what then unwinds cleans up. A second one ends them by force.
pub fn handle_signals() -> Result<()> {
    Ok(ctrlc::set_handler(|| {
        let again = STOPPED.swap(true, Ordering::SeqCst);
        running().iter().for_each(|id| os::end(*id, again));
    })?)
}

/// Whether we were told to stop.
pub fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

fn running() -> MutexGuard<'static, Vec<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A child that ends with us.
pub struct Running {
    child: Child,
    name: String,
}

impl Running {
    /// Starts `command`, with no input: a child that asked a question would wait for ever.
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        os::own_group(command);
        let mut running = running();
        if stopped() {
            bail!("stopped");
        }
        let child =
            command.stdin(Stdio::null()).spawn().with_context(|| format!("`{name}` cannot be started"))?;
        running.push(child.id());
        Ok(Self { child, name })
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Its output, if that is piped.
    pub fn stdout(&mut self) -> Result<ChildStdout> {
        self.child.stdout.take().context("the output is not piped")
    }

    /// Waits for the end.
    pub fn wait(mut self) -> Result<ExitStatus> {
        Ok(self.child.wait()?)
    }

    /// Waits for an end without failure.
    pub fn succeed(self) -> Result<()> {
        let name = self.name.clone();
        match self.wait()? {
            status if status.success() => Ok(()),
            _ if stopped() => bail!("stopped"),
            status => bail!("`{name}` failed ({status})"),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            os::end(self.child.id(), false);
            let _ = self.child.wait();
        }
        running().retain(|id| *id != self.child.id());
    }
}

/// Waits until one of the children ends, and ends the others; how that one ended.
pub fn together(children: Vec<Running>) -> Result<()> {
    let ids: Vec<_> = children.iter().map(Running::id).collect();
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        for child in children {
            let tell = tell.clone();
            scope.spawn(move || tell.send(child.succeed()));
        }
        let first = told.recv()?;
        running().iter().filter(|id| ids.contains(id)).for_each(|id| os::end(*id, false));
        first
    })
}

/// The packages that do not run in the browser. All of them also where one would do: for any other choice cargo builds what
/// they stand on once more.
pub const NATIVE: &str = "--workspace --exclude frontend";

/// `cargo` in the workspace, with `arguments` separated by spaces.
pub fn cargo(arguments: &str) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments.split(' ')).current_dir(place::root());
    command
}

/// Runs a command whose output is to be seen.
pub fn show(command: &mut Command) -> Result<()> {
    Running::start(command)?.succeed()
}

/// Runs a command whose output matters only if it fails, and is kept as `log`.
pub fn quiet(command: &mut Command, log: &str) -> Result<()> {
    let path = place::logs()?.join(format!("{log}.log"));
    let file = File::create(&path)?;
    command.stdout(file.try_clone()?).stderr(file);
    Running::start(command)?.succeed().map_err(|error| with_tail(error, &path))
}

/// Adds what the child said last.
pub fn with_tail(error: anyhow::Error, log: &Path) -> anyhow::Error {
    let said = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = said.lines().collect();
    let tail = lines[lines.len().saturating_sub(TAIL)..].join("\n");
    anyhow!("{error:#}; all it said is in {}, and this is the end of it:\n\n{tail}\n", log.display())
}

/// What a command prints.
pub fn output(command: &mut Command) -> Result<String> {
    let mut child = Running::start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
    let said = std::io::read_to_string(child.stdout()?)?;
    child.succeed().map(|()| said)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn of_two_children_one_ends_with_the_other() {
        for (program, goes_well) in [("true", true), ("false", false)] {
            let forever = Running::start(Command::new("tail").args(["-f", "/dev/null"])).unwrap();
            let short = Running::start(&mut Command::new(program)).unwrap();
            assert_eq!(together(vec![forever, short]).is_ok(), goes_well);
        }
    }
}
