//! Named SQL.

use std::sync::OnceLock;

use anyhow::{Result, ensure};

use crate::lex::{Token, tokens};
use crate::{Migration, Param, Value, dialect};

/// What a room's database is: the name it goes by in errors, how it gets its tables, and everything that is ever asked of it.
#[derive(Debug)]
pub struct Schema {
    pub name: &'static str,
    pub migrations: &'static [Migration],
    /// `ALL` of its store, or [`all!`](crate::all!) of several files.
    pub statements: &'static [&'static Statement],
}

/// One SQL statement for both databases, with parameters `:name`. Declared by [`statements!`](crate::statements!).
#[derive(Debug)]
pub struct Statement {
    pub name: &'static str,
    pub sql: &'static str,
    form: OnceLock<Form>,
}

/// The statement as PostgreSQL has it. Its parameters are numbered from 1 in the order of their first appearance, which is also how SQLite numbers them.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) numbered: String,
    pub(crate) parameters: Vec<&'static str>,
}

impl Statement {
    pub const fn new(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql, form: OnceLock::new() }
    }

    pub(crate) fn form(&self) -> &Form {
        self.form.get_or_init(|| number(self.sql))
    }

    /// The values of `params` in the order of their numbers.
    ///
    /// # Errors
    /// When a parameter of the statement is not given, or one is given that it does not have.
    pub(crate) fn arrange<'p>(&self, params: &'p [Param<'p>]) -> Result<impl ExactSizeIterator<Item = Value<'p>>> {
        let wanted = &self.form().parameters;
        let find = |name: &str| params.iter().find(|param| param.name == name);
        for name in wanted {
            ensure!(find(name).is_some(), "the parameter :{name} was not given");
        }
        for param in params {
            ensure!(wanted.contains(&param.name), "the parameter :{} was given, and there is none", param.name);
        }
        Ok(wanted.iter().map(move |name| find(name).map_or(Value::Null, |param| param.value)))
    }
}

fn number(sql: &'static str) -> Form {
    let mut form = Form { numbered: String::with_capacity(sql.len()), parameters: Vec::new() };
    let mut before = "";
    for token in tokens(sql) {
        match token {
            Token::Word(word) => {
                let cast = before.eq_ignore_ascii_case("AS").then(|| dialect::postgres_kind(word)).flatten();
                form.numbered.push_str(cast.unwrap_or(word));
                before = word;
            }
            Token::Other(text) => form.numbered.push_str(text),
            Token::Param(name) => {
                let seen = form.parameters.iter().position(|&other| other == name);
                let at = seen.unwrap_or_else(|| {
                    form.parameters.push(name);
                    form.parameters.len() - 1
                });
                form.numbered.push_str(&format!("${}", at + 1));
            }
        }
    }
    form
}

/// Declares a room's statements, and `ALL` of them for its [`Schema`].
///
/// ```
/// store::statements! {
///     PUT_LAMP = "INSERT INTO lamp (id, lit_at) VALUES (:id, :lit_at)";
///     /// The lamp that was lit first.
///     FIRST_LAMP = "SELECT id FROM lamp ORDER BY lit_at, id LIMIT 1";
/// }
/// assert_eq!(ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub(crate) static $name: $crate::Statement = $crate::Statement::new(stringify!($name), $sql);)*

        /// Every statement of this room, so that a test can prepare them all on both databases.
        pub(crate) static ALL: &[&$crate::Statement] = &[$(&$name),*];
    };
}

/// The statements of several files of a room as one list, for its [`Schema`]: `statements: store::all![pieces::ALL, terms::ALL]`.
#[macro_export]
macro_rules! all {
    ($($group:expr),+ $(,)?) => {{
        const GROUPS: &[&[&$crate::Statement]] = &[$($group),+];
        static ALL: [&$crate::Statement; $crate::statement::count(GROUPS)] = $crate::statement::flat(GROUPS);
        &ALL
    }};
}

#[doc(hidden)]
pub const fn count(groups: &[&[&Statement]]) -> usize {
    let (mut count, mut group) = (0, 0);
    while group < groups.len() {
        count += groups[group].len();
        group += 1;
    }
    count
}

#[doc(hidden)]
pub const fn flat<const N: usize>(groups: &[&[&'static Statement]]) -> [&'static Statement; N] {
    static NONE: Statement = Statement::new("", "");
    let (mut all, mut at, mut group) = ([&NONE; N], 0, 0);
    while group < groups.len() {
        let mut inner = 0;
        while inner < groups[group].len() {
            all[at] = groups[group][inner];
            (at, inner) = (at + 1, inner + 1);
        }
        group += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    #[test]
    fn a_parameter_used_twice_has_one_number() {
        let form = number("UPDATE t SET a = :a, b = ':a' WHERE c = :c AND (a <> :a OR :d = 1)");
        assert_eq!(form.numbered, "UPDATE t SET a = $1, b = ':a' WHERE c = $2 AND (a <> $1 OR $3 = 1)");
        assert_eq!(form.parameters, ["a", "c", "d"]);
    }

    #[test]
    fn a_cast_names_the_kind_of_postgresql() {
        assert_eq!(
            number("SELECT CAST(a AS INTEGER) AS n, CAST(:b as blob), real FROM t").numbered,
            "SELECT CAST(a AS BIGINT) AS n, CAST($1 as BYTEA), real FROM t"
        );
    }

    #[test]
    fn the_statements_of_several_files_are_one_list() {
        mod one {
            crate::statements! { A = "SELECT 1"; B = "SELECT 2"; }
        }
        mod two {
            crate::statements! { C = "SELECT 3"; }
        }
        static TOGETHER: &[&Statement] = crate::all![one::ALL, two::ALL];
        assert_eq!(TOGETHER.iter().map(|statement| statement.name).collect::<Vec<_>>(), ["A", "B", "C"]);
    }

    #[test]
    fn values_come_in_the_order_of_the_statement_whatever_the_order_they_are_given_in() -> Result<()> {
        let statement = Statement::new("S", "SELECT :b, :a");
        let params = params! { a: 1, b: 2 };
        assert_eq!(statement.arrange(&params)?.collect::<Vec<_>>(), [Value::Integer(2), Value::Integer(1)]);
        Ok(())
    }

    #[test]
    fn a_parameter_too_few_or_too_many_is_refused_by_name() {
        let statement = Statement::new("S", "SELECT :a");
        let refusal = |params: &[Param<'_>]| statement.arrange(params).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(refusal(&params! {}), "the parameter :a was not given");
        assert_eq!(refusal(&params! { a: 1, b: 2 }), "the parameter :b was given, and there is none");
    }
}
