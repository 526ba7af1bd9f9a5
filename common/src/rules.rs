//! The rules of input, in the words a person sees. Forms and API apply the same functions.

/// Characters in a username.
pub const USERNAME_LENGTH: std::ops::RangeInclusive<usize> = 2..=30;
/// Code points in a password.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=256;
/// Rows a page may ask for.
pub const PAGE_LIMIT: std::ops::RangeInclusive<i64> = 1..=100;
/// Rows on a page that does not ask.
pub const PAGE_ROWS: i64 = 30;
/// Characters of what a list is searched for.
const PREFIX_MAX: usize = 100;
/// RFC 5321's limit on a path, less its angle brackets: octets on the server, so characters are no more.
const EMAIL_MAX: usize = 254;

/// Of the part of an address before the `@`, and of one part of its domain.
const LOCAL_MAX: usize = 64;
const LABEL_MAX: usize = 63;

fn require(holds: bool, complaint: &str) -> garde::Result {
    if holds { Ok(()) } else { Err(garde::Error::new(complaint)) }
}

/// A new username: 2–30 of `A–Z a–z 0–9 _ . -`.
pub fn username(name: &str, _: &()) -> garde::Result {
    require(name.bytes().all(is_username_byte), "Use only letters A–Z, digits, and _ . - in the username.")?;
    require(USERNAME_LENGTH.contains(&name.len()), "The username must have 2 to 30 characters.")
}

/// The bytes a username is made of. All sort below `{`.
pub fn is_username_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

/// What is said of an address that no mail can be sent to.
pub const NO_EMAIL: &str = "Enter an e-mail address such as ada@example.org.";

/// A plausible e-mail address in any script. The server knows better, by the rules of Unicode and of mail; and only a mail that
/// arrives proves more.
pub fn email(address: &str, _: &()) -> garde::Result {
    let plausible = address.split_once(['@', '＠']).is_some_and(|(local, domain)| {
        local.chars().count() <= LOCAL_MAX
            && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_char))
            && domain.contains(DOTS)
            && domain.split(DOTS).all(is_label)
            && !domain.ends_with(|c: char| c.is_ascii_digit())
    }) && address.chars().count() <= EMAIL_MAX;
    require(plausible, NO_EMAIL)
}

/// The dots between the labels of a domain, in every script that has one of its own.
const DOTS: [char; 4] = ['.', '。', '．', '｡'];

/// RFC 5322's `atext`, and letters of every script.
fn is_atom_char(c: char) -> bool {
    match c.is_ascii() {
        true => {
            c.is_ascii_graphic()
                && !matches!(c, '\u{22}' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '@' | '[' | '\\' | ']')
        }
        false => !c.is_whitespace() && !c.is_control() && c != '＠',
    }
}

/// One part of a domain name, in ASCII or an international one in its own script.
fn is_label(label: &str) -> bool {
    let allowed = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || c == '-',
        false => is_atom_char(c),
    };
    (1..=LABEL_MAX).contains(&label.chars().count())
        && label.chars().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The length of a new password: 8–256 code points of any kind.
pub fn new_password(password: &str, _: &()) -> garde::Result {
    require(
        PASSWORD_LENGTH.contains(&password.chars().count()),
        "The password must have 8 to 256 characters.",
    )
}

/// What is said of a new password of the wrong length, where it must have more characters than the least.
pub fn password_length(min: usize) -> String {
    format!("The password must have {min} to 256 characters.")
}

/// A new password: 8–256 code points of any kind, and neither the username nor the e-mail address.
pub fn password<'a>(username: &'a str, email: &'a str) -> impl FnOnce(&str, &()) -> garde::Result + 'a {
    move |password, _| {
        new_password(password, &())?;
        let same = |other: &str| password.eq_ignore_ascii_case(other);
        require(
            !same(username) && !same(email),
            "The password must differ from the username and the e-mail address.",
        )
    }
}

/// Any text but a NUL, which PostgreSQL cannot hold.
pub fn text(text: &str, _: &()) -> garde::Result {
    require(!text.contains('\0'), "This text holds a character that cannot be stored (NUL).")
}

/// Any text of up to a number of characters.
pub fn lines(most: usize, complaint: &str) -> impl FnOnce(&str, &()) -> garde::Result {
    move |value, _| {
        text(value, &())?;
        require(value.chars().count() <= most, complaint)
    }
}

/// Any text of up to a number of characters, in one line.
pub fn line(most: usize, complaint: &str) -> impl FnOnce(&str, &()) -> garde::Result {
    move |value, _| {
        lines(most, complaint)(value, &())?;
        require(!value.chars().any(char::is_control), complaint)
    }
}

/// A name that is shown beside the username, or that of a passkey.
pub fn name(name: &str, _: &()) -> garde::Result {
    line(50, "The name may have 50 characters, in one line.")(name, &())
}

/// What a search inside a list begins with: no longer than a location.
pub fn prefix(prefix: &str, _: &()) -> garde::Result {
    lines(PREFIX_MAX, "Search for 100 characters at the most.")(prefix, &())
}

/// A page number.
pub fn page(page: &i64, _: &()) -> garde::Result {
    require(*page >= 1, "Pages count from 1.")
}

/// The number of rows on a page.
pub fn limit(limit: &i64, _: &()) -> garde::Result {
    require(PAGE_LIMIT.contains(limit), "A page has 1 to 100 rows.")
}
