//! Things by id, in the order in which they came.

use std::collections::HashMap;

#[derive(Clone, Debug)]
pub struct Shelf<T> {
    things: Vec<(String, T)>,
    place: HashMap<String, usize>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { things: Vec::new(), place: HashMap::new() }
    }
}

impl<T> Shelf<T> {
    pub fn put(&mut self, id: &str, thing: T) {
        match self.place.get(id) {
            Some(&at) => self.things[at].1 = thing,
            None => {
                self.place.insert(id.to_owned(), self.things.len());
                self.things.push((id.to_owned(), thing));
            }
        }
    }

    pub fn get(&self, id: &str) -> Option<&T> {
        self.place.get(id).map(|&at| &self.things[at].1)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.place.get(id).map(|&at| &mut self.things[at].1)
    }

    /// Oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.things.iter().map(|(_, thing)| thing)
    }

    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut T> {
        self.things.iter_mut().map(|(_, thing)| thing)
    }
}
