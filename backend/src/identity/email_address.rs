//! E-mail addresses: one spelling for each mailbox, and only addresses that Kith can write to. The rule of input and the mailer
//! use the same parser.

use crate::Refusal;
use common::{blanks, rules};
use icu_normalizer::ComposingNormalizer;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointSetData};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use lettre::Address;

/// RFC 5321's limit on a path, less its angle brackets.
const OCTETS_MAX: usize = 254;

/// An address in the spelling that Kith stores: the local part in NFKC, the domain in ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(Address);

impl EmailAddress {
    /// Reads an address as it was typed; `None` where no mail can be sent to it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = nfkc(blanks::trim(text));
        let (local, domain) = text.rsplit_once('@')?;
        let address = Address::new(local_part(local)?, domain_name(domain)?).ok()?;
        let address = Self(address);
        (address.as_str().len() <= OCTETS_MAX).then_some(address)
    }

    /// As [`parse`](Self::parse), with the complaint that belongs to the field of the address.
    pub(crate) fn require(text: &str) -> Result<Self, Refusal> {
        Self::parse(text).ok_or_else(|| Refusal::invalid("Email_id", rules::NO_EMAIL))
    }

    /// The mailbox: the same for every spelling of it, whatever its case.
    pub fn key(&self) -> String {
        fold(self.as_str())
    }

    /// The stored spelling.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.as_str().to_owned()
    }
}

impl From<EmailAddress> for Address {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

/// The mailbox that a text stands for. A text that is no address, such as one that an older version has let in, stands for itself.
pub fn key(text: &str) -> String {
    EmailAddress::parse(text).map_or_else(|| fold(text), |address| address.key())
}

/// A name or an address without regard to case and width, by rules that no locale changes. It maps the letters as the PRECIS profile
/// UsernameCaseMapped does (RFC 8265), and the two small forms of sigma to one.
pub fn fold(text: &str) -> String {
    let small = |letter: char| letter.to_lowercase().map(|small| if small == 'ς' { 'σ' } else { small });
    nfkc(&nfkc(text).chars().flat_map(small).collect::<String>())
}

fn nfkc(text: &str) -> String {
    ComposingNormalizer::new_nfkc().normalize(text).into_owned()
}

/// Atoms with dots between them. What cannot be seen is left out; no blank and no control character is let in, and no quotes.
fn local_part(text: &str) -> Option<String> {
    let is_invisible = |letter: &char| CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(*letter);
    let local = nfkc(&text.chars().filter(|letter| !is_invisible(letter)).collect::<String>());
    (!local.contains('\u{22}') && local.chars().all(is_graphic)).then_some(local)
}

fn is_graphic(letter: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(letter);
    !GeneralCategoryGroup::Other.contains(category) && !GeneralCategoryGroup::Separator.contains(category)
}

/// A name in the public DNS, in ASCII (UTS 46): two labels at least, of which the last has letters only or is an international one.
fn domain_name(text: &str) -> Option<String> {
    let uts46 = Uts46::new();
    let ascii =
        uts46.to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
    let ascii = ascii.ok()?.into_owned();
    let (_, last) = ascii.rsplit_once('.')?;
    let is_name = last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_name || last.starts_with("xn--")).then_some(ascii)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;
    use lettre::Message;
    use lettre::message::SinglePart;
    use proptest::prelude::*;

    /// Whether a mail can be written to the address as it is stored.
    fn can_be_written_to(address: &EmailAddress) -> bool {
        let mail = Message::builder()
            .from("kith@example.org".parse().expect("an address"))
            .to(Address::from(address.clone()).into())
            .singlepart(SinglePart::plain(String::new()));
        mail.is_ok_and(|mail| mail.envelope().to().len() == 1)
    }

    #[test]
    fn each_address_has_one_spelling() {
        for (typed, stored) in [
            ("Ada@Example.ORG", "Ada@example.org"),
            (" ada@example.org\u{a0}", "ada@example.org"),
            ("a.d+a/b=c@sub.example.org", "a.d+a/b=c@sub.example.org"),
            ("o'neil@example.org", "o'neil@example.org"),
            ("юзер@пример.рф", "юзер@xn--e1afmkfd.xn--p1ai"),
            ("jo\u{308}rg@example.org", "jörg@example.org"),
            ("a\u{200b}da@exam\u{ad}ple.org", "ada@example.org"),
            ("ａｄａ＠ｅｘａｍｐｌｅ。org", "ada@example.org"),
            ("a@straße.example", "a@xn--strae-oqa.example"),
            ("a@a--b.example", "a@a--b.example"),
        ] {
            let address = EmailAddress::parse(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!(address.as_str(), stored, "{typed}");
            assert!(can_be_written_to(&address), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_written_to_is_no_address() {
        let long = [format!("{}@example.org", "a".repeat(65)), format!("a@{}.org", "a".repeat(64))];
        let longer = [format!("{}@example.org", "ä".repeat(33)), format!("a@{}org", "abcdefghi.".repeat(25))];
        for text in [
            "",
            "@",
            "ada",
            "@example.org",
            "ada@",
            "ada@localhost",
            "ada@.org",
            "ada@example..org",
            "ada@example.org.",
            ".ada@example.org",
            "ada.@example.org",
            "a..b@example.org",
            "a b@example.org",
            "a,b@example.org",
            "<a@example.org",
            "a@example.org>",
            "Ada <a@example.org>",
            "a@b@example.org",
            "a:b@example.org",
            "\"a\"@example.org",
            "\"a@b\"@example.org",
            "a\\b@example.org",
            "(a)b@example.org",
            "a@example.123",
            "a@0x7f.1",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
            "a@::1",
            "a@1.2.0x7f",
            "a@b.c",
            "a@-b.org",
            "a@b-.org",
            "a@b_c.org",
            "a@b c.org",
            "a@b/c.org",
            "a@xn--a.org",
            "a@b\u{200f}c.org",
            "a\0@b.org",
            "a@b\0.org",
            "a\r\nBcc: x@b.org",
            "a\u{85}b@c.org",
            "a\u{e000}@b.org",
            "a\u{2028}@b.org",
        ]
        .into_iter()
        .chain(long.iter().chain(&longer).map(String::as_str))
        {
            assert_eq!(EmailAddress::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn case_is_no_matter_of_locale() {
        for (one, other) in [
            ("JÖRG@x.org", "jörg@x.org"),
            ("I@x.org", "i@x.org"),
            ("ΣΑΣ@x.org", "σας@x.org"),
            ("\u{212a}@x.org", "k@x.org"),
        ] {
            assert_eq!(key(one), key(other));
        }
        assert_ne!(key("ı@x.org"), key("i@x.org"), "another letter");
    }

    /// What may look like an address: letters, marks, dots and signs of many scripts, and what an address must not have.
    const LIKE: &str = "[a-cA-C0-9._+\\-äßÅσςΣİıﬁ①．。｡＠@ \\u{300}-\\u{308}\\u{ad}\\u{200b}-\\u{200f}\\u{2060}\\u{ff21}-\\u{ff25}юא가\\u{1100}-\\u{1175}]{1,12}";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn what_is_accepted_can_be_written_to_and_is_its_own_spelling(
            text in prop_oneof![
                any::<String>(),
                ("\\PC{1,12}", "\\PC{1,9}").prop_map(|(local, domain)| format!("{local}@{domain}.org")),
                (LIKE, LIKE, LIKE).prop_map(|(local, domain, top)| format!("{local}@{domain}.{top}")),
                (LIKE, LIKE).prop_map(|(local, domain)| format!("{local}@{domain}.org")),
            ]
        ) {
            if let Some(address) = EmailAddress::parse(&text) {
                prop_assert!(can_be_written_to(&address), "{:?}", address);
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Some(address.clone()));
                prop_assert!(rules::email(address.as_str(), &()).is_ok(), "{:?}", address);
                prop_assert_eq!(key(&address.key()), address.key());
                prop_assert_eq!(key(&text), address.key());
            }
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
