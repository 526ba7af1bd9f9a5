//! What it means to a caller that a constraint of the schema is broken.

use crate::Refusal;
use common::Code;

/// The refusal that a constraint stands for, where callers can run into it.
pub(super) fn refusal(constraint: &str) -> Option<Refusal> {
    let refusal = match without_shard(constraint) {
        "people_username_key" => username_taken(),
        "accounts_mailbox_key" => email_taken(),
        "passkeys_pkey" => Refusal::Taken(Code::PasskeyTaken, "credential"),
        "identities_pkey" => Refusal::Taken(Code::GoogleAccountTaken, "proof"),
        "identities_person_key" => Refusal::Taken(Code::GoogleAccountLinked, "proof"),
        "followers_not_self" | "requests_not_self" => Refusal::invalid("user", "You cannot follow yourself."),
        "blocking_not_self" => Refusal::invalid("user", "You cannot block yourself."),
        "followers_person_fkey" | "requests_person_fkey" | "blocked_by_person_fkey" => {
            Refusal::Plain(Code::UserNotFound)
        }
        "followed_person_fkey"
        | "requested_person_fkey"
        | "blocking_person_fkey"
        | "authenticators_person_fkey"
        | "recovery_codes_person_fkey"
        | "passkeys_person_fkey"
        | "tickets_person_fkey"
        | "identities_person_fkey"
        | "profiles_person_fkey"
        | "security_events_person_fkey"
        | "outbox_person_fkey"
        | "import_leases_person_fkey"
        | "sessions_person_fkey" => Refusal::Plain(Code::AccountDeleted),
        _ => return None,
    };
    Some(refusal)
}

/// A name that is taken, or was until lately.
pub(super) fn username_taken() -> Refusal {
    Refusal::Taken(Code::UsernameTaken, "Username")
}

/// An address that is registered already.
pub(super) fn email_taken() -> Refusal {
    Refusal::Taken(Code::EmailTaken, "Email_id")
}

/// The name that the migrations give: on a sharded engine each part of a table has constraints of its own, with its number behind.
fn without_shard(constraint: &str) -> &str {
    match constraint.rsplit_once('_') {
        Some((name, shard)) if !shard.is_empty() && shard.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => constraint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_is_known_by_its_name_on_every_shard() {
        for name in ["followers_not_self", "followers_not_self_102008"] {
            assert!(matches!(refusal(name), Some(Refusal::Invalid(_))), "{name}");
        }
        for name in ["followers_not_self_", "followers_not_self_x1", "followers_102008", "102008", ""] {
            assert!(refusal(name).is_none(), "{name}");
        }
    }
}
