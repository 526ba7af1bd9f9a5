//! Which content coding a client likes best, by `Accept-Encoding` as RFC 9110 has it.

/// The coding of a representation that is not coded.
pub(super) const IDENTITY: &str = "identity";

/// The coding with the greatest weight; among equals the first of those at hand. `None` where the client takes none of them.
/// The header may come in several lines; what of it cannot be read counts as absent.
pub(crate) fn best<'h, 'c>(
    accepted: impl Iterator<Item = &'h str>,
    at_hand: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let listed = accepted.flat_map(|line| line.split(',')).filter_map(listed).collect::<Vec<_>>();
    // A coding that is listed twice has the lesser weight, so that a refusal is always heard.
    let listed = |coding: &str| {
        let same = listed.iter().filter(|(name, _)| name.eq_ignore_ascii_case(coding));
        same.map(|(_, weight)| *weight).min()
    };
    let weight = |coding: &str| match listed(coding).or_else(|| listed("*")) {
        Some(0) => None,
        // Without a word on it, it will do, but anything that is listed is liked better.
        None => (coding == IDENTITY).then_some(0),
        weight => weight,
    };
    let mut best = None;
    for (coding, weight) in at_hand.into_iter().filter_map(|coding| Some((coding, weight(coding)?))) {
        if best.is_none_or(|(_, most)| weight > most) {
            best = Some((coding, weight));
        }
    }
    best.map(|(coding, _)| coding)
}

/// A coding of the list and its weight in thousandths.
fn listed(element: &str) -> Option<(&str, u16)> {
    let mut parts = element.split(';').map(str::trim);
    let coding = match parts.next()? {
        "" => return None,
        name if name.eq_ignore_ascii_case("x-gzip") => "gzip",
        name => name,
    };
    let weight =
        parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    Some((coding, weight.map_or(Some(1000), |(_, weight)| thousandths(weight.trim()))?))
}

/// `0` to `1`, with three decimals at the most.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let decimals = format!("{decimals:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(decimals),
        "1" if decimals == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AT_HAND: [&str; 3] = ["br", "gzip", IDENTITY];

    fn chosen(accepted: &str) -> &'static str {
        best(accepted.lines(), AT_HAND).unwrap_or("none")
    }

    #[test]
    fn each_spelling_is_understood() {
        for (accepted, expected) in [
            ("", "identity"),
            ("br", "br"),
            ("BR", "br"),
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("x-gzip", "gzip"),
            ("X-GZip;q=0.5", "gzip"),
            ("deflate", "identity"),
            ("*", "br"),
            ("br;q=0", "identity"),
            ("br;q=0.0, gzip", "gzip"),
            ("br;q=0.00, gzip", "gzip"),
            ("br;q=0.000, gzip", "gzip"),
            ("br;q=0., gzip", "gzip"),
            ("br ; Q=0 , GZIP", "gzip"),
            ("br\t;\tq = 0.0\t,\tgzip", "gzip"),
            ("br;level=4;q=0, gzip", "gzip"),
            ("br;q=0, *", "gzip"),
            ("br;q=0, gzip;q=0, *", "identity"),
            ("br;q=0.001", "br"),
            ("br;q=0.5, gzip", "gzip"),
            ("br;q=0.5, gzip;q=0.500", "br"),
            ("br;q=0.5, identity;q=0.6", "identity"),
            ("br, identity;q=0", "br"),
            ("br;q=0.1, *;q=0.2", "gzip"),
            ("identity;q=1, *;q=0", "identity"),
            ("identity;q=0", "none"),
            ("*;q=0", "none"),
            ("*;q=0.0, br", "br"),
            ("br, br;q=0", "identity"),
            ("br;q=0\ngzip", "gzip"),
            ("gzip;q=0.5\nbr", "br"),
            ("br;q=2, gzip", "gzip"),
            ("br;q=-1, gzip", "gzip"),
            ("br;q=, gzip", "gzip"),
            ("br;q=0.0001, gzip", "gzip"),
            ("br;q=1.001, gzip", "gzip"),
            ("br;q=\u{0665}, gzip", "gzip"),
            (",, ;q=1, br,", "br"),
        ] {
            assert_eq!(chosen(accepted), expected, "{accepted:?}");
        }
    }

    fn weight() -> impl Strategy<Value = (String, u16)> {
        (0..=1000_u16, 0..4_usize).prop_map(|(weight, decimals)| {
            let unit = 10_u16.pow(3 - decimals as u32);
            let weight = weight / unit * unit;
            let text = format!("{}.{:03}", weight / 1000, weight % 1000);
            (text[..2 + decimals].trim_end_matches('.').to_owned(), weight)
        })
    }

    proptest! {
        #[test]
        fn what_is_refused_is_not_sent_and_what_weighs_most_is(
            weights in proptest::array::uniform4(proptest::option::of(weight())),
            separator in "[ \t]{0,2},[ \t]{0,2}", upper in any::<bool>(), lines in any::<bool>(),
        ) {
            let names = ["br", "gzip", IDENTITY, "*"];
            let listed = names.iter().zip(&weights).filter_map(|(name, weight)| Some((name, weight.as_ref()?)));
            let listed = listed.map(|(name, (text, _))| match upper {
                true => format!("{};Q={text}", name.to_uppercase()),
                false => format!("{name} ; q={text}"),
            });
            let accepted = listed.collect::<Vec<_>>().join(if lines { "\n" } else { &separator });
            let any = weights[3].as_ref().map(|(_, weight)| *weight);
            let of = |index: usize| match weights[index].as_ref().map(|(_, weight)| *weight).or(any) {
                None if names[index] == IDENTITY => Some(0),
                None | Some(0) => None,
                weight => weight,
            };
            let expected = (0..3).filter_map(|index| Some((of(index)?, 3 - index))).max();
            let expected = expected.map_or("none", |(_, rank)| names[3 - rank]);
            prop_assert_eq!(chosen(&accepted), expected, "{}", accepted);
        }

        #[test]
        fn nonsense_is_no_reason_to_fail(accepted in "\\PC*") {
            best([accepted.as_str()].into_iter(), AT_HAND);
        }
    }
}
