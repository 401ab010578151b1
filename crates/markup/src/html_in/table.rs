//! Tables.

use super::dom::NodeId;
use super::flow::{Flow, Reader};
use crate::tree::limits;
use crate::{Block, Inline};

/// A caption becomes a paragraph before the table; what cannot stand in a cell comes after it.
pub(super) fn read(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) {
    let dom = reader.dom;
    flow.end_line();
    let (mut head, mut rows, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for (row, in_head) in rows_of(reader, id, flow) {
        let cells: Vec<NodeId> = dom.children(row).iter().copied().filter(|&cell| matches!(dom.tag(cell), "td" | "th")).collect();
        let all_heads = !cells.is_empty() && cells.iter().all(|&cell| dom.tag(cell) == "th");
        let read: Vec<Vec<Inline>> = cells.iter().flat_map(|&cell| cell_of(reader, cell, &mut after)).collect();
        if head.is_empty() && rows.is_empty() && (in_head || all_heads) {
            head = read;
        } else {
            rows.push(read);
        }
    }
    flow.push(Block::Table { head, rows });
    flow.blocks.extend(after);
}

/// The rows of a table, each with whether it stands in the `<thead>`.
fn rows_of(reader: &mut Reader<'_>, id: NodeId, flow: &mut Flow) -> Vec<(NodeId, bool)> {
    let dom = reader.dom;
    let mut rows = Vec::new();
    for &part in dom.children(id) {
        match dom.tag(part) {
            "caption" => {
                reader.follow_all(dom.children(part), flow);
                flow.end_line();
            }
            "tr" => rows.push((part, false)),
            section @ ("thead" | "tbody" | "tfoot") => {
                rows.extend(dom.children(part).iter().filter(|&&row| dom.tag(row) == "tr").map(|&row| (row, section == "thead")));
            }
            _ => {}
        }
    }
    rows
}

/// A cell, and empty ones for the columns that it spans beyond its own.
fn cell_of(reader: &mut Reader<'_>, cell: NodeId, after: &mut Vec<Block>) -> Vec<Vec<Inline>> {
    let span = reader.dom.attribute(cell, "colspan").and_then(|span| span.trim().parse().ok()).unwrap_or(1);
    let (content, blocks) = reader.inlines(reader.dom.children(cell));
    after.extend(blocks);
    let mut cells = vec![content];
    cells.resize(usize::clamp(span, 1, limits::COLUMNS), Vec::new());
    cells
}
