//! Where links may lead. A scheme that runs code or reads files is taken out, whoever wrote it: author or data.

use super::html::{Attribute, Piece, decode, pieces};

/// Attributes that lead somewhere or load something.
const LEADING: &[&str] =
    &["href", "src", "action", "formaction", "background", "poster", "xlink:href", "data", "cite", "longdesc"];

/// What a link becomes that may not be followed.
const NOWHERE: &str = "#";

/// Whether a link may be followed: `http`, `https`, `mailto`, `tel`, or no scheme at all.
pub fn is_allowed(link: &str) -> bool {
    match scheme(link) {
        Some(scheme) => matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"),
        None => true,
    }
}

/// The scheme as a browser reads it: blanks and control characters do not count. None: a path, a fragment, nothing.
fn scheme(link: &str) -> Option<String> {
    let mut scheme = String::new();
    for c in link.chars().filter(|c| !c.is_control() && !c.is_whitespace() && *c != '\u{feff}') {
        match c {
            ':' => return Some(scheme),
            '/' | '?' | '#' => return None,
            c => scheme.extend(c.to_lowercase()),
        }
    }
    None
}

fn may_stay(tag: &str, attribute: &Attribute, value: &str) -> bool {
    is_allowed(value)
        // A picture inside the mail; no picture can run code when it is shown by `img`. `cid:` is an attached picture.
        || (tag == "img"
            && attribute.name == "src"
            && scheme(value).is_some_and(|scheme| scheme == "cid" || (scheme == "data" && is_picture(value))))
}

fn is_picture(link: &str) -> bool {
    let start: String = link.chars().filter(|c| !c.is_whitespace()).take(11).collect();
    start.eq_ignore_ascii_case("data:image/")
}

/// The same HTML with the links that may not be followed leading nowhere. Answers them too, as they were.
pub fn neutralise(html: String) -> (String, Vec<String>) {
    let mut cuts = Vec::new();
    for piece in pieces(&html) {
        let Piece::Open { name, attributes, .. } = piece else { continue };
        // `<base>` would send every other link elsewhere; a refresh is a link that follows itself.
        let refresh =
            name == "meta" && attributes.iter().any(|a| decode(&html[a.value.clone()]).trim().eq_ignore_ascii_case("refresh"));
        for attribute in &attributes {
            let leads = LEADING.contains(&attribute.name.as_str()) || (refresh && attribute.name == "content");
            let value = decode(&html[attribute.value.clone()]);
            if leads && (refresh || name == "base" || !may_stay(&name, attribute, &value)) {
                cuts.push((attribute.value.clone(), value));
            }
        }
    }
    if cuts.is_empty() {
        return (html, Vec::new());
    }
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    let mut refused = Vec::new();
    for (range, value) in cuts {
        out.push_str(&html[at..range.start]);
        out.push_str(NOWHERE);
        at = range.end;
        refused.push(value);
    }
    out.push_str(&html[at..]);
    (out, refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn links_of_mails_are_followed() {
        for good in ["https://a.example/?x=1:2", "http://a", "mailto:a@b.c", "tel:+1", "/path:with", "#a:b", "?q=a:b", "", "page"]
        {
            assert!(is_allowed(good), "{good}");
        }
    }

    #[test]
    fn schemes_that_run_or_read_are_not() {
        for bad in [
            "javascript:alert(1)",
            " JaVa\tScript\n:x",
            "data:text/html,x",
            "file:///etc",
            "vbscript:x",
            "blob:x",
            "\u{1}javascript:x",
        ] {
            assert!(!is_allowed(bad), "{bad}");
        }
    }

    #[test]
    fn a_link_that_may_not_be_followed_leads_nowhere() {
        let (html, refused) = neutralise(
            r#"<a href="jav&#x09;ascript:alert(1)">x</a><a href=https://a.example>y</a><img src="data:image/png;base64,AA"><img src='data:text/html,x'>"#.into(),
        );
        assert_eq!(
            html,
            r##"<a href="#">x</a><a href=https://a.example>y</a><img src="data:image/png;base64,AA"><img src='#'>"##
        );
        assert_eq!(refused, ["jav\tascript:alert(1)", "data:text/html,x"]);
        let (html, _) = neutralise(
            r#"<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example">"#.into(),
        );
        assert!(!html.contains("evil"), "{html}");
    }

    proptest! {
        #[test]
        fn no_javascript_link_is_left(before in "[a-z <>'\"=/]{0,12}", scheme in "[jJ][aA][vV][aA][sS][cC][rR][iI][pP][tT]") {
            let (html, _) = neutralise(format!("{before}><a href=\"{scheme}:x\">"));
            // Read once more, nothing is left to take out.
            let (again, refused) = neutralise(html.clone());
            prop_assert!(refused.is_empty());
            prop_assert_eq!(again, html);
        }
    }
}
