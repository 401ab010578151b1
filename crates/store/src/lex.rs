//! SQL cut into words, parameters and the rest, so that nothing inside a literal, a quoted name or a comment is taken for something else.

/// A piece of an SQL text. The pieces of a text, put together again, are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'s> {
    /// A keyword or a bare name.
    Word(&'s str),
    /// `:name`, without the colon.
    Param(&'s str),
    /// A literal, a quoted name, a number, a comment, a blank, a sign.
    Other(&'s str),
}

/// The pieces of `sql` from first to last.
pub(crate) fn tokens(sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let len = head(rest)?;
        let (text, tail) = rest.split_at(len);
        rest = tail;
        let starts = |at: usize| text.as_bytes().get(at).is_some_and(|&b| starts_name(b));
        Some(match text.strip_prefix(':') {
            Some(name) if starts(1) => Token::Param(name),
            _ if starts(0) => Token::Word(text),
            _ => Token::Other(text),
        })
    })
}

/// The length in bytes of the first piece; `None` at the end.
fn head(sql: &str) -> Option<usize> {
    let bytes = sql.as_bytes();
    let up_to = |end: &str, from: usize| sql[from..].find(end).map_or(sql.len(), |at| from + at + end.len());
    let run = |from: usize, of: fn(u8) -> bool| from + bytes[from..].iter().take_while(|&&b| of(b)).count();
    Some(match (*bytes.first()?, bytes.get(1)) {
        (quote @ (b'\'' | b'"'), _) => quoted(bytes, quote),
        (b'-', Some(b'-')) => up_to("\n", 2),
        (b'/', Some(b'*')) => up_to("*/", 2),
        (b':', Some(b':')) => 2,
        (b':', Some(&b)) if starts_name(b) => run(1, continues_name),
        (b, _) if starts_name(b) => run(0, continues_name),
        (b, _) if b.is_ascii_digit() => run(0, |b| continues_name(b) || b == b'.'),
        _ => sql.chars().next()?.len_utf8(),
    })
}

/// The length of a text in quotes, where a doubled quote stands for itself; the whole text when the quote is never closed.
fn quoted(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    bytes.len()
}

fn starts_name(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_'
}

fn continues_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(sql: &str) -> Vec<&str> {
        tokens(sql).filter_map(|token| if let Token::Param(name) = token { Some(name) } else { None }).collect()
    }

    #[test]
    fn a_parameter_is_a_colon_and_a_name_in_open_sql_only() {
        assert_eq!(parameters("SELECT :a, :b_2 FROM t WHERE x=:a"), ["a", "b_2", "a"]);
        assert_eq!(parameters("SELECT ':a', 'it''s :b', \":c\", \"d\"\":d\" -- :e\n, /* :f */ :g"), ["g"]);
        assert_eq!(parameters("SELECT x::text, y :: text, '10:30', :z::text"), ["z"]);
        assert_eq!(parameters("SELECT ': never closed :a"), [""; 0]);
        assert_eq!(parameters("SELECT 'ё' || :ё || :a"), ["a"]);
    }

    #[test]
    fn a_number_with_letters_is_no_word() {
        let words: Vec<_> = tokens("SELECT 1e5, x'00', 0xFF").filter(|token| matches!(token, Token::Word(_))).collect();
        assert_eq!(words, [Token::Word("SELECT"), Token::Word("x")]);
    }

    #[test]
    fn the_pieces_put_together_are_the_text() {
        for sql in ["SELECT :a /* open", "-- end", "'", "\"\"\"", "a:b::c:", "é—:x"] {
            let whole: String = tokens(sql)
                .map(|token| match token {
                    Token::Param(name) => format!(":{name}"),
                    Token::Word(t) | Token::Other(t) => t.to_owned(),
                })
                .collect();
            assert_eq!(whole, sql);
        }
    }
}
