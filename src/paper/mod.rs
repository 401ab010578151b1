//! The paper: what is published and how it looks.

pub mod model;
pub mod view;
