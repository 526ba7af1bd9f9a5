//! How mails are sent.

use clap::Args;
use std::path::PathBuf;

/// Settings of the mails. Without a server and without a folder none are sent.
#[derive(Clone, Debug, Args)]
pub struct Mail {
    /// Mail server, such as smtps://user:password@mail.example.org; ?tls=required after smtp:// asks for STARTTLS
    #[arg(long, env = "KITH_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// For development: folder that mails are put into as files, in place of sending them
    #[arg(long, env = "KITH_MAIL_FOLDER", value_name = "FOLDER", conflicts_with = "smtp_url")]
    pub mail_folder: Option<PathBuf>,
    /// Whom mails are from
    #[arg(long, env = "KITH_MAIL_FROM", value_name = "ADDRESS", default_value = "Kith <kith@localhost>")]
    pub mail_from: String,
}
