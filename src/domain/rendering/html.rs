//! Reads HTML as a row of tags and texts, the way that mail programs do: it never fails, whatever is written.

use std::ops::Range;

/// Elements whose content is text and never tags.
const RAW: &[&str] = &["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// A piece of HTML. Ranges are byte positions in the source.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Text(Range<usize>),
    /// `<a href="…">`. The name is in small letters.
    Open {
        name: String,
        attributes: Vec<Attribute>,
        range: Range<usize>,
    },
    /// `</a>`.
    Close {
        name: String,
        range: Range<usize>,
    },
    /// The content of a [`RAW`] element.
    Raw,
    /// A comment, a doctype.
    Other(Range<usize>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// In small letters.
    pub name: String,
    /// The value without its quotes; empty when there is none.
    pub value: Range<usize>,
}

/// The pieces of `source`, in order.
pub fn pieces(source: &str) -> Vec<Piece> {
    let mut reader = Reader { source, bytes: source.as_bytes(), at: 0 };
    let mut found = Vec::new();
    while reader.at < source.len() {
        reader.next(&mut found);
    }
    found
}

struct Reader<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The position of `needle` from here on, or the end.
    fn find(&self, needle: &str) -> Option<usize> {
        self.source.get(self.at..)?.find(needle).map(|found| self.at + found)
    }

    fn next(&mut self, found: &mut Vec<Piece>) {
        let start = self.at;
        if self.peek(0) != b'<' {
            self.at = self.find("<").unwrap_or(self.source.len());
            return found.push(Piece::Text(start..self.at));
        }
        match self.peek(1) {
            b'!' if self.source[start..].starts_with("<!--") => {
                self.at = start + 4;
                self.at = self.find("-->").map_or(self.source.len(), |end| end + 3);
                // What a conditional comment holds is read by Outlook: its links count too.
                let inside = &self.source[start..self.at];
                if inside.starts_with("<!--[if") {
                    self.at = start + inside.find('>').map_or(inside.len(), |end| end + 1);
                }
                found.push(Piece::Other(start..self.at));
            }
            b'!' | b'?' => {
                self.at = self.find(">").map_or(self.source.len(), |end| end + 1);
                found.push(Piece::Other(start..self.at));
            }
            b'/' if self.peek(2).is_ascii_alphabetic() => {
                self.at += 2;
                let name = self.name();
                self.at = self.find(">").map_or(self.source.len(), |end| end + 1);
                found.push(Piece::Close { name, range: start..self.at });
            }
            first if first.is_ascii_alphabetic() => {
                self.at += 1;
                let name = self.name();
                let attributes = self.attributes();
                found.push(Piece::Open { name: name.clone(), attributes, range: start..self.at });
                if RAW.contains(&name.as_str()) && self.at < self.source.len() {
                    self.at = self.end_of_raw(&name);
                    found.push(Piece::Raw);
                }
            }
            _ => {
                self.at += 1;
                found.push(Piece::Text(start..self.at));
            }
        }
    }

    /// A tag's name: up to a blank, `/` or `>`.
    fn name(&mut self) -> String {
        let start = self.at;
        while self.at < self.bytes.len() && !matches!(self.bytes[self.at], b' ' | b'\t' | b'\r' | b'\n' | 0x0c | b'/' | b'>') {
            self.at += 1;
        }
        self.source[start..self.at].to_ascii_lowercase()
    }

    /// Up to and with the `>` of the tag.
    fn attributes(&mut self) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        loop {
            while matches!(self.peek(0), b' ' | b'\t' | b'\r' | b'\n' | 0x0c | b'/') {
                self.at += 1;
            }
            if self.at >= self.bytes.len() {
                return attributes;
            }
            if self.peek(0) == b'>' {
                self.at += 1;
                return attributes;
            }
            let start = self.at;
            // A first `=` belongs to the name, as browsers have it.
            self.at += 1;
            while self.at < self.bytes.len()
                && !matches!(self.bytes[self.at], b' ' | b'\t' | b'\r' | b'\n' | 0x0c | b'/' | b'>' | b'=')
            {
                self.at += 1;
            }
            // Every byte that was looked for is ASCII, so the ends are ends of characters.
            let name = self.source[start..self.at].to_ascii_lowercase();
            self.blanks();
            let mut value = self.at..self.at;
            if self.peek(0) == b'=' {
                self.at += 1;
                self.blanks();
                value = self.value();
            }
            attributes.push(Attribute { name, value });
        }
    }

    fn blanks(&mut self) {
        while matches!(self.peek(0), b' ' | b'\t' | b'\r' | b'\n' | 0x0c) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Range<usize> {
        match self.peek(0) {
            quote @ (b'"' | b'\'') => {
                let start = self.at + 1;
                let end = self.bytes[start..].iter().position(|byte| *byte == quote).map_or(self.bytes.len(), |end| start + end);
                self.at = (end + 1).min(self.bytes.len());
                start..end
            }
            _ => {
                let start = self.at;
                while self.at < self.bytes.len() && !matches!(self.bytes[self.at], b' ' | b'\t' | b'\r' | b'\n' | 0x0c | b'>') {
                    self.at += 1;
                }
                start..self.at
            }
        }
    }

    fn end_of_raw(&self, name: &str) -> usize {
        let rest = &self.bytes[self.at..];
        let end = format!("</{name}");
        rest.windows(end.len())
            .position(|window| window.eq_ignore_ascii_case(end.as_bytes()))
            .map_or(self.bytes.len(), |end| self.at + end)
    }
}

/// Reads the entities of a text that people use: numbers, and the names that mails are written with.
pub fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((c, length)) => {
                out.push_str(c.as_str());
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The characters at the beginning of `&…`, and how long their writing is. A number needs no `;`, as in browsers.
fn entity(text: &str) -> Option<(String, usize)> {
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, before) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 3),
            None => (number, 10, 2),
        };
        let length = digits.bytes().take_while(|byte| (*byte as char).is_digit(radix)).count();
        if length == 0 {
            return None;
        }
        let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(0xfffd);
        let c = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
        let closed = digits[length..].starts_with(';');
        return Some((c.to_string(), before + length + usize::from(closed)));
    }
    let length = body.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if !body[length..].starts_with(';') {
        return None;
    }
    let c = match &body[..length] {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        "colon" => ":",
        "Tab" => "\t",
        "NewLine" => "\n",
        "copy" => "©",
        "reg" => "®",
        "trade" => "™",
        "hellip" => "…",
        "ndash" => "–",
        "mdash" => "—",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        "laquo" => "«",
        "raquo" => "»",
        "bull" => "•",
        "middot" => "·",
        "euro" => "€",
        "pound" => "£",
        "yen" => "¥",
        "cent" => "¢",
        "sect" => "§",
        "deg" => "°",
        "times" => "×",
        "rarr" => "→",
        "larr" => "←",
        "check" => "✓",
        "shy" | "zwnj" | "zwj" => "",
        _ => return None,
    };
    Some((c.to_owned(), length + 2))
}

/// Text as it is written in HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(source: &str) -> Vec<String> {
        let text = |range: &Range<usize>| source[range.clone()].to_owned();
        pieces(source)
            .iter()
            .map(|piece| match piece {
                Piece::Text(range) => text(range),
                Piece::Open { name, attributes, .. } => {
                    let all: Vec<_> = attributes.iter().map(|a| format!("{}={}", a.name, text(&a.value))).collect();
                    format!("<{name} {}>", all.join(","))
                }
                Piece::Close { name, .. } => format!("</{name}>"),
                Piece::Raw => "raw".to_owned(),
                Piece::Other(_) => "other".to_owned(),
            })
            .collect()
    }

    #[test]
    fn tags_and_texts_are_told_apart() {
        assert_eq!(
            shown("<!doctype html><A HREF='/x?a=1>2' class=big hidden>5 < 6</a><br/>"),
            ["other", "<a href=/x?a=1>2,class=big,hidden=>", "5 ", "<", " 6", "</a>", "<br >"]
        );
        assert_eq!(shown("<style>a<b{}</style>x<!-- <a> -->y"), ["<style >", "raw", "</style>", "x", "other", "y"]);
        assert_eq!(shown("<!--[if mso]><a href=x><![endif]-->"), ["other", "<a href=x>", "other"]);
        assert_eq!(shown("<a href=\"open"), ["<a href=open>"]);
    }

    #[test]
    fn entities_become_characters() {
        assert_eq!(decode("a &amp; b&nbsp;&#8364;&#x41;&#65 &bogus; &"), "a & b\u{a0}€AA &bogus; &");
        assert_eq!(decode("&#x110000;&#0;"), "\u{fffd}\u{fffd}");
    }

    proptest! {
        #[test]
        fn nothing_that_is_written_breaks_it(source in "[<>/='\"!\\-a-c &;#x0-9é ]{0,80}") {
            pieces(&source);
            decode(&source);
        }
    }
}
