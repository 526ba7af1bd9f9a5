//! A small disk that really fills up. It is a file system in memory which nobody sees but the processes of one namespace: so it takes no
//! right to mount anything, and is gone with them.

use crate::own_postgres::{Folder, as_its_user, give};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

/// The disk under the data of a server.
pub struct SmallDisk {
    data: String,
    holder: Child,
    enter: Vec<String>,
}

impl SmallDisk {
    /// Puts one of so many megabytes under a folder's data, which is empty still.
    pub fn under(folder: &mut Folder, megabytes: u32) -> Self {
        let data = folder.data().display().to_string();
        fs::create_dir(&data).expect("a folder");
        give(&folder.data(), 0o700);
        let mount = format!(
            "mount -t tmpfs -o size={megabytes}m,mode=0700 tmpfs {data} && echo mounted && exec cat >/dev/null"
        );
        let mut unshare = as_its_user("unshare");
        unshare.args(["--user", "--map-root-user", "--mount", "/bin/sh", "-c", &mount]);
        // It ends with us, however we end.
        unshare.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut holder = unshare.spawn().expect("unshare starts");
        let mut line = String::new();
        BufReader::new(holder.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        if line.is_empty() {
            holder.stderr.take().expect("stderr").read_to_string(&mut line).expect("text");
            panic!("no small disk can be had, as this system lets its users make no namespaces: {line}");
        }
        let number = |flag| {
            let output = as_its_user("id").arg(flag).output().expect("id runs");
            String::from_utf8(output.stdout).expect("a number").trim().to_owned()
        };
        // Its root may mount, and PostgreSQL refuses to be root: within it is the user who it is outside.
        let enter = format!(
            "nsenter --target {} --user --mount --preserve-credentials unshare --user --map-user={} --map-group={}",
            holder.id(),
            number("-u"),
            number("-g")
        );
        let enter = enter.split(' ').map(str::to_owned).collect::<Vec<_>>();
        folder.wrap(enter.clone());
        Self { data, holder, enter }
    }

    /// Until nothing more can be written.
    pub fn fill(&self) {
        let output = self.run(&["dd", "if=/dev/zero", "bs=4k", &format!("of={}/ballast", self.data)]);
        assert!(output.contains("No space left on device"), "{output}");
    }

    pub fn make_room(&self) {
        assert_eq!(self.run(&["rm", &format!("{}/ballast", self.data)]), "");
    }

    /// What a program says that sees the disk.
    fn run(&self, arguments: &[&str]) -> String {
        let output = as_its_user("env").args(&self.enter).args(arguments).output().expect("it starts");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        self.holder.kill().expect("it can be stopped");
        self.holder.wait().expect("it ends");
    }
}
