//! Signing in with Google, or with another OpenID provider in its place.

use clap::Args;

/// Settings of the provider. Without a client id nobody is offered to sign in that way.
#[derive(Clone, Debug, Args)]
pub struct Google {
    /// Client id that Google gave this site
    #[arg(long, env = "KITH_GOOGLE_CLIENT_ID", value_name = "TEXT")]
    pub google_client_id: Option<String>,
    /// Client secret that Google gave with it
    #[arg(long, env = "KITH_GOOGLE_CLIENT_SECRET", value_name = "TEXT", hide_env_values = true)]
    pub google_client_secret: Option<String>,
    /// OpenID provider to use in Google's place
    #[arg(
        long,
        env = "KITH_GOOGLE_ISSUER",
        value_name = "URL",
        default_value = "https://accounts.google.com"
    )]
    pub google_issuer: String,
    /// Client ids of native clients, whose ID tokens are taken as well
    #[arg(long, env = "KITH_GOOGLE_AUDIENCES", value_name = "TEXT", value_delimiter = ',')]
    pub google_audiences: Vec<String>,
}
