//! The plain text of an HTML mail, for those who read mail as text.

use super::html::{Piece, decode, pieces};

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "dt",
    "dd",
    "footer",
    "form",
    "header",
    "main",
    "nav",
    "section",
    "table",
    "tr",
    "ul",
    "ol",
    "li",
    "center",
    "figure",
    "figcaption",
];

/// Elements with an empty line around them.
const PARAGRAPHS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"];

/// Text with line breaks where the HTML has blocks, `text (link)` for links and `- ` for items of lists.
pub fn text_of(html: &str) -> String {
    let mut page = Page::default();
    let mut links: Vec<(String, usize)> = Vec::new();
    let mut lists: Vec<Option<u32>> = Vec::new();
    for piece in pieces(html) {
        match piece {
            Piece::Text(range) => page.words(&decode(&html[range])),
            Piece::Open { name, attributes, .. } => {
                let value = |wanted: &str| {
                    let found = attributes.iter().find(|attribute| attribute.name == wanted)?;
                    Some(decode(&html[found.value.clone()]).trim().to_owned())
                };
                match name.as_str() {
                    "br" => page.line(1),
                    "hr" => {
                        page.line(1);
                        page.words("----");
                        page.line(1);
                    }
                    "img" => page.words(&value("alt").unwrap_or_default()),
                    "a" => links.push((value("href").unwrap_or_default(), page.out.len())),
                    "ul" | "ol" => {
                        page.line(1);
                        lists.push((name == "ol").then_some(0));
                    }
                    "li" => {
                        page.line(1);
                        match lists.last_mut() {
                            Some(Some(number)) => {
                                *number += 1;
                                page.words(&format!("{number}. "));
                            }
                            _ => page.words("- "),
                        }
                    }
                    "td" | "th" => page.words(" "),
                    name if BLOCKS.contains(&name) => page.line(1),
                    name if PARAGRAPHS.contains(&name) => page.line(2),
                    _ => {}
                }
            }
            Piece::Close { name, .. } => match name.as_str() {
                "a" => {
                    if let Some((link, start)) = links.pop() {
                        // A link whose words are the link itself, or that leads nowhere, is not written twice.
                        let words = page.out.get(start..).unwrap_or("").trim();
                        let told = link.trim_start_matches("mailto:").trim_start_matches("tel:");
                        if !told.is_empty() && !told.starts_with('#') && words != told {
                            let note = if words.is_empty() { told.to_owned() } else { format!(" ({told})") };
                            page.words(&note);
                        }
                    }
                }
                "ul" | "ol" => {
                    lists.pop();
                    page.line(1);
                }
                name if BLOCKS.contains(&name) => page.line(1),
                name if PARAGRAPHS.contains(&name) => page.line(2),
                _ => {}
            },
            Piece::Raw | Piece::Other(_) => {}
        }
    }
    page.out.truncate(page.out.trim_end().len());
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
    /// How many line breaks the next words need before them.
    breaks: usize,
    /// Whether a blank stands between the last words and the next.
    blank: bool,
}

impl Page {
    fn line(&mut self, breaks: usize) {
        self.blank = false;
        self.breaks = self.breaks.max(breaks).min(2);
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            // A no-break space is kept as a blank; the invisible fillers of preheaders are dropped.
            if c.is_whitespace() {
                self.blank = true;
                continue;
            }
            if matches!(c, '\u{200b}'..='\u{200f}' | '\u{34f}' | '\u{ad}' | '\u{feff}') {
                continue;
            }
            if self.breaks > 0 && !self.out.is_empty() {
                self.out.truncate(self.out.trim_end().len());
                self.out.extend(std::iter::repeat_n('\n', self.breaks));
            } else if self.blank && !self.out.is_empty() && !self.out.ends_with('\n') {
                self.out.push(' ');
            }
            self.breaks = 0;
            self.blank = false;
            self.out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mail_becomes_text() {
        let html = "<html><head><title>T</title><style>p{}</style></head><body><h1>Hi   Ada</h1>\n<p>Your <b>order</b> is here.<br>Look:</p>\
                    <ul><li>One &amp; two</li><li><a href=\"https://a.example/x\">Three</a></li></ul><ol><li>first</li><li>second</li></ol>\
                    <p><a href='https://b.example'>https://b.example</a> <img src=x alt=\"Logo\"></p></body></html>";
        assert_eq!(
            text_of(html),
            "Hi Ada\n\nYour order is here.\nLook:\n\n- One & two\n- Three (https://a.example/x)\n1. first\n2. second\n\nhttps://b.example Logo"
        );
    }

    #[test]
    fn a_link_is_told_once() {
        assert_eq!(text_of("<a href='mailto:a@b.c'>a@b.c</a>"), "a@b.c");
        assert_eq!(text_of("<a href='#top'>Up</a>"), "Up");
        assert_eq!(text_of("<a href='https://a.example'><img src=x></a>"), "https://a.example");
    }

    proptest! {
        #[test]
        fn any_html_has_a_text(html in "[<>/a-z='\" \n&;#]{0,120}") {
            text_of(&html);
        }
    }
}
