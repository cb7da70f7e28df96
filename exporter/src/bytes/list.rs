//! The elements of the one long list of a document, as text: while one block of them is being written, the block before
//! is read back. What stands around the list is for the document's own module.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::verify::{self, VerifyError};

/// Bytes of elements written before they are handed over for checking.
const BLOCK: usize = 256 * 1024;

/// How the elements of a list are written.
pub(super) struct ListForm<T> {
    /// What one is called when it would not validate.
    pub(super) element: &'static str,
    /// What stands between two.
    pub(super) separator: &'static [u8],
    /// Appends one.
    pub(super) write: fn(&mut Vec<u8>, &T) -> Result<(), serde_json::Error>,
}

/// Some consecutive elements: their text, and where each one ends (its separator not included).
struct Block {
    text: Vec<u8>,
    ends: Vec<usize>,
    first: usize,
}

impl Block {
    fn starting_at(first: usize) -> Self {
        // The last element of a block reaches beyond its size.
        Self { text: Vec::with_capacity(BLOCK + BLOCK / 16), ends: Vec::new(), first }
    }
}

impl<T: Serialize + DeserializeOwned> ListForm<T> {
    /// The elements, checked, in blocks; no separator follows the last one. `elements` is consumed as it is written.
    ///
    /// # Errors
    ///
    /// What `elements` yields, and [`VerifyError`] when one would not validate; nothing must be printed then.
    pub(super) fn encode<E: From<VerifyError>>(
        &self,
        elements: impl Iterator<Item = Result<T, E>>,
    ) -> Result<Vec<Vec<u8>>, E> {
        let mut blocks = thread::scope(|scope| {
            let (sender, receiver) = sync_channel(2);
            let checking = scope.spawn(move || self.check(receiver));
            let written = self.write_blocks(elements, |block| sender.send(block).is_ok());
            drop(sender);
            let checked = checking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            written.and_then(|()| checked.map_err(E::from))
        })?;
        if let Some(last) = blocks.last_mut() {
            last.truncate(last.len() - self.separator.len());
        }
        Ok(blocks)
    }

    fn write_blocks<E>(
        &self,
        elements: impl Iterator<Item = Result<T, E>>,
        mut hand_over: impl FnMut(Block) -> bool,
    ) -> Result<(), E> {
        let mut block = Block::starting_at(0);
        for (number, element) in elements.enumerate() {
            // A buffer takes every byte and contract types have text keys only; were it otherwise, the check would see.
            let _ = (self.write)(&mut block.text, &element?);
            block.ends.push(block.text.len());
            block.text.extend_from_slice(self.separator);
            if block.text.len() >= BLOCK {
                let full = std::mem::replace(&mut block, Block::starting_at(number + 1));
                if !hand_over(full) {
                    // The other thread has found something and gone; it says what.
                    return Ok(());
                }
            }
        }
        if !block.ends.is_empty() {
            hand_over(block);
        }
        Ok(())
    }

    fn check(&self, blocks: Receiver<Block>) -> Result<Vec<Vec<u8>>, VerifyError> {
        let mut checked = Vec::new();
        for block in blocks {
            let mut start = 0;
            for (number, &end) in block.ends.iter().enumerate() {
                verify::element::<T>(&block.text[start..end], self.element, block.first + number)?;
                start = end + self.separator.len();
            }
            checked.push(block.text);
        }
        Ok(checked)
    }
}

#[cfg(test)]
mod tests {
    use agent_contracts::json::write_compact;

    use super::super::verify::VerifyError;
    use super::ListForm;

    #[test]
    fn what_would_not_read_back_is_refused_by_number() {
        let write = |out: &mut Vec<u8>, number: &u64| match number {
            7 => write_compact(out, "seven"),
            number => write_compact(out, number),
        };
        let form = ListForm { element: "number", separator: b",", write };
        let blocks = form.encode((0..7).map(Ok::<_, VerifyError>)).unwrap();
        assert_eq!(blocks.concat(), b"0,1,2,3,4,5,6");
        let error = form.encode((0..9).map(Ok::<_, VerifyError>)).unwrap_err().to_string();
        assert!(error.starts_with("number 7 would not validate as v1"), "{error}");
        assert_eq!(form.encode(std::iter::empty::<Result<u64, VerifyError>>()).unwrap().len(), 0);
    }
}
