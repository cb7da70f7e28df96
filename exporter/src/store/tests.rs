//! Archives as wholes: who may be written, what a rebuild keeps.

use super::*;
